"""What every measurement needs: the data folder, the reader in each scheme, how many articles."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from whosaid_models.evaluation.scoring import AttributionSpans
from whosaid_models.reader.model import ArticleReader
from whosaid_models.training.examples import CorpusError

T = TypeVar("T")


class MissingCorpusError(Exception):
    """The data folder does not have what a measurement needs; its rows are left out."""


@dataclass
class Bench:
    """The things to measure with.

    ``weights``: the folder of the reader's weights, None for the released ones. ``gold`` and ``scorer``: articles with
    gold claims, and the script that scores claims.
    """

    data: Path
    reader: ArticleReader
    weights: Path | None = None
    limit: int | None = None
    gold: Path | None = None
    scorer: Path | None = None
    _readers: dict[str, ArticleReader] = field(default_factory=dict)

    def path(self, name: str) -> Path:
        """Return a file or folder of the data. Raises MissingCorpusError."""
        path = self.data / name
        if not path.exists():
            raise MissingCorpusError(f"{name} is not in {self.data}")
        return path

    def in_scheme(self, scheme: str) -> ArticleReader:
        """Return the reader with the attributions of another scheme; the weights are shared."""
        if scheme not in self._readers:
            r = self.reader
            self._readers[scheme] = ArticleReader(r.network, r.tokenizer, r.manifest, scheme)
        return self._readers[scheme]

    def first(self, items: list[T]) -> list[T]:
        """Return as many as are to be read."""
        return items[: self.limit]


@dataclass(frozen=True, slots=True)
class AttributedText:
    """A text with gold attributions; ``nested``: the indices of those inside another's content."""

    text: str
    attributions: tuple[AttributionSpans, ...]
    nested: tuple[int, ...]


def read_attributions(path: Path) -> list[AttributedText]:
    """Read PolNeAR's and GUM's JSON lines. Raises CorpusError naming the line."""
    with path.open(encoding="utf-8") as lines:
        return [_read_line(line, f"{path}:{number}") for number, line in enumerate(lines, 1)]


def _read_line(line: str, place: str) -> AttributedText:
    try:
        item: dict[str, Any] = json.loads(line)
        spans = tuple(_spans(a, len(item["text"])) for a in item["attributions"])
        nested = tuple(i for i, a in enumerate(item["attributions"]) if a.get("nested_in"))
        return AttributedText(item["text"], spans, nested)
    except (ValueError, KeyError, TypeError) as e:
        raise CorpusError(f"{place}: not an article with attributions: {e!r}") from e


def _spans(item: dict[str, Any], length: int) -> AttributionSpans:
    roles = []
    for role in ("source", "cue", "content"):
        spans = tuple((int(begin), int(end)) for begin, end in item[role])
        if any(not 0 <= begin < end <= length for begin, end in spans):
            raise ValueError(f"a {role} span lies outside the text")
        roles.append(spans)
    return AttributionSpans(*roles)
