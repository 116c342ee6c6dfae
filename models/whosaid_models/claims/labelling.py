"""Negation and hedging, read off the claim's words and grammar."""

from __future__ import annotations

from whosaid_models.claims.drafts import Draft
from whosaid_models.domain import EditKind
from whosaid_models.reader.reading import Reading

_NEGATIONS = frozenset("not n't n’t no never none nobody nothing neither nor cannot hardly barely".split())
_HEDGES = frozenset(
    "may might could would possibly perhaps probably likely unlikely apparently allegedly reportedly seemingly "
    "presumably suspected alleged purported potential potentially "
    "appears appeared seem seems seemed suggests suggested "
    "about around approximately almost nearly roughly estimated expected maybe believed".split()
)


def is_negated(reading: Reading, draft: Draft) -> bool:
    """Whether the predicate, its auxiliaries or its arguments are negated."""
    if any(p.edit is EditKind.NEGATE for p in draft.pieces):
        return True
    return any(_word(reading, t) in _NEGATIONS and _governs(reading, draft, t) for t in draft.tokens())


def is_hedged(reading: Reading, draft: Draft) -> bool:
    """Whether the claim holds something back: modality, hearsay, approximation."""
    return any(_word(reading, t) in _HEDGES and _hedges(reading, t) for t in draft.tokens())


def _word(reading: Reading, token: int) -> str:
    return reading.document.words[token].lower()


def _hedges(reading: Reading, token: int) -> bool:
    """Not the month of May, and not what a talk is about."""
    word = reading.document.words[token]
    if word.lower() in ("may", "might", "could", "would"):
        return reading.upos[token] == "AUX"
    return word.lower() not in ("about", "around") or reading.relations[token] == "advmod"


def _governs(reading: Reading, draft: Draft, token: int) -> bool:
    """The negation's head is the predicate, or an argument of it (not something deep inside a clause below)."""
    at = token
    for _ in range(3):
        if at == draft.predicate:
            return True
        at = reading.heads[at]
        if at < 0:
            return False
    return False
