"""An article's text cut into tokens, sentences and paragraphs: views on an immutable string."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True, slots=True)
class Token:
    """``[begin, end)`` in code points of the document's text; never empty, never white space."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens ``[first, last)`` of the document; ``paragraph`` counts from 0."""

    first: int
    last: int
    paragraph: int


@dataclass(frozen=True)
class Document:
    """A text with its tokens and sentences. Every token is in exactly one sentence."""

    text: str
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]

    def __len__(self) -> int:
        """Count the tokens."""
        return len(self.tokens)

    @cached_property
    def words(self) -> list[str]:
        """The tokens' strings."""
        return [self.text[t.begin : t.end] for t in self.tokens]

    @cached_property
    def sentence_of(self) -> list[int]:
        """The index of each token's sentence."""
        return [i for i, s in enumerate(self.sentences) for _ in range(s.first, s.last)]

    @cached_property
    def quoted(self) -> list[bool]:
        """Whether each token stands inside double quotation marks (the marks themselves included)."""
        return _inside_quotation_marks(self)

    @cached_property
    def _begins(self) -> np.ndarray:
        return np.array([t.begin for t in self.tokens], dtype=np.int64)

    @cached_property
    def _ends(self) -> np.ndarray:
        return np.array([t.end for t in self.tokens], dtype=np.int64)

    def token_range(self, begin: int, end: int) -> tuple[int, int]:
        """Return ``[first, last)`` of the tokens that overlap the characters ``[begin, end)``."""
        first = int(np.searchsorted(self._ends, begin, side="right"))
        last = int(np.searchsorted(self._begins, end, side="left"))
        return first, max(first, last)

    def characters(self, first: int, last: int) -> tuple[int, int]:
        """Return the characters ``[begin, end)`` that the tokens ``[first, last)`` (not none) cover."""
        return self.tokens[first].begin, self.tokens[last - 1].end

    def span_text(self, first: int, last: int) -> str:
        """Return the text from the first to the last of the tokens ``[first, last)``."""
        begin, end = self.characters(first, last)
        return self.text[begin:end]


_OPENING, _CLOSING, _NEUTRAL = "“„«", "”»", '"'


def _inside_quotation_marks(document: Document) -> list[bool]:
    """Follow the quotation marks; an unclosed quotation ends with its paragraph unless the next one opens anew.

    Newspapers repeat the opening mark at each paragraph of a long quotation and close only the last, so state
    is never carried over a paragraph: the next paragraph's own mark says that it goes on.
    """
    inside, flags, paragraph = False, [], -1
    paragraphs = [document.sentences[i].paragraph for i in document.sentence_of]
    for index, (word, where) in enumerate(zip(document.words, paragraphs, strict=True)):
        if where != paragraph:
            inside, paragraph = False, where
        mark = word in ("``", "''") or (len(word) == 1 and word in _OPENING + _CLOSING + _NEUTRAL)
        if not mark:
            flags.append(inside)
            continue
        flags.append(True)
        opens = word == "``" or word in _OPENING or (word in ("''", _NEUTRAL) and not inside)
        inside = opens if opens != inside or len(word) > 1 else _turned(document, index, opens)
    return flags


def _turned(document: Document, index: int, opens: bool) -> bool:
    """Whether a mark opens that should not by its shape, inside or outside already: newspapers print ”this“, too."""
    tokens, text = document.tokens, document.text
    begin, end = tokens[index].begin, tokens[index].end
    after_space = begin == 0 or text[begin - 1].isspace()
    before_word = end < len(text) and text[end].isalnum()
    if opens and not before_word and not after_space:
        return False
    return opens or (after_space and before_word)


def join_tokens(document: Document, indices: Sequence[int]) -> str:
    """Write tokens with the spaces that the article has between neighbours, one space elsewhere."""
    pieces: list[str] = []
    for position, i in enumerate(indices):
        if position and (indices[position - 1] != i - 1 or document.tokens[i - 1].end < document.tokens[i].begin):
            pieces.append(" ")
        pieces.append(document.words[i])
    return "".join(pieces)
