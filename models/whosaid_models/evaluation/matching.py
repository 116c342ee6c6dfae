"""The library's claims beside the annotated ones of the same article: which is which, and whose source is right."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whosaid_models.domain import Claim, Extraction
from whosaid_models.evaluation.bench import Bench, MissingCorpusError
from whosaid_models.training.alignment import align, same_name
from whosaid_models.training.examples import CorpusError


@dataclass(frozen=True)
class MatchedArticle:
    """An article's claims and its annotated ones; ``pairs``: our index to (annotated index, similarity 0.5..1)."""

    file: Path
    extraction: Extraction
    annotated: Sequence[dict[str, Any]]
    pairs: Mapping[int, tuple[int, float]]

    def found(self, ours: int) -> bool:
        """Whether one of our claims is an annotated one."""
        return ours in self.pairs

    def right(self, ours: int) -> bool:
        """Whether one of our claims is an annotated one and its source, or that it has none, is right too."""
        return ours in self.pairs and source_right(self.extraction.claims[ours], self.annotated[self.pairs[ours][0]])


def matched_articles(bench: Bench, folder: str = "claims/tune") -> list[MatchedArticle]:
    """Extract every article of a folder of annotated claims and match one to one. Raises MissingCorpusError."""
    files = bench.first(sorted(bench.path(folder).glob("*.json")))
    if not files:
        raise MissingCorpusError(f"{folder} has no NAME.json")
    return [_matched(bench, file) for file in files]


def _matched(bench: Bench, file: Path) -> MatchedArticle:
    try:
        annotated = json.loads(file.read_text(encoding="utf-8"))["claims"]
        texts = [a["text"] for a in annotated]
    except (ValueError, KeyError, TypeError) as e:
        raise CorpusError(f"{file}: no annotated claims: {e!r}") from e
    extraction = bench.extract(file.with_suffix(".txt"))
    return MatchedArticle(file, extraction, annotated, align([c.text for c in extraction.claims], texts))


def source_right(ours: Claim, annotated: Mapping[str, Any]) -> bool:
    """Whether a claim's source (the last of its chain; none: the article itself) is the annotated one."""
    sources = annotated["sources"]
    if not sources or not ours.attributions:
        return not sources and not ours.attributions
    return same_name(source_name(ours), sources[-1])


def source_name(claim: Claim) -> str:
    """The name of a claim's source; empty for the article's own voice."""
    source = claim.attributions[-1].source if claim.attributions else None
    return source.name if source else ""
