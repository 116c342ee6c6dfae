"""Words to word pieces, sentences to windows that the encoder can hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from transformers import PreTrainedTokenizerBase

from whosaid_models.reader.network import WindowBatch
from whosaid_models.text.document import Document

_QUOTE_MARKS = frozenset('"“”„«»') | {"``", "''"}


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


def encode(document: Document, tokenizer: PreTrainedTokenizerBase) -> EncodedDocument:
    """Cut the document's words into pieces; a word that has none (an odd symbol) becomes the unknown piece."""
    ids: list[list[int]] = (
        tokenizer(document.words, add_special_tokens=False, truncation=True, max_length=_LONGEST_WORD)["input_ids"]
        if document.words
        else []
    )
    ids = [word or [tokenizer.unk_token_id] for word in ids]
    lengths = np.array([len(word) for word in ids], dtype=np.int64)
    return EncodedDocument(
        document=document,
        pieces=np.array([p for word in ids for p in word], dtype=np.int64),
        starts=np.concatenate([[0], lengths.cumsum()]).astype(np.int64),
        shapes=np.array([word_shape(w) for w in document.words], dtype=np.int64),
        quoted=np.array(document.quoted, dtype=np.int64),
    )


def windows_of(encoded: EncodedDocument, size: int, context: int) -> Iterator[Window]:
    """Cut at sentence borders into windows of at most ``size`` pieces, ``context`` of them shared on each side."""
    starts = encoded.starts
    total = int(starts[-1])
    if total <= size:
        if total:
            words = len(starts) - 1
            yield Window(0, words, 0, words)
        return
    cores = list(_pack(encoded, size - 2 * context))
    for first, last in cores:
        left = int(np.searchsorted(starts, starts[first] - context, side="left")) if first else 0
        right = int(np.searchsorted(starts, min(total, starts[last] + context), side="right")) - 1
        yield Window(left, max(right, last), first, last)


def _pack(encoded: EncodedDocument, size: int) -> Iterator[tuple[int, int]]:
    """Group whole sentences up to ``size`` pieces; a sentence longer than that is cut between words."""
    starts, begin = encoded.starts, 0
    for sentence in encoded.document.sentences:
        if starts[sentence.last] - starts[begin] <= size:
            continue
        if sentence.first > begin:
            yield begin, sentence.first
            begin = sentence.first
        while starts[sentence.last] - starts[begin] > size:
            cut = max(begin + 1, int(np.searchsorted(starts, starts[begin] + size, side="right")) - 1)
            yield begin, cut
            begin = cut
    if begin < len(starts) - 1:
        yield begin, len(starts) - 1


def collate(
    parts: Sequence[tuple[EncodedDocument, int, int]],
    tokenizer: PreTrainedTokenizerBase,
    device: torch.device | str = "cpu",
) -> WindowBatch:
    """Pad windows (document, first word, last word) into a batch, with the encoder's own first and last piece."""
    piece_counts = [int(e.starts[last] - e.starts[first]) + 2 for e, first, last in parts]
    width, words = max(piece_counts), max(last - first for _, first, last in parts)
    pieces = np.full((len(parts), width), tokenizer.pad_token_id, dtype=np.int64)
    shapes, quoted, mask = (np.zeros((len(parts), width), dtype=np.int64) for _ in range(3))
    spans = np.zeros((len(parts), words, 2), dtype=np.int64)
    for row, (e, first, last) in enumerate(parts):
        begin, end = e.starts[first], e.starts[last]
        n = int(end - begin)
        repeats = np.diff(e.starts[first : last + 1])
        pieces[row, 0], pieces[row, 1 : n + 1], pieces[row, n + 1] = (
            tokenizer.cls_token_id,
            e.pieces[begin:end],
            tokenizer.sep_token_id,
        )
        shapes[row, 1 : n + 1] = np.repeat(e.shapes[first:last], repeats)
        quoted[row, 1 : n + 1] = np.repeat(e.quoted[first:last], repeats)
        mask[row, : n + 2] = 1
        spans[row, : last - first, 0] = e.starts[first:last] - begin + 1
        spans[row, : last - first, 1] = e.starts[first + 1 : last + 1] - begin + 1
    move = lambda a: torch.from_numpy(a).to(device)  # noqa: E731
    return WindowBatch(
        pieces=move(pieces), mask=move(mask).bool(), shapes=move(shapes), quoted=move(quoted), words=move(spans)
    )
