"""What English grammar rules out, put right after decoding."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_NOMINALS = frozenset({"NOUN", "PROPN", "PRON"})
# What a noun before a verb is taken for when it should have been the verb's subject.
_SLIPS = frozenset(
    "obl:agent obl obj iobj nmod nmod:desc dislocated compound vocative dep appos parataxis discourse".split()
)
# Nouns that say when: "last year the council left" has one subject.
_TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday yesterday today tomorrow tonight year month week day "
    "morning afternoon evening night time january february march april may june july august september october november "
    "december".split()
)


def subjects_before_verbs(heads: Sequence[int], relations: list[str], xpos: Sequence[str]) -> list[str]:
    """Make the "object" before a finite verb that has no subject its subject: statements are no "Him saw she"."""
    with_subject = {h for h, r in zip(heads, relations, strict=True) if r.startswith(("nsubj", "csubj", "expl"))}
    # "had left": what makes the verb finite is its auxiliary.
    with_auxiliary = {h for h, r in zip(heads, relations, strict=True) if r == "aux"}
    repaired = list(relations)
    for t, (head, relation) in enumerate(zip(heads, relations, strict=True)):
        finite = head >= 0 and (xpos[head] in _FINITE or head in with_auxiliary)
        if relation == "obj" and t < head and head not in with_subject and finite and xpos[t] != "WDT":
            repaired[t] = "nsubj"
            with_subject.add(head)
    return repaired


def lost_subjects(
    words: Sequence[str],
    upos: Sequence[str],
    xpos: Sequence[str],
    heads: Sequence[int],
    relations: Sequence[str],
    begins: Sequence[int],
) -> tuple[list[int], list[str]]:
    """Give a finite main verb without a subject the bare noun before it that the tree hangs somewhere it cannot be.

    Such a noun hangs on a word on the verb's other side, or on the verb by a relation that needs a preposition.
    ``heads``: index of each word's head, -1 for a root; ``begins``: the first word of each sentence. Returns heads and
    relations.
    """
    heads, relations = list(heads), list(relations)
    children: dict[int, list[int]] = defaultdict(list)
    for t, head in enumerate(heads):
        children[head].append(t)
    for verb, relation in enumerate(relations):
        if heads[verb] >= 0 and relation not in ("ccomp", "parataxis"):
            continue
        group = [c for c in children[verb] if relations[c].startswith(("aux", "cop")) and c < verb]
        finite = any(xpos[t] in _FINITE or xpos[t] == "MD" for t in (verb, *group))
        if not finite or any(relations[c].startswith(("nsubj", "csubj", "expl")) for c in children[verb]):
            continue
        begin = begins[bisect_right(begins, verb) - 1]
        for t in range(min([verb, *group]) - 1, begin - 1, -1):
            bare = upos[t] in _NOMINALS and not any(relations[c] == "case" for c in children[t])
            if bare and words[t].lower() not in _TIMES and _misplaced(heads, relations, t, verb):
                if not _below(heads, verb, t):
                    children[heads[t]].remove(t)
                    children[verb].append(t)
                    passive = any(relations[c] == "aux:pass" for c in children[verb])
                    heads[t], relations[t] = verb, "nsubj:pass" if passive else "nsubj"
                break
    return heads, relations


def _misplaced(heads: Sequence[int], relations: Sequence[str], t: int, verb: int) -> bool:
    if heads[t] == verb:
        return relations[t] in _SLIPS
    return heads[t] > verb or (0 <= heads[t] < t and relations[t].startswith("nsubj"))


def _below(heads: Sequence[int], t: int, above: int) -> bool:
    while t >= 0 and t != above:
        t = heads[t]
    return t == above
