"""A figure, and how figures are printed: aligned plain text, or JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from whosaid_models.evaluation.scoring import Counts


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number.

    ``value``: per cent for F1, accuracies and shares; as it is for correlations. ``over``: what it was counted over.
    ``precision`` and ``recall`` (per cent) where the value is their F1.
    """

    family: str
    corpus: str
    name: str
    value: float
    over: str
    precision: float | None = None
    recall: float | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """Why a row is not there."""

    family: str
    reason: str


def f1_figure(family: str, corpus: str, name: str, counts: Counts, over: str) -> Figure:
    """Make the figure of an F1 with its precision and recall."""
    return Figure(family, corpus, name, percent(counts.f1), over, percent(counts.precision), percent(counts.recall))


def percent(share: float) -> float:
    """Round a share to a tenth of a per cent."""
    return round(100 * share, 1)


_HEADINGS = ("corpus", "figure", "value", "P", "R", "counted over")
_NUMERIC = frozenset({2, 3, 4})


def as_table(figures: Sequence[Figure], skipped: Sequence[Skipped]) -> str:
    """Write the figures as aligned columns, the families apart, the notes below."""
    rows = [_HEADINGS, *map(_cells, figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    lines = [_line(_HEADINGS, widths), _line(tuple("-" * w for w in widths), widths)]
    family = figures[0].family if figures else ""
    for figure, row in zip(figures, rows[1:], strict=True):
        if figure.family != family:
            lines.append("")
            family = figure.family
        lines.append(_line(row, widths))
    lines += ["", *(f"not measured: {s.family}: {s.reason}" for s in skipped)] if skipped else []
    return "\n".join(lines)


def _cells(figure: Figure) -> tuple[str, ...]:
    numbers = (figure.value, figure.precision, figure.recall)
    # Correlations and ratios have three digits, percentages one.
    fine = 0 < abs(figure.value) < 1 and not figure.name.endswith("%") and figure.precision is None
    value, *pair = ("" if n is None else f"{n:.3f}" if fine else f"{n:.1f}" for n in numbers)
    return (figure.corpus, figure.name, value, *pair, figure.over)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    placed = (c.rjust(w) if i in _NUMERIC else c.ljust(w) for i, (c, w) in enumerate(zip(cells, widths, strict=True)))
    return "  ".join(placed).rstrip()


def as_json(figures: Sequence[Figure], skipped: Sequence[Skipped], model: dict[str, str]) -> str:
    """Write model, figures and notes as one JSON document."""
    document = {"model": model, "figures": [asdict(f) for f in figures], "not_measured": [asdict(s) for s in skipped]}
    return json.dumps(document, indent=1, ensure_ascii=False)
