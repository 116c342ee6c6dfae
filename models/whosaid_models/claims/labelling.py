"""Negation and hedging, read off the claim's words and grammar.

Negated: the claim's own predication is negated by a word of negation, not something inside it. Hedged: the claim is
made with reservation, by a plausibility shield on its predication ("may", "reportedly", "is expected to") or by an
approximator on it or on a quantity among its arguments ("about", "almost"); the terms are Prince et al.'s (1982).
"""

from __future__ import annotations

from whosaid_models.claims.drafts import Draft
from whosaid_models.domain import EditKind
from whosaid_models.reader.reading import Reading

_NEGATING_ADVERBS = frozenset("not n't n’t never neither nor hardly barely scarcely cannot".split())
_NEGATING_NOUNS = frozenset("none nobody nothing nowhere".split())
_SINGLE = frozenset("a an one all every everyone any many much".split())  # "not one of them came"
_ONLY = frozenset("only just merely simply least".split())  # "not only" denies nothing
_ARGUMENTS = ("nsubj", "csubj", "obj", "iobj", "expl")

_MODALS = frozenset({"may", "might", "could"})
_SHIELDING_ADVERBS = frozenset(
    "possibly perhaps probably likely maybe apparently allegedly reportedly seemingly presumably potentially "
    "supposedly purportedly ostensibly arguably conceivably".split()
)
_SHIELDING_PREDICATES = frozenset(
    "likely unlikely possible probable plausible appear appears appeared seem seems seemed "
    "suggest suggests suggested".split()
)
# "is expected to": as passive participles only.
_SHIELDING_PARTICIPLES = frozenset(
    "expected believed thought alleged rumoured rumored suspected feared estimated projected forecast predicted "
    "tipped reported presumed assumed anticipated".split()
)
# What says nothing by itself: its complement is the claim's predicate as well ("is going to do nothing").
_RAISING = _SHIELDING_PREDICATES | _SHIELDING_PARTICIPLES | frozenset({"going", "set", "due", "able"})
# "there are allegations that"
_SHIELDING_NOUNS = frozenset(
    "allegation allegations report reports rumour rumours rumor rumors suspicion suspicions indication indications "
    "sign signs speculation possibility chance likelihood fears".split()
)
_OF_QUANTITIES = frozenset("about around approximately almost nearly roughly some circa estimated virtually".split())
_QUANTITIES = frozenset(
    "half third quarter all every double twice dozen dozens hundred hundreds thousand thousands".split()
)
_OF_PREDICATES = frozenset("almost nearly virtually practically effectively somewhat".split())
_CLAUSES = ("acl", "advcl", "ccomp", "csubj", "parataxis", "appos")


def is_negated(reading: Reading, draft: Draft) -> bool:
    """Whether the claim's own predication is negated: "did not say", "no decision was taken", "is without a seat"."""
    if any(p.edit is EditKind.NEGATE for p in draft.pieces):
        return True
    predicates = _predicates(reading, draft)
    return any(_negates(reading, predicates, t) for t in draft.tokens())


def is_hedged(reading: Reading, draft: Draft) -> bool:
    """Whether the claim is made with reservation: possibility, hearsay, expectation, approximation."""
    predicates = _predicates(reading, draft)
    tokens = draft.tokens()
    return any(_shields(reading, predicates, t) or _approximates(reading, predicates, t) for t in tokens)


def _predicates(reading: Reading, draft: Draft) -> frozenset[int]:
    """The claim's predicate, and the predicates before it that it is coordinated with: they share their auxiliaries."""
    at, found = draft.predicate, {draft.predicate}
    if _word(reading, at) in _RAISING:
        found |= {c for c in reading.children[at] if reading.relations[c] == "xcomp"}
    while reading.relations[at] == "conj" and reading.heads[at] >= 0:
        at = reading.heads[at]
        if not any(p.token == at for p in draft.pieces):
            found.add(at)
    return frozenset(found)


