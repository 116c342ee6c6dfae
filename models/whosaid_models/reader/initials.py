"""Names that are written together with their initials, "M.K.Lorn", which the reader does not see as names."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TOGETHER = re.compile(r"(?:[A-Z]\.){1,3}[A-Z][a-z]{2,}")
_COUNTRIES = ("U.S.", "U.K.", "U.N.", "E.U.")


def initialled_people(
    words: Sequence[str], upos: Sequence[str], entities: Sequence[tuple[int, int, str]]
) -> list[tuple[int, int, str]]:
    """Make a person of "M.K.Lorn" that is in no name yet; initials without spaces stand before nothing else.

    ``entities``: words ``[first, last)`` of each and what it is, in their order. Returns them with the new ones.
    """
    inside = {t for first, last, _ in entities for t in range(first, last)}
    new = [
        (t, t + 1, "Person")
        for t, word in enumerate(words)
        if upos[t] == "PROPN" and t not in inside and _TOGETHER.fullmatch(word) and not word.startswith(_COUNTRIES)
    ]
    return sorted([*entities, *new])
