"""What stands behind an apposition, and belongs to another word than the tree says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from whosaid_models.reader.trees import children_of, is_below

_NOUNS = frozenset({"NOUN", "PROPN"})
_NAMED = frozenset({"Facility", "Location", "Organization", "Person"})
_TAILS = frozenset({"at", "for", "of"})


def tails_of_appositions(
    words: Sequence[str], upos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Hang "of Larn" in "Ola Berg, mayor of Larn, left" on the mayor right before it, not on the name before the comma.

    Returns heads and relations.
    """
    heads, relations = list(heads), list(relations)
    for t, relation in enumerate(relations):
        if relation != "case" or words[t].lower() not in _TAILS or t == 0:
            continue
        phrase, before = heads[t], t - 1
        above = heads[phrase]
        if relations[phrase] not in ("nmod", "compound") or upos[before] != "NOUN" or not 0 <= above < before < phrase:
            continue
        name = heads[before]
        if relations[before] == "appos" and is_below(heads, name, above) and "," in words[name:before]:
            heads[phrase], relations[phrase] = before, "nmod"
    return heads, relations


def homes(
    words: Sequence[str], upos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[str], list[int], list[str]]:
    """Make an apposition of "home to two ports" in "they sailed to Larn, home to two ports", which the tree has sail.

    Returns upos, heads and relations.
    """
    upos, heads, relations = list(upos), list(heads), list(relations)
    for t in range(2, len(words) - 1):
        if words[t].lower() != "home" or words[t + 1].lower() != "to" or words[t - 1] != "," or upos[t - 2] != "PROPN":
            continue
        place = t - 2
        while (relations[place] == "flat" and heads[place] == place - 1) or relations[place] == "compound":
            place = heads[place]
        noun = heads[t + 1]
        if place >= t or relations[t + 1] != "case" or noun <= t or is_below(heads, place, t):
            continue
        upos[t], heads[t], relations[t] = "NOUN", place, "appos"
        if not is_below(heads, t, noun):
            heads[noun], relations[noun] = t, "nmod"
        if heads[t - 1] >= 0:
            heads[t - 1] = t  # the comma
    return upos, heads, relations


def names_after_appositions(
    words: Sequence[str],
    upos: Sequence[str],
    heads: Sequence[int],
    relations: Sequence[str],
    names: Iterable[tuple[int, int, str]],
) -> tuple[list[int], list[str]]:
    """Coordinate a name with a name: "Sarn Ltd, a maker of sails, and the port of Larn agreed" is about two.

    ``names``: words ``[first, last)`` of each, and what it is. Returns heads and relations.
    """
    heads, relations = list(heads), list(relations)
    kinds = {t: kind for first, last, kind in names for t in range(first, last)}
    children = children_of(heads)
    for t, relation in enumerate(relations):
        description = heads[t]
        if relation != "conj" or kinds.get(t) not in _NAMED or relations[description] != "appos":
            continue
        first, name = next((c for c in children[t] if relations[c] == "cc"), t), heads[description]
        joined = words[first].lower() == "and" and words[first - 1] == ","
        if joined and description not in kinds and upos[description] == "NOUN" and kinds.get(name) in _NAMED:
            heads[t] = name
    return heads, relations


def numbered_nouns(upos: Sequence[str], heads: Sequence[int], relations: Sequence[str]) -> tuple[list[int], list[str]]:
    """Make one noun of "the magnitude 5.9 quake", which the tree takes for two.

    Returns heads and relations.
    """
    heads, relations = list(heads), list(relations)
    children = children_of(heads)
    for t, relation in enumerate(relations):
        first = heads[t]
        if relation != "appos" or upos[t] != "NOUN" or not 0 <= first < t or upos[first] != "NOUN":
            continue
        if any(upos[k] != "NUM" for k in range(first + 1, t)) or first + 1 == t:
            continue
        if any(relations[c] not in ("det", "amod", "case", "appos", "nmod:poss") for c in children[first]):
            continue
        heads[t], relations[t] = heads[first], relations[first]
        for c in children[first]:
            if c != t:
                heads[c] = t
        heads[first], relations[first] = t, "compound"
    return heads, relations
