"""What somebody denied: "He denied that prices had risen" says that prices had not risen."""

from __future__ import annotations

from dataclasses import replace

from whosaid_models.attribution.linking import LinkedAttribution
from whosaid_models.claims import grammar
from whosaid_models.claims.drafts import Piece
from whosaid_models.domain import EditKind
from whosaid_models.reader.reading import Reading

_DENYING = frozenset("deny denies denied denying refute refutes refuted refuting disputed disputes disputing".split())
_NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no"})
_DO = {"VBD": "did", "VBZ": "does", "VBP": "do"}


def denies(reading: Reading, attribution: LinkedAttribution) -> bool:
    """Whether an attribution's cue takes back its content; "did not deny" does not."""
    cue = range(*attribution.cue)
    words = {reading.document.words[t].lower() for t in cue}
    around = {reading.document.words[c].lower() for t in cue for c in reading.children[t]}
    return bool(words & _DENYING) and not (words | around) & _NEGATIONS


def negate(reading: Reading, pieces: list[Piece], predicate: int) -> list[Piece] | None:
    """Negate a clause at its predicate: "had not risen"; None when it is negated already or not finite."""
    own = reading.children[predicate]
    if any(reading.document.words[c].lower() in _NEGATIONS for c in own):
        return None
    auxiliaries = [c for c in own if reading.relations[c].startswith(("aux", "cop"))]
    at = auxiliaries[0] if auxiliaries else predicate
    place = next((i for i, p in enumerate(pieces) if p.token == at), None)
    if place is None:
        return None
    inserted = Piece(text="not", edit=EditKind.NEGATE)
    if auxiliaries:
        return [*pieces[: place + 1], inserted, *pieces[place + 1 :]]
    do, base = _DO.get(reading.xpos[predicate]), grammar.inflect(reading.document.words[predicate], "VB")
    if do is None or base is None:
        return None
    verb = replace(pieces[place], text=base, edit=EditKind.INFLECT)
    return [*pieces[:place], Piece(text=do, edit=EditKind.INSERT), inserted, verb, *pieces[place + 1 :]]
