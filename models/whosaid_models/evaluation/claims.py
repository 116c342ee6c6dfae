"""The whole path: claims and sources of articles with gold claims, scored by a script that is given."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whosaid_models.domain import Claim, Extraction
from whosaid_models.evaluation.bench import Bench, MissingCorpusError
from whosaid_models.evaluation.figures import Figure

_FAMILY = "claims"


def measure_gold_claims(bench: Bench) -> Iterator[Figure]:
    """Score the claims of the gold articles."""
    if bench.gold is None or bench.scorer is None:
        raise MissingCorpusError("gold claims need --gold FOLDER and --scorer SCRIPT")
    yield from _measure(bench, bench.gold, bench.scorer, "gold articles")


def measure_tune_claims(bench: Bench) -> Iterator[Figure]:
    """Score the claims of the articles that the library was tuned on."""
    if bench.scorer is None:
        raise MissingCorpusError("the claims of claims/tune need --scorer SCRIPT")
    yield from _measure(bench, bench.path("claims/tune"), bench.scorer, "claims tune")


def _measure(bench: Bench, folder: Path, scorer: Path, corpus: str) -> Iterator[Figure]:
    texts = bench.first([t for t in sorted(folder.glob("*.txt")) if t.with_suffix(".json").exists()])
    if not texts:
        raise MissingCorpusError(f"{folder} has no NAME.txt with NAME.json")
    with tempfile.TemporaryDirectory() as temporary:
        gold, predictions = Path(temporary) / "gold", Path(temporary) / "predictions.jsonl"
        gold.mkdir()
        for text in texts:
            shutil.copy(text, gold)
            shutil.copy(text.with_suffix(".json"), gold)
        write_predictions({t.stem: plain_claims(bench.extract(t)) for t in texts}, predictions)
        scores = run_scorer(scorer, gold, predictions)
    yield from score_figures(scores, corpus, f"{len(texts)} articles")


def write_predictions(claims: dict[str, list[dict[str, Any]]], predictions: Path) -> None:
    """Write the claims of each article, by its id, as one JSON object a line."""
    with predictions.open("w", encoding="utf-8") as out:
        for article, found in claims.items():
            out.write(json.dumps({"id": article, "claims": found}, ensure_ascii=False) + "\n")


def plain_claims(extraction: Extraction) -> list[dict[str, Any]]:
    """Return an article's claims as the script reads them."""
    return [_plain(c) for c in extraction.claims]


def _plain(claim: Claim) -> dict[str, Any]:
    return {
        "text": claim.text,
        "sources": [a.source.name if a.source else "" for a in claim.attributions],
        "evidence": [(s.begin, s.end) for s in claim.evidence],
        "kind": claim.kind.value,
        "check_worthiness": claim.check_worthiness,
    }


def run_scorer(scorer: Path, gold: Path, predictions: Path) -> dict[str, Any]:
    """Run ``scorer GOLD PREDICTIONS --json`` and return what it prints. Raises ValueError when it fails."""
    command = [sys.executable, str(scorer), str(gold), str(predictions), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # a script of the caller's own
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no message"]
        raise ValueError(f"{scorer} failed (exit code {done.returncode}): {last[0]}")
    try:
        scores: dict[str, Any] = json.loads(done.stdout)
    except ValueError as e:
        raise ValueError(f"{scorer} did not print JSON: {e}") from e
    return scores


def score_figures(scores: dict[str, Any], corpus: str, over: str) -> Iterator[Figure]:
    """Turn the script's scores into rows: {"claim": {"P", "R", "F1"}, "ratio": 1.0, ...}."""
    for name, value in scores.items():
        if isinstance(value, dict):
            yield Figure(_FAMILY, corpus, f"{name} F1", value["F1"], over, value.get("P"), value.get("R"))
        elif isinstance(value, int | float) and name != "articles":
            yield Figure(_FAMILY, corpus, name, value, over)
