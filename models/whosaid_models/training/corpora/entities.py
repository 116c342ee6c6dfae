"""Named entities of worldwide news: ``token TAB tag`` lines, a blank line after each sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from whosaid_models.reader import labels
from whosaid_models.training.examples import CorpusError, Example, document_of_sentences

_ENTITY = {v: i for i, v in enumerate(labels.ENTITY)}
_NO_SPACE_BEFORE = frozenset(".,;:!?)%”’'s") | {"'s", "’s", "n't"}


def read_entities(path: Path) -> list[Example]:
    """Read articles with BIO entity tags. Raises CorpusError."""
    examples: list[Example] = []
    sentences: list[list[tuple[str, str]]] = [[]]
    for number, raw in enumerate(path.open(encoding="utf-8"), 1):
        line = raw.rstrip("\n")
        if line.startswith("# article"):
            examples += _example(sentences)
            sentences = [[]]
        elif not line.strip():
            sentences.append([])
        else:
            word, tag, *_ = [*(line.split("\t") if "\t" in line else line.split()), ""]  # a few lines use spaces
            if tag not in _ENTITY:
                raise CorpusError(f"{path}:{number}: {tag!r} is no entity tag; expected one of {', '.join(_ENTITY)}")
            if word.strip():
                sentences[-1].append((word.strip().replace(" ", "_"), tag))
    return examples + _example(sentences)


def _example(sentences: list[list[tuple[str, str]]]) -> list[Example]:
    full = [s for s in sentences if s]
    if not full:
        return []
    words = [[(w, i + 1 == len(s) or s[i + 1][0] not in _NO_SPACE_BEFORE) for i, (w, _) in enumerate(s)] for s in full]
    tags = np.array([_ENTITY[t] for s in full for _, t in s], dtype=np.int64)
    return [Example(document_of_sentences(words), "entities", entities=tags)]
