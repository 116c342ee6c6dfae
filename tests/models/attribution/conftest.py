"""Readings written by hand."""

from __future__ import annotations

import numpy as np
import pytest

from whosaid_models.reader.reading import CueReading, EntityReading, Reading
from whosaid_models.text.tokens import read_document


def _find(document, phrase, after=0):
    words = phrase.split()
    for i in range(after, len(document) - len(words) + 1):
        if document.words[i : i + len(words)] == words:
            return i, i + len(words)
    raise AssertionError(f"{phrase!r} is not in {document.words}")


def _reading_of(text, cues=(), tree=None, entities=()):
    """A reading: ``cues`` as (cue, source, contents); ``tree`` as word -> (upos, head word, relation).

    What the tree leaves out hangs on the root.
    """
    document = read_document(text)
    heads, relations, upos = [], [], []
    tree = tree or {}
    for index, word in enumerate(document.words):
        sentence = document.sentences[document.sentence_of[index]]
        in_sentence = document.words[sentence.first : sentence.last]
        tag, head, relation = tree.get(word, ("PUNCT" if not word[0].isalnum() else "NOUN", None, "dep"))
        roots = [w for w in in_sentence if tree.get(w, (0, 0, ""))[2] == "root"]
        root = sentence.first + in_sentence.index(roots[0]) if roots else sentence.first
        heads.append(-1 if index == root else root if head is None else sentence.first + in_sentence.index(head))
        relations.append("root" if index == root else relation)
        upos.append(tag)
    read = []
    for cue, source, contents in cues:
        sources = (_find(document, source),) if source else ()
        read.append(CueReading(_find(document, cue), False, sources, tuple(_find(document, c) for c in contents), 0.9))
    found = [EntityReading(*_find(document, phrase), kind) for phrase, kind in entities]
    xpos = ["VBD" if t == "VERB" else "NN" for t in upos]
    return Reading(document, upos, xpos, heads, relations, found, read, np.zeros((len(document), 4), dtype=np.float32))


@pytest.fixture(scope="session")
def reading_of():
    """A reading of a text, from cues, trees and entities that the test gives."""
    return _reading_of
