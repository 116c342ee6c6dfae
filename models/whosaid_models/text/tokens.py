"""Tokens close to Universal Dependencies' English ones, by spaCy's rule tokenizer (no model, non-destructive)."""

from __future__ import annotations

import importlib.abc
import re
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING, Any

from whosaid_models.text.document import Document, Token
from whosaid_models.text.sentences import split_sentences

# White space, and invisible characters that str.isspace() does not know (zero-width space, byte order mark).
_INVISIBLE = re.compile("[\\s\u200b\u2060\ufeff]+")

_LONG_RUN = re.compile(r"\S{400}(?=\S)")

# What spaCy takes for a contraction that lost its apostrophe, and is a word or a name in edited text.
_WHOLE = ("wed", "Wed", "id", "Id", "ima", "Ima", "Im", "Ive", "hed", "Hed")


if TYPE_CHECKING:
    from spacy.tokens import Doc


@lru_cache(maxsize=1)
def _tokenizer() -> Callable[[str], Doc]:
    with _without_frameworks():
        import spacy  # noqa: PLC0415 - see there
    tokenizer: Any = spacy.blank("en").tokenizer
    tokenizer.rules = {form: parts for form, parts in tokenizer.rules.items() if form not in _WHOLE}
    return tokenizer


@contextmanager
def _without_frameworks() -> Iterator[None]:
    """Let spaCy be imported without the frameworks that it may train models with.

    It imports whichever are installed: seconds and hundreds of megabytes for rules that need none. What is loaded
    already stays; a program that uses spaCy's own models beside whosaid imports spaCy or torch first.
    """
    absent = _Absent(threading.get_ident())
    sys.meta_path.insert(0, absent)
    try:
        yield
    finally:
        sys.meta_path.remove(absent)


class _Absent(importlib.abc.MetaPathFinder):
    """Says, to one thread, that frameworks are not installed."""

    def __init__(self, thread: int) -> None:
        self._thread = thread

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        if name in ("torch", "tensorflow", "mxnet") and threading.get_ident() == self._thread:
            raise ModuleNotFoundError(f"{name} is not wanted here", name=name)
        return None


def tokenize(text: str) -> list[Token]:
    """Cut ``text`` into tokens; offsets are code points. Every visible character is in exactly one token."""
    tokens = []
    for start, stretch in _stretches(text):
        for t in _tokenizer()(stretch):
            begin, end = start + t.idx, start + t.idx + len(t.text)
            # spaCy keeps runs of white space as tokens, and white space that it does not know inside tokens.
            tokens += [Token(b, e) for b, e in _visible(text, begin, end)]
    return tokens


def _stretches(text: str) -> Iterator[tuple[int, str]]:
    """Cut where a run without white space gets too long, for spaCy takes the square of its length."""
    begin = 0
    for run in _LONG_RUN.finditer(text):
        yield begin, text[begin : run.end()]
        begin = run.end()
    yield begin, text[begin:]


def _visible(text: str, begin: int, end: int) -> list[tuple[int, int]]:
    if not _INVISIBLE.search(text, begin, end):
        return [(begin, end)]
    pieces, at = [], begin
    for gap in _INVISIBLE.finditer(text, begin, end):
        pieces.append((at, gap.start()))
        at = gap.end()
    pieces.append((at, end))
    return [(b, e) for b, e in pieces if b < e]


def read_document(text: str) -> Document:
    """Cut ``text`` into tokens, sentences and paragraphs. The text itself is never changed."""
    tokens = tuple(tokenize(text))
    return Document(text=text, tokens=tokens, sentences=tuple(split_sentences(text, tokens)))