def _negates(reading: Reading, predicates: frozenset[int], token: int) -> bool:
    word, head, relation = _word(reading, token), reading.heads[token], reading.relations[token]
    if word in _NEGATING_ADVERBS:
        after = _word(reading, token + 1) if token + 1 < len(reading.heads) else ""
        return after not in _ONLY and (
            head in predicates or (after in _SINGLE and _is_argument(reading, predicates, head))
        )
    if word in _NEGATING_NOUNS:
        return token in predicates or _is_argument(reading, predicates, token)
    if word == "no":  # "no decision was taken", "is no secret", "can no longer be tolerated"
        longer = head >= 0 and relation == "advmod" and reading.heads[head] in predicates
        named = relation == "det" and (head in predicates or _is_argument(reading, predicates, head))
        return longer or named
    copula = any(reading.relations[c] == "cop" for c in reading.children[head]) if head >= 0 else False
    return word == "without" and relation == "case" and head in predicates and copula


def _is_argument(reading: Reading, predicates: frozenset[int], token: int) -> bool:
    """Whether a token heads a subject or an object of the claim's predicate."""
    return token >= 0 and reading.heads[token] in predicates and reading.relations[token].startswith(_ARGUMENTS)


def _shields(reading: Reading, predicates: frozenset[int], token: int) -> bool:
    word, head, relation = _word(reading, token), reading.heads[token], reading.relations[token]
    if head in predicates:
        if word in _MODALS and reading.upos[token] == "AUX":
            # "could not" is what somebody was unable to do.
            return word != "could" or not any(_word(reading, c) in _NEGATING_ADVERBS for c in reading.children[head])
        if word in _SHIELDING_ADVERBS:
            return relation == "advmod"
        there = any(reading.relations[c] == "expl" for c in reading.children[head])
        return word in _SHIELDING_NOUNS and relation.startswith("nsubj") and there
    if token not in predicates:
        return False
    return word in _SHIELDING_PREDICATES or (word in _SHIELDING_PARTICIPLES and _is_said_to(reading, token))


def _is_said_to(reading: Reading, token: int) -> bool:
    """A passive with a complement: "is reported to be", "it is believed that"; not "was reported to the police"."""
    relations = {reading.relations[c] for c in reading.children[token]}
    return bool(relations & {"aux:pass", "nsubj:pass"}) and bool(relations & {"xcomp", "ccomp", "csubj"})


def _approximates(reading: Reading, predicates: frozenset[int], token: int) -> bool:
    word, head, relation = _word(reading, token), reading.heads[token], reading.relations[token]
    if word in _OF_PREDICATES and head in predicates and relation == "advmod":
        return True
    if word not in _OF_QUANTITIES or head < 0 or relation not in ("advmod", "det", "amod", "case"):
        return False
    quantity = head if _is_quantity(reading, head) else _quantity_after(reading, token)
    return quantity is not None and _is_asserted(reading, predicates, quantity)


def _quantity_after(reading: Reading, token: int) -> int | None:
    """The quantity that follows right after, past a currency sign: "about $ 30"."""
    for t in range(token + 1, min(token + 3, len(reading.heads))):
        if _is_quantity(reading, t):
            return t
        if reading.upos[t] != "SYM":
            return None
    return None


def _is_quantity(reading: Reading, token: int) -> bool:
    word = _word(reading, token)
    return reading.upos[token] == "NUM" or word[0].isdigit() or word in _QUANTITIES


def _is_asserted(reading: Reading, predicates: frozenset[int], token: int) -> bool:
    """Whether a quantity belongs to the predication itself, not to a clause inside it or to what its subject is of."""
    at, inside = token, False
    while at not in predicates:
        relation = reading.relations[at]
        if relation.startswith(_CLAUSES) or reading.heads[at] < 0:
            return False
        if inside and relation.startswith("nsubj"):
            return False
        inside |= relation == "nmod"
        at = reading.heads[at]
    return True


def _word(reading: Reading, token: int) -> str:
    return reading.document.words[token].lower()
