from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from whosaid_models.reader.windows import EncodedDocument
from whosaid_models.text.tokens import read_document
from whosaid_models.training.examples import Example
from whosaid_models.training.schedule import plan

WINDOW, BATCH = 50, 200


@pytest.fixture
def corpus():
    """Documents of many lengths with a piece for each word, some with a sentence longer than a window."""
    texts = ["It is a short sentence. " * n for n in range(1, 30)] + ["word " * 130 + "."]
    examples = [Example(read_document(t), "a" if i % 3 else "b") for i, t in enumerate(texts)]
    encoded = []
    for e in examples:
        n = len(e.document)
        nothing = np.zeros(n, dtype=np.int64)
        encoded.append(EncodedDocument(e.document, nothing, np.arange(n + 1), nothing, nothing))
    return examples, encoded


def test_every_word_is_read_as_often_as_asked(corpus):
    examples, encoded = corpus
    batches = plan(examples, encoded, {"a": 2, "b": 1}, WINDOW, BATCH, seed=1)
    read = Counter((i, w) for batch in batches for i, first, last in batch for w in range(first, last))
    for i, e in enumerate(examples):
        assert {read[i, w] for w in range(len(e.document))} == {2 if e.corpus == "a" else 1}


def test_windows_and_batches_fit(corpus):
    for batch in plan(*corpus, {"a": 1.5, "b": 0.5}, WINDOW, BATCH, seed=1):
        lengths = [last - first + 2 for _, first, last in batch]
        assert max(lengths) <= WINDOW
        assert len(batch) == 1 or max(lengths) * len(batch) <= BATCH


def test_the_seed_alone_decides(corpus):
    passes = {"a": 1.5, "b": 0.5}
    assert plan(*corpus, passes, WINDOW, BATCH, seed=1) == plan(*corpus, passes, WINDOW, BATCH, seed=1)
    assert plan(*corpus, passes, WINDOW, BATCH, seed=1) != plan(*corpus, passes, WINDOW, BATCH, seed=2)
