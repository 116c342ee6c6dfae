"""Which of our claims is which annotated one: one to one, by the words they share; and whether names agree."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

_FUNCTION = frozenset(
    "a an the and or but if of in on at to for from by "
    "with as is are was were be been being do does did has have had will "
    "would can that which who this these those it its he his him she "
    "her they their them there we our us you your i my so than "
    "then also into".split()
)
_NO_NAME = frozenset("the a an of s mr mrs ms dr".split())
_PRONOUNS = frozenset("he she they it we i who which you his her their its".split())
ENOUGH = 0.5


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


def align(ours: Sequence[str], annotated: Sequence[str], enough: float = ENOUGH) -> dict[int, tuple[int, float]]:
    """Map our claims' indices to (annotated index, similarity) where ``enough`` of the words agree (0..1)."""
    if not ours or not annotated:
        return {}
    bags = [bag(t) for t in annotated]
    scores = np.array([[similarity(b, g) for g in bags] for b in map(bag, ours)])
    rows, columns = linear_sum_assignment(-scores)
    return {int(i): (int(j), float(scores[i, j])) for i, j in zip(rows, columns, strict=True) if scores[i, j] >= enough}


def same_name(ours: str, annotated: Mapping[str, str]) -> bool:
    """Whether a name names the annotated source (``name``, ``mention``, ``type``).

    The annotated name's words; or the mention's own, where it is a name ("Moscow", "the NTSB inspector"). A person:
    the same last word, or all words of the annotated name. Anything else: more than half of its words, and none that
    neither the name nor the mention has. A pronoun names nobody.
    """
    a, b = _name_words(ours), _name_words(annotated["name"])
    if not a or not b or set(a) <= _PRONOUNS:
        return False
    if a == b or (a == _name_words(annotated["mention"]) and _is_name(annotated["mention"])):
        return True
    if annotated["type"] == "person":
        return a[-1] == b[-1] or set(b) <= set(a)
    return 2 * len(set(a) & set(b)) > len(set(b)) and set(a) <= set(b) | set(_name_words(annotated["mention"]))


def _is_name(mention: str) -> bool:
    """Whether a mention has a capital letter that is not only its first word's place in a sentence."""
    first, *rest = mention.split()
    return any(w[0].isupper() for w in rest) or (first[0].isupper() and first.lower() not in _NO_NAME | _PRONOUNS)


def _name_words(name: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    return [w for w in re.findall(r"\w+", plain) if w not in _NO_NAME]
