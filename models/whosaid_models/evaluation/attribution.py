"""PolNeAR: exact spans of sources, cues and contents; attributions matched by content, and by source too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from whosaid_models.evaluation.bench import Bench, read_attributions
from whosaid_models.evaluation.figures import Figure, f1_figure
from whosaid_models.evaluation.scoring import AttributionSpans, Counts, exact_counts, match_attributions
from whosaid_models.reader.model import ArticleReader
from whosaid_models.reader.reading import TokenRange
from whosaid_models.text.document import Document
from whosaid_models.text.tokens import read_document

_CORPUS = "PolNeAR dev"


def measure_attributions(bench: Bench) -> Iterator[Figure]:
    """Read whole articles in PolNeAR's own scheme."""
    articles = bench.first(read_attributions(bench.path("attribution/polnear.dev.jsonl")))
    reader = bench.in_scheme("polnear")
    spans: dict[str, Counts] = defaultdict(Counts)
    matches: dict[str, Counts] = defaultdict(Counts)
    for article in articles:
        predicted = predict_attributions(reader, article.text)
        for role, counts in span_counts(predicted, article.attributions).items():
            spans[role] += counts
        # A cue to which no content was found attributes nothing.
        whole = [p for p in predicted if p.content]
        for name, with_source in (("attribution F1", False), ("attribution F1, with source", True)):
            right = len(match_attributions(whole, article.attributions, with_source=with_source))
            matches[name] += Counts(right, len(whole), len(article.attributions))
    for role, counts in spans.items():
        over = f"{len(articles)} articles, {counts.gold} spans"
        yield f1_figure("attribution", _CORPUS, f"{role}, exact span F1", counts, over)
    for name, counts in matches.items():
        over = f"{len(articles)} articles, {counts.gold} attributions"
        yield f1_figure("attribution", _CORPUS, name, counts, over)


def predict_attributions(reader: ArticleReader, text: str) -> list[AttributionSpans]:
    """Read a text and return what the attribution head says, before anything is made of it."""
    document = read_document(text)
    return [
        AttributionSpans(_places(document, c.sources), _places(document, (c.cue,)), _places(document, c.contents))
        for c in reader.read(document).cues
    ]


def _places(document: Document, ranges: tuple[TokenRange, ...]) -> tuple[tuple[int, int], ...]:
    return tuple(document.characters(*r) for r in ranges)


def span_counts(
    predicted: list[AttributionSpans], gold: tuple[AttributionSpans, ...] | list[AttributionSpans]
) -> dict[str, Counts]:
    """Count the exact spans of each role in one article; every span of a discontinuous content counts."""
    return {
        role: exact_counts(
            (s for a in predicted for s in getattr(a, role)), (s for a in gold for s in getattr(a, role))
        )
        for role in ("source", "cue", "content")
    }
