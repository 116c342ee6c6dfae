"""Which of our claims is which annotated one: one to one, by the words they share."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

_FUNCTION = frozenset(
    "a an the and or but if of in on at to for from by "
    "with as is are was were be been being do does did has have had will "
    "would can that which who this these those it its he his him she "
    "her they their them there we our us you your i my so than "
    "then also into".split()
)
_ENOUGH = 0.5


def bag(text: str) -> Counter[str]:
    """Count a claim's words, lower case, without accents and possessive endings, cut to their first six letters."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    words = re.findall(r"[a-z0-9]+(?:[.,][0-9]+)*", re.sub(r"['’]s\b", " ", plain))
    return Counter(w if w in _FUNCTION else w[:6] for w in words)


def _weight(words: Counter[str]) -> float:
    return sum((0.25 if w in _FUNCTION else 1.0) * n for w, n in words.items())


def similarity(a: Counter[str], b: Counter[str]) -> float:
    """F1 of the shared words, function words at a quarter: 0..1."""
    both = _weight(a & b)
    return 2 * both / (_weight(a) + _weight(b)) if both else 0.0


def align(ours: Sequence[str], annotated: Sequence[str]) -> dict[int, tuple[int, float]]:
    """Map our claims' indices to (annotated index, similarity) where at least half of the words agree."""
    if not ours or not annotated:
        return {}
    bags = [bag(t) for t in annotated]
    scores = np.array([[similarity(b, g) for g in bags] for b in map(bag, ours)])
    rows, columns = linear_sum_assignment(-scores)
    return {
        int(i): (int(j), float(scores[i, j])) for i, j in zip(rows, columns, strict=True) if scores[i, j] >= _ENOUGH
    }
