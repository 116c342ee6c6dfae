from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from whosaid_models.reader.batches import collate
from whosaid_models.reader.loading import load_reader
from whosaid_models.reader.weights import DEFAULT_FOLDER
from whosaid_models.reader.windows import _LAST, EncodedDocument, encode, windows_of, word_shape
from whosaid_models.text.document import Document, Sentence, Token
from whosaid_models.text.tokens import read_document

SIZE, CONTEXT = 60, 10


def encoded_of(lengths):
    """A document whose sentences have words of so many pieces."""
    counts = [n for sentence in lengths for n in sentence]
    tokens = tuple(Token(2 * i, 2 * i + 1) for i in range(len(counts)))
    ends = np.cumsum([len(s) for s in lengths]).tolist()
    sentences = tuple(Sentence(last - len(s), last, 0) for s, last in zip(lengths, ends, strict=True))
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    nothing = np.zeros(len(counts), dtype=np.int64)
    document = Document("a " * len(counts), tokens, sentences)
    return EncodedDocument(document, np.zeros(starts[-1], dtype=np.int64), starts, nothing, nothing)


documents = st.lists(st.lists(st.integers(1, 10), min_size=1, max_size=40), min_size=1, max_size=12).map(encoded_of)


@settings(max_examples=200, deadline=None)
@given(documents)
def test_cores_cover_every_word_once_and_windows_fit(encoded):
    windows = list(windows_of(encoded, SIZE, CONTEXT))
    assert [w for x in windows for w in range(x.core_first, x.core_last)] == list(range(len(encoded.document)))
    for w in windows:
        assert w.first <= w.core_first < w.core_last <= w.last
        assert encoded.starts[w.last] - encoded.starts[w.first] <= SIZE


@settings(max_examples=100, deadline=None)
@given(documents)
def test_windows_are_cut_at_sentences_where_those_fit(encoded):
    starts = encoded.starts
    borders = {s.first for s in encoded.document.sentences} | {len(encoded.document)}
    if max(starts[s.last] - starts[s.first] for s in encoded.document.sentences) <= SIZE - 2 * CONTEXT:
        assert all(w.core_last in borders for w in windows_of(encoded, SIZE, CONTEXT))


@settings(max_examples=100, deadline=None)
@given(documents)
def test_windows_see_what_is_around_their_core(encoded):
    windows = list(windows_of(encoded, SIZE, CONTEXT))
    for before, after in pairwise(windows):
        assert after.first < after.core_first or encoded.starts[after.core_first] == 0
        assert before.last > before.core_last


@settings(max_examples=200, deadline=None)
@given(documents)
def test_windows_are_as_few_as_sentences_allow(encoded):
    windows = list(windows_of(encoded, SIZE, CONTEXT))
    ends = {s.last for s in encoded.document.sentences}
    for x, after in pairwise(windows):
        # The next sentence, or what of it can be read at once, did not fit.
        border = next((e for e in sorted(ends) if e > x.core_last), None)
        if x.core_last in ends and border is not None:
            sentence = encoded.starts[border] - encoded.starts[x.core_last]
            if sentence <= SIZE - 2 * CONTEXT:
                left = max(0, encoded.starts[x.core_first] - CONTEXT)
                assert min(encoded.starts[-1], encoded.starts[border] + CONTEXT) - left > SIZE
        assert after.core_first == x.core_last


@settings(max_examples=200, deadline=None)
@given(documents)
def test_the_last_window_is_never_small(encoded):
    windows = list(windows_of(encoded, SIZE, CONTEXT))
    last = windows[-1]
    if len(windows) > 1:  # but for what of a word does not fit
        assert encoded.starts[last.last] - encoded.starts[last.first] > min(SIZE, _LAST) - 10


@pytest.mark.parametrize("pieces", [SIZE, SIZE + 1])
def test_a_sentence_that_no_window_holds_is_cut(pieces):
    windows = list(windows_of(encoded_of([[1] * pieces]), SIZE, CONTEXT))
    assert [w.core_last for w in windows][-1] == pieces
    assert len(windows) == (1 if pieces == SIZE else 2)


def test_a_short_document_is_one_window_and_an_empty_one_none():
    assert len(list(windows_of(encoded_of([[1] * SIZE]), SIZE, CONTEXT))) == 1
    assert list(windows_of(encoded_of([]), SIZE, CONTEXT)) == []


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("said", 1), ("é", 1), ("Khan", 2), ("A", 2), ("US", 3), ("McDonald", 4), ("3.5", 5),
        ("“", 6), ("''", 6), ("--", 7), ("😀", 7),
    ],
)  # fmt: skip
def test_word_shapes(word, shape):
    assert word_shape(word) == shape


def test_every_word_has_pieces_however_odd(reader):
    document = read_document(
        "Plain 👩‍👩‍👧‍👦 ༄ \u0301 \u200d ﷽ x" + "y" * 500 + " https://a.b/" + "c" * 300 + " \x00 end"
    )
    encoded = encode(document, reader.tokenizer)
    lengths = np.diff(encoded.starts)
    assert len(lengths) == len(document)
    assert lengths.min() >= 1
    assert lengths.max() <= 24
    assert len(encoded.pieces) == encoded.starts[-1]


def test_padding_changes_no_word(reader):
    short, long = (encode(read_document(t), reader.tokenizer) for t in ("He left.", "She said that he had left. " * 9))
    alone = collate([(short, 0, 3)], reader.tokenizer)
    padded = collate([(short, 0, 3), (long, 0, len(long.document))], reader.tokenizer)
    width = alone.pieces.shape[1]
    assert (padded.pieces[0, :width] == alone.pieces[0]).all()
    assert not padded.mask[0, width:].any()
    assert (padded.words[0, :3] == alone.words[0]).all()
    network = load_reader(DEFAULT_FOLDER)[0].eval()
    states = [network.word_states(b)[0, :3] for b in (alone, padded)]
    assert (states[0] - states[1]).abs().max() < 1e-4
