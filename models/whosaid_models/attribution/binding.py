"""Whom a pronoun cannot mean by the grammar of its clause: principles B and C of binding theory (Chomsky, 1981).

"Her" of "Ana saw her" is not Ana, who would be "herself" (B); "she" of "she said that Ana won" is not Ana, whom a
pronoun above her in the tree cannot anticipate (C).
"""

from __future__ import annotations

from whosaid_models.reader.reading import Reading

_REFLEXIVE = frozenset({"himself", "herself", "itself", "themselves", "myself", "yourself"})
# Clauses beside a verb, of which its subject is no part, or whose subject may be meant again: "he left when Ben came".
_BESIDE = frozenset({"conj", "parataxis", "advcl", "acl"})
_OF_ONE = frozenset({"flat", "appos", "compound", "nmod"})


def disjoint(reading: Reading, pronoun: int) -> set[int]:
    """Return the tokens that name somebody else than a pronoun: a name that has one of them is not whom it means."""
    relation, verb = reading.relations[pronoun], reading.heads[pronoun]
    if verb < 0 or reading.document.words[pronoun].lower() in _REFLEXIVE:
        return set()
    if relation.startswith("nsubj"):
        return _below(reading, verb, pronoun)
    if relation in ("obj", "iobj"):
        subjects = [c for c in reading.children[verb] if reading.relations[c].startswith("nsubj")]
        return {t for subject in subjects for t in _name(reading, subject)}
    return set()


def beside(reading: Reading, pronoun: int) -> set[int]:
    """Return the tokens of those whom a pronoun is named beside: "he and Berg met" tells of two."""
    relation, head, words = reading.relations[pronoun], reading.heads[pronoun], reading.document.words
    joined = {c for c in reading.children[pronoun] if reading.relations[c] == "conj"}
    if relation == "conj":
        joined |= {head, *(c for c in reading.children[head] if reading.relations[c] == "conj")} - {pronoun}
    elif relation.startswith("nsubj") and words[pronoun].lower() in ("it", "its"):
        # "According to the weather office, it will bring rain."
        named = lambda c: any(words[k].lower() == "according" for k in reading.children[c])  # noqa: E731
        joined |= {c for c in reading.children[head] if named(c)}
    return joined


def _below(reading: Reading, verb: int, subject: int) -> set[int]:
    """The tokens behind a subject that its verb governs, clauses beside it and the verb's own name apart."""
    found: set[int] = set()
    stack = [c for c in reading.children[verb] if reading.relations[c].split(":")[0] not in _OF_ONE]
    while stack:
        at = stack.pop()
        relation = reading.relations[at].split(":")[0]
        called = relation == "xcomp" and reading.upos[at] in ("NOUN", "PROPN")  # "he was made Lord Okoro"
        if relation in _BESIDE or called:
            continue
        if at > subject:
            found.add(at)
        stack += reading.children[at]
    return found


def _name(reading: Reading, head: int) -> set[int]:
    """A noun with the other words of its name."""
    found, stack = set(), [head]
    while stack:
        at = stack.pop()
        found.add(at)
        stack += [
            c
            for c in reading.children[at]
            if reading.relations[c].split(":")[0] in ("flat", "appos", "compound")
            or reading.relations[c] == "nmod:desc"
        ]
    return found
