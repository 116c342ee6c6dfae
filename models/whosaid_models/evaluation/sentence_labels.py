"""Sentences by themselves: worth checking or not (CheckThat! 2024), subjective or not (news sentences)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from whosaid_models.evaluation.bench import Bench, MissingCorpusError
from whosaid_models.evaluation.figures import Figure, f1_figure, percent
from whosaid_models.evaluation.scoring import average_precision, decision_counts
from whosaid_models.training.corpora.sentences import read_claimbuster
from whosaid_models.training.examples import CorpusError

_FAMILY = "sentence labels"
_WORTH, _SUBJECTIVE = 0, 1  # columns of the reader's answer


class SentenceLabeller(Protocol):
    """What a reader needs for these figures."""

    def sentence_labels(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Label sentences: N texts -> [N, 2] probabilities: worth checking, subjective."""
        ...


def measure_checkthat(bench: Bench) -> Iterator[Figure]:
    """F1 of "worth checking" at probability 0.5 and from the probability on that is best on ClaimBuster dev.

    The second is the figure: how many sentences are labelled as worth checking differs from one campaign to the next.
    Average precision asks for no threshold.
    """
    path = bench.path("checkworthiness/checkthat24.devtest.tsv")
    held_out = bench.path("checkworthiness/claimbuster.dev.csv")
    rows = bench.first(read_labelled(path, "Text", "class_label", {"Yes": True, "No": False}))
    scores = _labeller(bench).sentence_labels([t for t, _ in rows])[:, _WORTH]
    gold = [g for _, g in rows]
    over = f"{len(rows)} sentences, {sum(gold)} worth checking"
    tuning = bench.first(read_claimbuster(held_out))
    tuned = _labeller(bench).sentence_labels([e.document.text for e in tuning])[:, _WORTH]
    least = best_threshold(tuned, [e.sentence is not None and e.sentence[_WORTH] == 1 for e in tuning])
    for what, threshold in (("check-worthiness F1", least), ("check-worthiness F1 at 0.5", 0.5)):
        counts = decision_counts([bool(s >= threshold) for s in scores], gold)
        yield f1_figure(_FAMILY, "CheckThat! 2024 dev-test", what, counts, f"{over}; from {threshold:.2f} on")
    precision = percent(average_precision(scores.tolist(), gold))
    yield Figure(_FAMILY, "CheckThat! 2024 dev-test", "check-worthiness average precision", precision, over)


def best_threshold(scores: NDArray[np.float64], gold: Sequence[bool]) -> float:
    """Return the score from which on "yes" has the best F1; the lowest of several."""
    return max(sorted(set(scores.tolist())), key=lambda t: decision_counts([bool(s >= t) for s in scores], gold).f1)


def measure_subjectivity(bench: Bench) -> Iterator[Figure]:
    """Mean of the F1 of "subjective" and of "objective", at probability 0.5."""
    path = bench.path("checkworthiness/subjectivity.dev.tsv")
    rows = bench.first(read_labelled(path, "sentence", "label", {"SUBJ": True, "OBJ": False}))
    predicted = [bool(s >= 0.5) for s in _labeller(bench).sentence_labels([t for t, _ in rows])[:, _SUBJECTIVE]]
    gold = [g for _, g in rows]
    subjective = decision_counts(predicted, gold)
    objective = decision_counts([not p for p in predicted], [not g for g in gold])
    over = f"{len(rows)} sentences, {sum(gold)} subjective"
    macro = percent((subjective.f1 + objective.f1) / 2)
    yield Figure(_FAMILY, "subjectivity dev", "subjectivity macro-F1", macro, over)
    yield f1_figure(_FAMILY, "subjectivity dev", "subjective F1", subjective, over)


def _labeller(bench: Bench) -> SentenceLabeller:
    if not hasattr(bench.reader, "sentence_labels"):
        raise MissingCorpusError("the reader has no labels for sentences")
    labeller: SentenceLabeller = bench.reader
    return labeller


def read_labelled(path: Path, text: str, label: str, values: dict[str, bool]) -> list[tuple[str, bool]]:
    """Read two columns of a tab-separated file. Raises CorpusError naming the line."""
    rows = []
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines, delimiter="\t")
        for row in reader:
            if not row.get(text) or row.get(label) not in values:
                raise CorpusError(f"{path}:{reader.line_num}: no {text} with {label} one of {', '.join(values)}")
            rows.append((row[text], values[row[label]]))
    return rows
