"""What every measurement needs: the data folder, the reader in each scheme, the extractor, how many articles."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from whosaid_models.domain import Article, Extraction
from whosaid_models.evaluation.scoring import AttributionSpans
from whosaid_models.extractor import Extractor
from whosaid_models.reader.model import ArticleReader
from whosaid_models.training.corpora.json_lines import checked_spans, read_json_lines

T = TypeVar("T")


class MissingCorpusError(Exception):
    """The data folder, the call or the weights lack what a measurement needs; its rows are left out."""


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
    _extractor: Extractor | None = None
    _extractions: dict[Path, Extraction] = field(default_factory=dict)

    def path(self, name: str) -> Path:
        """Return a file or folder of the data. Raises MissingCorpusError."""
        path = self.data / name
        if not path.exists():
            raise MissingCorpusError(f"{name} is not in {self.data}")
        return path

    def in_scheme(self, scheme: str) -> ArticleReader:
        """Return the reader with the attributions of another scheme; the weights are shared."""
        if scheme not in self._readers:
            self._readers[scheme] = self.reader.in_scheme(scheme)
        return self._readers[scheme]

    @property
    def extractor(self) -> Extractor:
        """The whole library with the weights that are measured; loaded when first asked for."""
        if self._extractor is None:
            self._extractor = Extractor.of(self.reader, self.weights)
        return self._extractor

    def extract(self, file: Path) -> Extraction:
        """Extract the claims of a text file, once however many measurements ask for them."""
        if file not in self._extractions:
            article = Article(text=file.read_text(encoding="utf-8"), id=file.stem)
            self._extractions[file] = self.extractor.extract(article)
        return self._extractions[file]

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
    return read_json_lines(path, "an article with attributions", _attributed_text)


def _attributed_text(item: dict[str, Any]) -> AttributedText:
    text = item["text"]
    attributions = tuple(
        AttributionSpans(*(checked_spans(a[role], len(text)) for role in ("source", "cue", "content")))
        for a in item["attributions"]
    )
    nested = tuple(i for i, a in enumerate(item["attributions"]) if a.get("nested_in"))
    return AttributedText(text, attributions, nested)
