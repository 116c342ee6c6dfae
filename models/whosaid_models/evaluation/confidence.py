"""Confidence: does it tell right claims and sources from wrong ones (AUROC), and is it a probability (Brier, ECE)?

A claim is *found* when it is matched one to one with an annotated claim (at least half of the words, see
``training.alignment``), and *right* when its source is the annotated one as well, which is what ``Claim.confidence``
promises. A source is judged where the claim was found and the library named somebody; its confidence is the innermost
attribution's. The base rate's Brier score is that of saying the share of right ones every time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from whosaid_models.evaluation.bench import Bench
from whosaid_models.evaluation.figures import Figure
from whosaid_models.evaluation.matching import MatchedArticle, matched_articles
from whosaid_models.evaluation.scoring import auroc, brier, calibration_error

_FAMILY, _CORPUS = "confidence", "claims tune"


def measure_confidence(bench: Bench) -> Iterator[Figure]:
    """Compare confidences with what was right, over all claims that the library gives for claims/tune."""
    articles = matched_articles(bench)
    claims = [(a, i, c.confidence) for a in articles for i, c in enumerate(a.extraction.claims)]
    confidences = [p for _, _, p in claims]
    yield from confidence_figures("claim, found", confidences, [a.found(i) for a, i, _ in claims])
    yield from confidence_figures("claim, with the right source", confidences, [a.right(i) for a, i, _ in claims])
    sources = [(a, i) for a in articles for i in a.pairs if a.extraction.claims[i].attributions]
    yield from confidence_figures("source", [_source(a, i) for a, i in sources], [a.right(i) for a, i in sources])


def _source(article: MatchedArticle, claim: int) -> float:
    return article.extraction.claims[claim].attributions[-1].confidence


def confidence_figures(what: str, confidences: Sequence[float], right: Sequence[bool]) -> Iterator[Figure]:
    """Yield AUROC, Brier score beside the base rate's, and calibration error."""
    base = sum(right) / max(1, len(right))
    over = f"{sum(right)} right of {len(right)}"
    rows = {
        "AUROC": auroc(confidences, right),
        "Brier": brier(confidences, right),
        "Brier of the base rate": brier([base] * len(right), right),
        "calibration error": calibration_error(confidences, right),
    }
    for name, value in rows.items():
        yield Figure(_FAMILY, _CORPUS, f"{what}: {name}", round(value, 3), over)
