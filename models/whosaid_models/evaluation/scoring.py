"""Scores: counts, matchings and correlations of plain values. Knows no corpus and no model."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CharacterSpans = Sequence[tuple[int, int]]  # [begin, end) in code points

# From this overlap of their contents on, two attributions may be the same.
MATCHING_DICE = 0.5


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were right, of how many predicted and how many there are. Scores are 0..1, 0 where undefined."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.predicted + other.predicted, self.gold + other.gold)

    @property
    def precision(self) -> float:
        """Right among the predicted ones."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Right among the gold ones."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.predicted + self.gold
        return 2 * self.right / both if both else 0.0


def exact_counts(predicted: Iterable[Hashable], gold: Iterable[Hashable]) -> Counts:
    """Count exact matches of distinct items: what occurs twice (a source that two cues share) counts once."""
    p, g = set(predicted), set(gold)
    return Counts(len(p & g), len(p), len(g))


def decision_counts(predicted: Iterable[bool], gold: Iterable[bool]) -> Counts:
    """Count yes-or-no decisions; only "yes" can be right."""
    pairs = list(zip(predicted, gold, strict=True))
    return Counts(sum(p and g for p, g in pairs), sum(p for p, _ in pairs), sum(g for _, g in pairs))


def characters(spans: CharacterSpans) -> set[int]:
    """Return all characters of some spans."""
    return {c for begin, end in spans for c in range(begin, end)}


def dice(a: set[int], b: set[int]) -> float:
    """Overlap of two sets, 0..1."""
    both = len(a) + len(b)
    return 2 * len(a & b) / both if both else 0.0


def overlapping(a: CharacterSpans, b: CharacterSpans) -> bool:
    """Whether some span of one overlaps some span of the other."""
    return any(x[0] < y[1] and y[0] < x[1] for x in a for y in b)


@dataclass(frozen=True, slots=True)
class AttributionSpans:
    """An attribution as its characters; each role may have several spans, or none."""

    source: tuple[tuple[int, int], ...]
    cue: tuple[tuple[int, int], ...]
    content: tuple[tuple[int, int], ...]


def match_attributions(
    predicted: Sequence[AttributionSpans], gold: Sequence[AttributionSpans], *, with_source: bool
) -> list[tuple[int, int]]:
    """Match one to one, as many as possible, by content (Dice >= 0.5), and by source too if asked.

    Sources agree when they overlap, or when neither has one.
    """
    contents = [characters(g.content) for g in gold]
    eligible = []
    for p in predicted:
        content = characters(p.content)
        fits = [
            j
            for j, g in enumerate(gold)
            if dice(content, contents[j]) >= MATCHING_DICE and (not with_source or _same_source(p, g))
        ]
        eligible.append(fits)
    return largest_matching(eligible)


def _same_source(a: AttributionSpans, b: AttributionSpans) -> bool:
    return overlapping(a.source, b.source) if a.source and b.source else not a.source and not b.source


def largest_matching(eligible: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Match each i to one of ``eligible[i]``, none twice, as many as possible (augmenting paths)."""
    taken: dict[int, int] = {}

    def place(i: int, tried: set[int]) -> bool:
        for j in eligible[i]:
            if j not in tried:
                tried.add(j)
                if j not in taken or place(taken[j], tried):
                    taken[j] = i
                    return True
        return False

    for i in range(len(eligible)):
        place(i, set())
    return sorted((i, j) for j, i in taken.items())


@dataclass(frozen=True, slots=True)
class ParsedWord:
    """A word with its place in the tree; ``head`` is the characters of the word's head, None for a root."""

    span: tuple[int, int]
    upos: str
    head: tuple[int, int] | None
    relation: str


def parse_counts(predicted: Sequence[ParsedWord], gold: Sequence[ParsedWord]) -> dict[str, Counts]:
    """Score a parse as the CoNLL 2018 shared task does: words are aligned by their characters, all of them count.

    UAS: the head is the right word; LAS: and so is the relation without its subtype; "LAS, subtypes": with it.
    """
    right = dict.fromkeys(("words", "UPOS", "UAS", "LAS", "LAS, subtypes"), 0)
    by_span = {w.span: w for w in gold}
    for word in predicted:
        g = by_span.get(word.span)
        if g is None:
            continue
        attached = word.head == g.head
        right["words"] += 1
        right["UPOS"] += word.upos == g.upos
        right["UAS"] += attached
        right["LAS"] += attached and _universal(word.relation) == _universal(g.relation)
        right["LAS, subtypes"] += attached and word.relation == g.relation
    return {name: Counts(n, len(predicted), len(gold)) for name, n in right.items()}


def _universal(relation: str) -> str:
    return relation.split(":", maxsplit=1)[0]


def spearman(x: Sequence[float], y: Sequence[float]) -> float:
    """Rank correlation, ties at their mean rank; 0 when one side never varies."""
    a, b = _ranks(x), _ranks(y)
    a, b = a - a.mean(), b - b.mean()
    norm = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / norm if norm else 0.0


def _ranks(values: Sequence[float]) -> NDArray[np.float64]:
    _, inverse, counts = np.unique(np.asarray(values, dtype=np.float64), return_inverse=True, return_counts=True)
    last = counts.cumsum()
    mean_rank = last - (counts - 1) / 2
    return np.asarray(mean_rank[inverse], dtype=np.float64)


def auroc(scores: Sequence[float], right: Sequence[bool]) -> float:
    """Area under the ROC curve: how often a right one scores above a wrong one, ties half; 0.5 without both."""
    positives = sum(right)
    if not 0 < positives < len(right):
        return 0.5
    ranks = _ranks(scores)[np.asarray(right, dtype=bool)]
    return float((ranks.sum() - positives * (positives + 1) / 2) / (positives * (len(right) - positives)))


def brier(probabilities: Sequence[float], right: Sequence[bool]) -> float:
    """Mean squared difference of probabilities and outcomes (Brier, 1950); lower is better."""
    difference = np.asarray(probabilities, dtype=np.float64) - np.asarray(right, dtype=np.float64)
    return float(np.mean(difference**2)) if len(difference) else 0.0


def calibration_error(probabilities: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """Expected calibration error (Naeini et al., 2015): mean gap of confidence and accuracy over equal-width bins."""
    p, y = np.asarray(probabilities, dtype=np.float64), np.asarray(right, dtype=np.float64)
    bin_of = np.minimum((p * bins).astype(int), bins - 1)
    gaps = (abs(p[bin_of == b].sum() - y[bin_of == b].sum()) for b in range(bins))
    return float(sum(gaps)) / len(p) if len(p) else 0.0


def average_precision(scores: Sequence[float], right: Sequence[bool]) -> float:
    """Precision at each threshold, weighted by the recall it adds; equal scores are one. 0 without any right one."""
    s, y = np.asarray(scores, dtype=np.float64), np.asarray(right, dtype=np.float64)
    if not y.sum():
        return 0.0
    thresholds = np.unique(s)[::-1]
    taken = np.array([(s >= t).sum() for t in thresholds])
    found = np.array([y[s >= t].sum() for t in thresholds])
    gained = np.diff(found, prepend=0)
    return float((gained * found / taken).sum() / y.sum())
