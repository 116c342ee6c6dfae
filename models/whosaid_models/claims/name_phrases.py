"""Names inside their phrases: without honorifics, and whether they stand for themselves."""

from __future__ import annotations

from whosaid_models.attribution.characters import HONORIFICS
from whosaid_models.reader.reading import EntityReading, Reading


def without_honorifics(r: Reading, entity: EntityReading) -> list[int]:
    """The tokens of a name behind its "Mr" or "Dr."."""
    first = entity.first
    while first < entity.last and r.document.words[first].lower().rstrip(".") in HONORIFICS:
        first += 1
    return list(range(first, entity.last))


def with_article(r: Reading, entity: EntityReading) -> list[int]:
    """The tokens of a name as a subject: without honorifics, with the "the" right before it, which is its own."""
    name, before = without_honorifics(r, entity), entity.first - 1
    own = before >= 0 and r.document.words[before].lower() == "the" and entity.first <= r.heads[before] < entity.last
    return [before, *name] if own and entity.type != "Person" else name


def is_modifier(r: Reading, entity: EntityReading) -> bool:
    """Whether a name only says which other thing is meant: "the X leader"; nothing behind a comma is meant so."""
    inside = range(entity.first, entity.last)
    if r.document.words[entity.last : entity.last + 1] == [","]:
        return False
    outward = [t for t in inside if r.heads[t] not in inside]
    return any(r.relations[t] in ("compound", "amod", "nmod:poss") and r.heads[t] >= entity.last for t in outward)
