"""Files → articles: which id each has, how its bytes are read, and what is wrong with those that cannot be read."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from whosaid._decoding import UnreadableError, decode
from whosaid.cli._errors import usage_error

STDIN = "-"
HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})

# No news article comes near it; a larger file was named by mistake and would only fill the memory.
MAX_BYTES = 64 * 1024 * 1024

_MAX_ID = 256  # the contract's limit
_STDIN_ID = "stdin"


@dataclass(frozen=True, slots=True)
class Input:
    """One FILE of the command line. ``label``: how messages call it."""

    path: Path | None  # None: standard input
    id: str

    @property
    def label(self) -> str:
        """The file's name as it was given."""
        return "<stdin>" if self.path is None else str(self.path)

    @property
    def is_html(self) -> bool:
        """Whether the name says that it is a web page."""
        return self.path is not None and self.path.suffix.lower() in HTML_SUFFIXES


def inputs_of(files: Sequence[str]) -> tuple[list[Input], list[str]]:
    """The inputs of the command line with ids that differ, and a remark for each id that is not the file's stem.

    The id is the file's stem. Files that share a stem get their name, with as many folders before it as it takes to
    tell them apart; the same file twice gets a number.
    """
    if files.count(STDIN) > 1:
        raise usage_error("standard input (-) can be read only once")
    paths = [None if file == STDIN else Path(file) for file in files]
    ids = _distinct_ids(paths)
    remarks = [
        f"{path} has the id {name!r}, because another file is called {_stem(path)!r} as well"
        for path, name in zip(paths, ids, strict=True)
        if name != _stem(path)
    ]
    return [Input(path, name) for path, name in zip(paths, ids, strict=True)], remarks


def read_text(source: Input) -> str:
    """The input's text: its bytes as UTF-8, without a byte order mark. Line ends stay as they are.

    Raises:
        UnreadableError: it cannot be opened, is too large, or is no UTF-8 text; names the byte's offset, from 0.
    """
    try:
        if source.path is None:
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        elif source.path.is_dir():
            raise UnreadableError("is a folder; name the files in it")
        else:
            with source.path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror or error}") from error
    if len(data) > MAX_BYTES:
        raise UnreadableError(f"has more than {MAX_BYTES // 1024**2} MiB; that is no news article")
    return decode(data)


def _distinct_ids(paths: Sequence[Path | None]) -> list[str]:
    ids = [_stem(path) for path in paths]
    clashing = _repeated(ids)
    if not clashing:
        return ids
    members = {name: [place for place, each in enumerate(ids) if each == name] for name in clashing}
    for places in members.values():
        for place, name in zip(places, _told_apart([paths[place] for place in places]), strict=True):
            ids[place] = name
    # Two groups may meet in one name, and a file may be named twice.
    counts: Counter[str] = Counter()
    repeated = _repeated(ids)
    for place, name in enumerate(ids):
        counts[name] += 1
        if name in repeated and counts[name] > 1:
            ids[place] = f"{name}#{counts[name]}"
    return ids


def _told_apart(paths: Sequence[Path | None]) -> list[str]:
    """The shortest ends of the paths that differ; the whole paths if a file is among them twice."""
    names: list[str] = []
    for depth in range(1, max(len(path.parts) for path in paths if path) + 1):
        names = [_clean("/".join(path.parts[-depth:])) if path else _STDIN_ID for path in paths]
        if not _repeated(names):
            break
    return names


def _stem(path: Path | None) -> str:
    return _STDIN_ID if path is None else _clean(path.stem)


def _clean(name: str) -> str:
    """``name`` as the contract accepts it for an id, whatever the file system allows."""
    name = os.fsencode(name).decode("utf-8", "replace")
    name = "".join(char if char.isprintable() else "_" for char in name).strip()
    return name[-_MAX_ID:].strip()


def _repeated(names: Sequence[str]) -> set[str]:
    return {name for name, count in Counter(names).items() if count > 1}
