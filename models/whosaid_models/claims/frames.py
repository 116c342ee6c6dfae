"""Clauses that only present another one: "it should be noted that ...", "it is worth recalling that ..."."""

from __future__ import annotations

from whosaid_models.reader.reading import Reading

# What a clause says of another one and adds nothing to it.
_PRESENTED = frozenset(
    "added clarified emphasised emphasized highlighted mentioned noted pointed recalled remembered".split()
)
_PRESENTED |= frozenset("reiterated stressed underlined underscored".split())
_PRESENTING = frozenset("add emphasise emphasize highlight mention note point recall remember stress".split())
_PRESENTING |= frozenset("adding emphasising emphasizing highlighting mentioning noting pointing recalling".split())
_PRESENTING |= frozenset("remembering stressing".split())
_WORTHY = frozenset("important interesting necessary noteworthy notable useful worth worthwhile".split())
# What may stand in such a clause besides.
_ASIDE = ("advmod", "aux", "cc", "compound:prt", "cop", "discourse", "expl", "mark", "nsubj", "obl", "punct")
_CLAUSES = ("ccomp", "csubj")
_DENIED = frozenset({"not", "n't", "n’t", "never", "hardly"})


def presented(reading: Reading, predicate: int) -> int:
    """The predicate of the clause that another one only presents; -1 where this one says something of its own."""
    r, word = reading, reading.document.words[predicate].lower()
    if word not in _PRESENTED | _WORTHY:
        return -1
    clause = _clause(r, predicate)
    others = [c for c in r.children[predicate] if c != clause]
    expletive = any(r.document.words[c].lower() == "it" for c in others if c < predicate)
    bare = all(r.relations[c].startswith(_ASIDE) and r.document.words[c].lower() not in _DENIED for c in others)
    if clause < 0 or not expletive or not bare:
        return -1
    if word in _PRESENTED or word in ("noteworthy", "notable"):
        return clause if _has_that(r, clause) else -1
    inner = _clause(r, clause) if r.document.words[clause].lower() in _PRESENTING else -1
    return inner if inner >= 0 and _has_that(r, inner) else -1


def _clause(r: Reading, predicate: int) -> int:
    """The clause behind a predicate that completes it; -1: none."""
    behind = [c for c in r.children[predicate] if c > predicate]
    told = (c for c in behind if r.relations[c].startswith((*_CLAUSES, "advcl")) or _has_that(r, c))
    return next(told, -1)


def _has_that(r: Reading, predicate: int) -> bool:
    return any(r.relations[c] == "mark" and r.document.words[c].lower() == "that" for c in r.children[predicate])
