"""Words to word pieces, sentences to windows that the encoder can hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from whosaid_models.reader.pieces import SpecialPieces, WordPieces
from whosaid_models.text.document import Document

_QUOTE_MARKS = frozenset('"“”„«»') | {"``", "''"}


@lru_cache(maxsize=20_000)
def word_shape(word: str) -> int:
    """Tell what an uncased encoder cannot see.

    0 is for special pieces; 1 lower case, 2 Capitalised, 3 UPPER, 4 mIxed, 5 digits, 6 quotation mark, 7 other.
    """
    if word in _QUOTE_MARKS:
        return 6
    if not any(c.isalpha() for c in word):
        return 5 if any(c.isdigit() for c in word) else 7
    if word.islower():
        return 1
    if word.isupper() and len(word) > 1:
        return 3
    return 2 if word[0].isupper() and word[1:] == word[1:].lower() else 4


@dataclass(frozen=True)
class EncodedDocument:
    """A document in word pieces: ``pieces`` [P]; ``starts`` [W + 1], word w is pieces[starts[w]:starts[w + 1]]."""

    document: Document
    pieces: np.ndarray
    starts: np.ndarray
    shapes: np.ndarray  # [W]
    quoted: np.ndarray  # [W]


@dataclass(frozen=True)
class Window:
    """Words ``[first, last)`` read together; the answers for ``[core_first, core_last)`` are taken from here."""

    first: int
    last: int
    core_first: int
    core_last: int


# A "word" of more pieces than this (a URL, a hash) is read by its beginning.
_LONGEST_WORD = 24


def encode(document: Document, tokenizer: WordPieces) -> EncodedDocument:
    """Cut the document's words into pieces; a word that has none (an odd symbol) becomes the unknown piece."""
    ids = [word or [tokenizer.unk_token_id] for word in tokenizer.cut(document.words, _LONGEST_WORD)]
    lengths = np.array([len(word) for word in ids], dtype=np.int64)
    return EncodedDocument(
        document=document,
        pieces=np.array([p for word in ids for p in word], dtype=np.int64),
        starts=np.concatenate([[0], lengths.cumsum()]).astype(np.int64),
        shapes=np.array([word_shape(w) for w in document.words], dtype=np.int64),
        quoted=np.array(document.quoted, dtype=np.int64),
    )


# The last window reads at least so many pieces, where there are as many before it: it may have a sentence of its own.
_LAST = 192


def windows_of(encoded: EncodedDocument, size: int, context: int) -> Iterator[Window]:
    """Cut at sentence borders into windows of at most ``size`` pieces, ``context`` of them shared on each side.

    As few windows as there can be: nothing before the first one and behind the last is shared, and so they hold more.
    """
    starts, total = encoded.starts, int(encoded.starts[-1])
    for first, last in _cores(encoded, size, context):
        before = context if last < len(starts) - 1 else max(context, min(_LAST, size) - int(total - starts[first]))
        left = int(np.searchsorted(starts, starts[first] - before, side="left"))
        right = int(np.searchsorted(starts, min(total, starts[last] + context), side="right")) - 1
        yield Window(left, max(right, last), first, last)


def _cores(encoded: EncodedDocument, size: int, context: int) -> Iterator[tuple[int, int]]:
    """What each window answers for, words ``[first, last)``: as many sentences as it can hold."""
    total, begin, end = int(encoded.starts[-1]), 0, 0
    at = encoded.starts.tolist()
    for border in _borders(encoded, size - 2 * context):
        if min(total, at[border] + context) - max(0, at[begin] - context) > size:
            yield begin, end
            begin = end
        end = border
    if end > begin:
        yield begin, end


def _borders(encoded: EncodedDocument, size: int) -> Iterator[int]:
    """Where windows may end, in words: between sentences, and within one that is longer than ``size`` pieces."""
    starts, begin = encoded.starts, 0
    for sentence in encoded.document.sentences:
        while starts[sentence.last] - starts[begin] > size:
            cut = int(np.searchsorted(starts, starts[begin] + size, side="right")) - 1
            begin = max(begin + 1, cut)
            yield begin
        begin = sentence.last
        yield begin


@dataclass(frozen=True)
class WindowPieces:
    """A window as the network takes it, with the encoder's own first and last piece.

    pieces, shapes, quoted: [P]; words: [W, 2], each word's pieces ``[first, last)``.
    """

    pieces: NDArray[np.int64]
    shapes: NDArray[np.int64]
    quoted: NDArray[np.int64]
    words: NDArray[np.int64]


def cut(encoded: EncodedDocument, first: int, last: int, special: SpecialPieces) -> WindowPieces:
    """Cut words ``[first, last)`` out of a document."""
    begin, end = encoded.starts[first], encoded.starts[last]
    repeats = np.diff(encoded.starts[first : last + 1])
    between = lambda marks: np.pad(np.repeat(marks[first:last], repeats), 1)  # noqa: E731
    return WindowPieces(
        pieces=np.concatenate([[special.cls_token_id], encoded.pieces[begin:end], [special.sep_token_id]]),
        shapes=between(encoded.shapes),
        quoted=between(encoded.quoted),
        words=np.stack([encoded.starts[first:last], encoded.starts[first + 1 : last + 1]], 1) - begin + 1,
    )
