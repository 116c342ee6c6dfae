"""Kind and check-worthiness of annotated claims, from the article's states under the annotated evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from whosaid_models.evaluation.bench import Bench
from whosaid_models.evaluation.figures import Figure, percent
from whosaid_models.evaluation.scoring import spearman
from whosaid_models.training.corpora.claims import read_claims

_FAMILY, _CORPUS = "claim labels", "claims tune, gold evidence"


def measure_claim_labels(bench: Bench) -> Iterator[Figure]:
    """Label every annotated claim."""
    examples = bench.first(read_claims(bench.path("claims/tune")))
    kinds: list[tuple[int, int]] = []
    worth: list[tuple[float, int]] = []
    for example in examples:
        reading = bench.reader.read(example.document)
        predicted = bench.reader.label_claims(reading, [c.tokens for c in example.claims])
        for p, gold in zip(predicted, example.claims, strict=True):
            kinds.append((max(range(len(p.kinds)), key=lambda k: p.kinds[k]), gold.kind))
            worth.append((p.worth, gold.worth))
    over = f"{len(examples)} articles, {len(kinds)} claims"
    right = sum(p == g for p, g in kinds)
    commonest = Counter(g for _, g in kinds).most_common(1)[0][1]
    yield Figure(_FAMILY, _CORPUS, "kind accuracy", percent(right / len(kinds)), over)
    yield Figure(_FAMILY, _CORPUS, "kind accuracy, always the commonest", percent(commonest / len(kinds)), over)
    rho = spearman([p for p, _ in worth], [g for _, g in worth])
    yield Figure(_FAMILY, _CORPUS, "check-worthiness Spearman", round(rho, 3), over)
