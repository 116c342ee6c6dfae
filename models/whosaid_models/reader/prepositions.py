"""What English grammar rules out around prepositions, put right after decoding.

Each repair takes a document's words with their tags, heads (-1 for a root) and relations, and returns heads and
relations.
"""

from __future__ import annotations

from collections.abc import Sequence

from whosaid_models.reader.trees import children_of, is_below

# Nouns that with the prepositions around them are one preposition: "in return for" (Quirk et al. 1985, 9.10-11).
_COMPLEX = frozenset(
    "accordance account addition aid behalf case charge compliance conjunction connection consequence contrast "
    "defence defense exchange face favor favour front honor honour lack lieu light line means memory need pursuit "
    "regard relation respect response result return search spite support terms view want".split()
)
_FINITE = frozenset({"VBD", "VBP", "VBZ"})
_NOMINALS = frozenset({"NOUN", "NUM", "PRON", "PROPN"})
_PREDICATES = ("root", "ccomp", "parataxis", "conj", "advcl")
_LONGEST_ITEM = 8  # words of the second of two between which something is


def complex_prepositions(
    words: Sequence[str], upos: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Hang "fees" in "in return for berths and fees" on "berths": no preposition has a conjunct without its own."""
    heads, relations = list(heads), list(relations)
    children = children_of(heads)
    for t in range(1, len(words) - 1):
        if words[t].lower() not in _COMPLEX or xpos[t] not in ("NN", "NNS") or upos[t - 1] != "ADP":
            continue
        inner = next((c for c in children[t] if c > t and relations[c] in ("nmod", "obl")), None)
        if inner is None or upos[t + 1] != "ADP" or heads[t + 1] != inner:
            continue
        for c in children[t]:
            own = any(relations[k] in ("case", "mark") for k in children[c])
            if relations[c] == "conj" and c > inner and not own and upos[c] in _NOMINALS:
                heads[c] = inner
    return heads, relations


def between_two(
    words: Sequence[str], upos: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Join "B" in "between A and B" to "A" wherever the tree hangs it: nothing is between one thing."""
    heads, relations = list(heads), list(relations)
    children = children_of(heads)
    for t, word in enumerate(words):
        if word.lower() != "between" or relations[t] != "case":
            continue
        first = heads[t]
        while relations[first] == "nummod" and heads[first] == _end(children, first):
            first = heads[first]  # "between 10 p.m."
        joint = _end(children, first)
        if words[joint : joint + 2] == [",", "and"] and any(relations[c] == "appos" for c in children[first]):
            joint += 1  # "between X, the mayor, and Y"
        if first < t or xpos[first] in ("NNS", "NNPS") or words[joint : joint + 1] != ["and"]:
            continue
        if any(relations[c] == "conj" for c in children[first]):
            continue
        second = joint + 1
        while joint < heads[second] <= joint + _LONGEST_ITEM and upos[heads[second]] in _NOMINALS:
            second = heads[second]
        if upos[second] in _NOMINALS and upos[first] in _NOMINALS and not is_below(heads, first, second):
            for moved, head, relation in ((second, first, "conj"), (joint, second, "cc"), (t, first, "case")):
                _hang(heads, children, moved, head)
                relations[moved] = relation
    return heads, relations


def agents(
    words: Sequence[str], _upos: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Make "X" in "a report obtained by X shows" the agent of "obtained": "by" begins no finite clause.

    The verb behind it has the noun before the participle for its subject.
    """
    heads, relations = list(heads), list(relations)
    children = children_of(heads)
    for t, word in enumerate(words):
        if word.lower() != "by" or relations[t] not in ("mark", "case") or xpos[t - 1] != "VBN":
            continue
        verb, agent, participle, noun = heads[t], -1, t - 1, heads[t - 1]
        if relations[verb].startswith("nsubj"):  # "by" hangs on the subject
            verb, agent = heads[verb], verb
        subjects = [c for c in children[verb] if relations[c].startswith("nsubj")]
        if verb < t or xpos[verb] not in _FINITE or len(subjects) != 1 or not t < subjects[0] < verb:
            continue
        if agent not in (-1, *subjects) or noun < 0 or noun > participle or relations[participle] != "acl":
            continue
        [agent] = subjects
        if heads[verb] == noun and relations[verb].startswith("acl"):
            relations[verb] = relations[noun] if relations[noun] in _PREDICATES else "parataxis"
            _hang(heads, children, verb, heads[noun])
        elif is_below(heads, verb, noun):
            continue
        for c in [c for c in children[verb] if t <= c < agent]:
            _hang(heads, children, c, agent)
        for moved, head, relation in ((t, agent, "case"), (agent, participle, "obl:agent"), (noun, verb, "nsubj")):
            _hang(heads, children, moved, head)
            relations[moved] = relation
    return heads, relations


# In this order.
def doers(
    words: Sequence[str], upos: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Hang "X" of "the team, led by the geologist X," on "led": a "by" behind a participle is about who does it."""
    heads, relations = list(heads), list(relations)
    for t, word in enumerate(words):
        doer, participle = heads[t], t - 1
        if word.lower() != "by" or relations[t] != "case" or xpos[participle] != "VBN" or doer < t:
            continue
        if relations[participle] == "acl" and heads[doer] == heads[participle] < participle and upos[doer] in _NOMINALS:
            heads[doer], relations[doer] = participle, "obl"
    return heads, relations


REPAIRS = (complex_prepositions, between_two, agents, doers)


def _hang(heads: list[int], children: dict[int, list[int]], t: int, head: int) -> None:
    children[heads[t]].remove(t)
    children[head].append(t)
    heads[t] = head


def _end(children: dict[int, list[int]], t: int) -> int:
    """The word after the last that hangs on a word, directly or not."""
    while (last := max(children[t], default=-1)) > t:
        t = last
    return t + 1
