"""JSON lines, with the file and line of what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from whosaid_models.training.examples import CorpusError

T = TypeVar("T")


def read_json_lines(path: Path, what: str, read: Callable[[dict[str, Any]], T]) -> list[T]:
    """Read each line with ``read``. Raises CorpusError naming the line that is not ``what``."""
    with path.open(encoding="utf-8") as lines:
        return [_read_line(line, f"{path}:{number}", what, read) for number, line in enumerate(lines, 1)]


def _read_line(line: str, place: str, what: str, read: Callable[[dict[str, Any]], T]) -> T:
    try:
        return read(json.loads(line))
    except (ValueError, KeyError, TypeError) as e:
        raise CorpusError(f"{place}: not {what}: {e!r}") from e


def checked_spans(spans: list[list[int]], length: int) -> tuple[tuple[int, int], ...]:
    """Return [begin, end) pairs that lie inside a text of this length. Raises ValueError."""
    for begin, end in spans:
        if not 0 <= begin < end <= length:
            raise ValueError(f"the span [{begin}, {end}] lies outside the text")
    return tuple((begin, end) for begin, end in spans)
