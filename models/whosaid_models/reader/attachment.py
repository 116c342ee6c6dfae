"""Conjuncts, owners and subordinate clauses of names, put where English grammar leaves no choice.

Each repair takes a document's words with their tags, heads (-1 for a root) and relations.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from whosaid_models.reader.trees import children_of, is_below

_FINITE = frozenset({"VBD", "VBP", "VBZ"})
_NOUNS = frozenset({"NOUN", "PROPN"})
_REACH = 20  # words behind an apposition
_BODIES = frozenset({"Facility", "Location", "Organization"})
_CLAUSES = frozenset({"acl", "acl:relcl", "appos"})
# Clauses that a subject's bare verb is finite in: "they say we lose", not "to help them lose".
_STATED = frozenset({"root", "ccomp", "parataxis", "acl:relcl", "conj"})
_PLURAL = frozenset({"i", "you", "we", "they"})


def finite_conjuncts(
    words: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Coordinate a finite verb with a finite verb: "a plan that aims to mend roads and has a cost" does not "to has".

    It goes to the nearest finite verb before it that nothing stands between. Returns heads and relations.
    """
    heads, relations = list(heads), list(relations)
    children = children_of(heads)

    def finite(verb: int) -> bool:
        group = [c for c in children[verb] if relations[c].startswith(("aux", "cop"))]
        return any(xpos[t] in _FINITE or xpos[t] == "MD" for t in (verb, *group))

    for t, relation in enumerate(relations):
        infinitive = heads[t]
        if relation != "conj" or xpos[t] not in _FINITE or not 0 <= infinitive < t or xpos[infinitive] != "VB":
            continue
        if xpos[t] == "VBP" and not any(relations[c].startswith("nsubj") for c in children[t]):
            continue  # "to ensure supply and support growth": rather an infinitive, too
        joint = next((c for c in children[t] if relations[c] == "cc"), -1)
        if finite(infinitive) or not infinitive < joint < t:
            continue
        above = joint - 1 - (words[joint - 1] == ",")
        while above >= 0 and not (finite(above) and not is_below(heads, above, t)):
            above = heads[above]
        if above >= 0:
            children[infinitive].remove(t)
            children[above].append(t)
            heads[t] = above
    return heads, relations


def owners(
    words: Sequence[str], upos: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Give each of "Larn's Ida Holm and Sarn's Ola Berg" its own owner: who stands before the "'s" owns what follows.

    Returns heads and relations.
    """
    heads, relations = list(heads), list(relations)
    for t in range(1, len(words) - 1):
        owner, owned = t - 1, t + 1
        if xpos[t] != "POS" or upos[owner] not in _NOUNS or upos[owned] not in _NOUNS:
            continue
        while relations[owner] in ("flat", "compound") and 0 <= heads[owner] < t:
            owner = heads[owner]
        while heads[owned] > owned and upos[heads[owned]] in _NOUNS:
            owned = heads[owned]
        if heads[t] > t:
            heads[t], relations[t] = owner, "case"
        listed = relations[owner] == "conj" and relations[owned] == "conj" and words[t - 2].lower() in ("and", ",")
        second = listed and heads[owner] in (owned, heads[owned])
        backward = relations[owner] == "nmod:poss" and 0 <= heads[owner] < owner
        if (second or backward) and not is_below(heads, owned, owner):
            heads[owner], relations[owner] = owned, "nmod:poss"
    return heads, relations


def over_appositions(heads: Sequence[int], relations: Sequence[str]) -> list[int]:
    """Coordinate with a noun what stands behind its apposition: "the head of the port, X, and the mayor of Larn, Y".

    The mayor is beside the head, not beside the port: branches of a tree do not cross. Returns heads.
    """
    heads = list(heads)
    for t, relation in enumerate(relations):
        if relation != "appos" or not 0 <= heads[t] < t:
            continue
        noun = heads[t]
        for c in range(t + 1, min(len(heads), t + _REACH)):
            if relations[c] == "conj" and noun < heads[c] < t and is_below(heads, heads[c], noun):
                heads[c] = noun
    return heads


def clauses_of_names(
    names: Iterable[tuple[int, int]], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Hang a clause behind a name on all of it: "the Movement for Roads, which ..." is not about "Roads".

    ``names``: words ``[first, last)`` of each. Returns heads and relations.
    """
    heads = list(heads)
    children = children_of(heads)
    for first, last in names:
        inside = range(first, last)
        outward = [t for t in inside if heads[t] not in inside]
        for t in inside if len(outward) == 1 else ():
            for c in children[t]:
                if c >= last and relations[c] in _CLAUSES:
                    heads[c] = outward[0]
    return heads, list(relations)


def clauses_of_people(
    words: Sequence[str],
    heads: Sequence[int],
    relations: Sequence[str],
    entities: Iterable[tuple[int, int, str]],
) -> list[int]:
    """Hang "who ..." of "X of the Polar Institute, who ..." on X: an institute is no "who".

    ``entities``: words ``[first, last)`` and type of each. Returns heads.
    """
    heads = list(heads)
    kinds = {t: kind for first, last, kind in entities for t in range(first, last)}
    for t, word in enumerate(words):
        verb = heads[t]
        if word.lower() != "who" or verb < t or not relations[verb].startswith("acl"):
            continue
        noun = heads[verb]
        above = heads[noun]
        if kinds.get(noun) in _BODIES and relations[noun].startswith("nmod") and kinds.get(above) == "Person":
            heads[verb] = above
    return heads


def present_tenses(
    words: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> list[str]:
    """Make a present tense of an "infinitive" that a plural or "I" is the subject of: "we fully expect it".

    Returns xpos.
    """
    xpos = list(xpos)
    children = children_of(heads)
    for t, tag in enumerate(xpos):
        if tag != "VB" or relations[t] not in _STATED or words[t].lower() == "be":
            continue
        own = [c for c in children[t] if c < t]
        helped = any(relations[c].startswith(("aux", "cop")) or xpos[c] == "TO" for c in own)
        subjects = [c for c in own if relations[c] == "nsubj"]
        if not helped and any(xpos[c] in ("NNS", "NNPS") or words[c].lower() in _PLURAL for c in subjects):
            xpos[t] = "VBP"
    return xpos


def names_with_their_brackets(
    words: Sequence[str], names: Iterable[tuple[int, int, str]]
) -> list[tuple[int, int, str]]:
    """Leave out of a name what is on the other side of a lone bracket: "(Ola) Berg" is no "Ola) Berg".

    ``names``: words ``[first, last)`` of each, and what it is.
    """
    mended = []
    for first, last, kind in names:
        opening = [t for t in range(first, last) if words[t] == "("]
        closing = [t for t in range(first, last) if words[t] == ")"]
        if len(closing) == 1 and not opening:
            first = closing[0] + 1
        elif len(opening) == 1 and not closing:
            last = opening[0]
        if first < last:
            mended.append((first, last, kind))
    return mended
