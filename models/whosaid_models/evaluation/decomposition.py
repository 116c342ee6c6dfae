"""RoSE: summaries of news and the atomic content units that people wrote for them (Liu et al., 2023).

The claims of each summary, read as an article by itself, are scored against the units by the same script and the same
similarity as gold claims; units have no sources, so that only the claim F1 is shown. The last 150 summaries of the
development split are measured; nothing is tuned on them.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whosaid_models.domain import Article
from whosaid_models.evaluation.bench import Bench, MissingCorpusError
from whosaid_models.evaluation.claims import plain_claims, run_scorer, write_predictions
from whosaid_models.evaluation.figures import Figure
from whosaid_models.text.tokens import read_document
from whosaid_models.training.corpora.json_lines import read_json_lines

_FAMILY, _CORPUS = "decomposition", "RoSE dev, last 150"
KEPT = 150  # summaries at the end of the file that are only measured on
_SHOWN = {"claim": "claim F1", "ratio": "claims / units"}


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary and its units."""

    name: str
    text: str
    units: tuple[str, ...]


def measure_decomposition(bench: Bench) -> Iterator[Figure]:
    """Score the library's claims, and the summaries' sentences as claims for comparison."""
    summaries = bench.first(read_summaries(bench.path("decomposition/rose.dev.jsonl"))[-KEPT:])
    if bench.scorer is None:
        raise MissingCorpusError("the units of RoSE need --scorer SCRIPT")
    claims = {s.name: plain_claims(bench.extractor.extract(Article(text=s.text, id=s.name))) for s in summaries}
    sentences = {s.name: [{"text": sentence, "sources": []} for sentence in sentences_of(s.text)] for s in summaries}
    for what, predicted in (("", claims), (", sentences as claims", sentences)):
        scores = _score(bench.scorer, summaries, predicted)
        over = f"{len(summaries)} summaries, {sum(len(s.units) for s in summaries)} units"
        for key, name in _SHOWN.items():
            value = scores[key]
            if isinstance(value, dict):
                yield Figure(_FAMILY, _CORPUS, name + what, value["F1"], over, value.get("P"), value.get("R"))
            else:
                yield Figure(_FAMILY, _CORPUS, name + what, value, over)


def _score(scorer: Path, summaries: list[Summary], predicted: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as temporary:
        gold, predictions = Path(temporary) / "gold", Path(temporary) / "predictions.jsonl"
        gold.mkdir()
        for s in summaries:
            (gold / f"{s.name}.txt").write_text(s.text, encoding="utf-8")
            claims = [{"text": u, "sources": [], "evidence": [], "kind": "fact", "checkworthy": 0} for u in s.units]
            (gold / f"{s.name}.json").write_text(json.dumps({"id": s.name, "claims": claims}), encoding="utf-8")
        write_predictions(predicted, predictions)
        return run_scorer(scorer, gold, predictions)


def sentences_of(text: str) -> list[str]:
    """Cut a text into sentences."""
    document = read_document(text)
    return [document.span_text(s.first, s.last) for s in document.sentences]


def read_summaries(path: Path) -> list[Summary]:
    """Read RoSE's JSON lines. Raises CorpusError naming the line."""
    return read_json_lines(
        path, "a summary with its units", lambda i: Summary(i["id"], " ".join(i["sentences"]), tuple(i["claims"]))
    )
