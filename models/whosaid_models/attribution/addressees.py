"""Whom somebody speaks to: "Reed asked Orlov how ..." is answered by Orlov, and who "told Reed" is not Reed."""

from __future__ import annotations

from whosaid_models.attribution.characters import Cast, Character
from whosaid_models.attribution.linking import LinkedAttribution
from whosaid_models.reader.reading import Reading

_TOLD = frozenset({"obj", "iobj", "obl"})
_ASKING = frozenset({"ask", "asked", "asks", "asking", "questioned", "quizzed", "pressed"})


def addressees(reading: Reading, cast: Cast, linked: LinkedAttribution) -> list[Character]:
    """Return the characters that a cue's verb is directed at, outside of what is said."""
    said = linked.tokens()
    around = [c for verb in range(*linked.cue) for c in reading.children[verb] if reading.relations[c] in _TOLD]
    return [c for t in around if t not in said and (c := cast.of_token.get(t)) is not None]


def who_is_asked(reading: Reading, cast: Cast, linked: LinkedAttribution) -> Character | None:
    """Return the person whom a question is put to, outside of quotation marks; None for anything else."""
    words = {reading.document.words[t].lower() for t in range(*linked.cue)}
    if reading.document.quoted[linked.cue[0]] or _ASKING.isdisjoint(words):
        return None
    return next((c for c in addressees(reading, cast, linked) if c.type == "Person"), None)
