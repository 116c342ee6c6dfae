"""What the words beside one leave no doubt about, whatever the parser hung them on. Heads are -1 for a root."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from whosaid_models.reader.trees import children_of

_FAR = frozenset({"appos", "dep", "nmod", "nmod:unmarked", "parataxis"})
_GOVERNED = frozenset({"obj", "obl", "iobj", "xcomp"})
# What stays with a name when the noun before it comes to depend on it.
_BEFORE = frozenset({"case", "cc", "det", "mark", "punct"})


def nouns_before_names(
    xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str], entities: Iterable[tuple[int, int, str]]
) -> tuple[list[int], list[str]]:
    """Join "Irene Falk" in "the team, led by geologist Irene Falk," to the noun right before it, not to the team.

    ``entities``: words ``[first, last)`` and type of each. Returns heads and relations.
    """
    heads, relations = list(heads), list(relations)
    children = children_of(heads)
    for first, last, kind in entities:
        noun = first - 1
        outward = [t for t in range(first, last) if not first <= heads[t] < last]
        if kind != "Person" or noun < 0 or xpos[noun] != "NN" or len(outward) != 1:
            continue
        [name] = outward
        if (
            relations[name] not in _FAR
            or not 0 <= heads[name] < noun
            or heads[noun] < 0
            or relations[noun] == "compound"
        ):
            continue
        if heads[noun] == name or any(c > noun for c in children[noun]):
            continue
        heads[name], relations[name] = heads[noun], relations[noun]
        for c in children[noun]:
            if relations[c] in _BEFORE:
                heads[c] = name
        heads[noun], relations[noun] = name, "nmod:desc"
    return heads, relations


def subordinators(
    words: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Make a mark of the clause of the second "that" in "warned that it was small and that rain could not help"."""
    heads, relations = list(heads), list(relations)
    for t, word in enumerate(words):
        noun = heads[t]
        if word.lower() == "that" and xpos[t] == "IN" and relations[t] == "det" and relations[noun].startswith("nsubj"):
            heads[t], relations[t] = heads[noun], "mark"
    return heads, relations


def objects_of_conjuncts(
    upos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Give "won" its "cup" in "played for both clubs and won the cup": a verb with a complement lends no object."""
    heads, relations = list(heads), list(relations)
    children = children_of(heads)
    for later, verb in enumerate(heads):
        if relations[later] != "conj" or not 0 <= verb < later or upos[verb] != "VERB" or upos[later] != "VERB":
            continue
        own = any(relations[c] in _GOVERNED and verb < c < later for c in children[verb])
        has = any(relations[c] == "obj" for c in children[later])
        behind = sorted(c for c in children[verb] if c > later and relations[c] in _GOVERNED)
        if own and not has and behind and relations[behind[0]] == "obj":
            for c in behind:
                heads[c] = later
    return heads, relations
