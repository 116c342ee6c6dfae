"""Whose office a phrase names: "the minister of roads and bridges, Ola Berg, ..." is about one person.

The parser hangs the person on a noun inside the phrase, or the phrase in pieces on the person; each makes claims that
are nonsense, and none that says who holds the office.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from whosaid_models.reader.trees import children_of, is_below

# What somebody is of or for something.
_OFFICES = frozenset(
    "administrator adviser advisor ambassador captain ceo chair chairman chairperson chairwoman chancellor chief "
    "co-chair co-founder coach commander commissioner coordinator curator dean deputy director editor envoy executive "
    "founder governor head inspector leader manager mayor minister officer owner president principal professor rector "
    "representative secretary speaker spokesman spokesperson spokeswoman superintendent treasurer vice-chairman "
    "vice-president".split()
)
_RULERS = frozenset("amir emir emperor king pope prince princess queen ruler sultan".split())
_JOINTS = frozenset("of for to at in".split())
# What a phrase that names an office is made of, behind its first noun.
_INSIDE = frozenset({"ADJ", "ADP", "CCONJ", "DET", "NOUN", "NUM", "PART", "PROPN"})
_MARKS = frozenset({",", "(", ")", "-", "–", "&", "'s", "’s"})
_RANKS = frozenset(
    "mr mrs ms miss dr prof professor sir eng lt col gen maj capt sgt brig lieutenant colonel general major captain "
    "sergeant brigadier".split()
)
# Who is near somebody who holds an office: "the wife of the mayor of Larn, Ola Berg".
_NEAR = frozenset(
    "aide ally assistant brother cousin critic daughter father friend husband lawyer mother nephew niece partner rival "
    "sister son supporter widow wife".split()
)
_LONGEST = 24  # words of a phrase that names an office


def holders_of_offices(
    words: Sequence[str],
    upos: Sequence[str],
    heads: Sequence[int],
    relations: Sequence[str],
    names: Iterable[tuple[int, int, str]],
    begins: Sequence[int],
) -> tuple[list[int], list[str]]:
    """Make an apposition of the person whose name ends a phrase that names an office.

    ``names``: words ``[first, last)`` of each, and what it is; ``begins``: the first word of each sentence. Returns
    heads and relations.
    """
    heads, relations = list(heads), list(relations)
    names = list(names)
    _second_offices(words, upos, heads, relations, names)
    people = {t for first, last, kind in names if kind == "Person" for t in range(first, last)}
    for first, last, kind in names:
        begin = begins[bisect_right(begins, first) - 1]
        end = _end(words, first, begin)
        office = _office(words, upos, people, end, begin) if kind == "Person" else -1
        name = next((t for t in range(first, last) if not first <= heads[t] < last), first)
        joined = relations[name] == "appos" and heads[name] == office and name not in heads[office + 1 : end]
        if office >= 0 and not joined and not _begins_clause(words, upos, office, (first, last), begin):
            _join(heads, relations, office, name, range(office + 1, end), begin)
            _head_phrase(words, upos, heads, relations, range(office, end), begin)
    return heads, relations


def _second_offices(
    words: Sequence[str],
    upos: Sequence[str],
    heads: list[int],
    relations: list[str],
    names: Sequence[tuple[int, int, str]],
) -> None:
    """Make a second office of what the tree lists beside a person: "X, chairman of A and head of B, left"."""
    people = {t for first, last, kind in names if kind == "Person" for t in range(first, last)}
    children = children_of(heads)
    for t in [t for t, relation in enumerate(relations) if relation == "conj" and _holds(words[t])]:
        person = heads[t]
        named = any(c in people or relations[c] in ("det", "nmod:poss") for c in children[t])
        if person not in people or t in people or named:
            continue
        offices = [c for c in children[person] if person < c < t and relations[c] == "appos" and c not in people]
        if offices and upos[offices[-1]] in ("NOUN", "PROPN"):
            heads[t] = offices[-1]


def _end(words: Sequence[str], first: int, begin: int) -> int:
    """Where the phrase before a name ends: before its comma and the name's rank."""
    t = first
    while t - 1 > begin and words[t - 1].lower().rstrip(".") in _RANKS:
        t -= 1
    return t - (words[t - 1] == ",")


def _office(words: Sequence[str], upos: Sequence[str], people: set[int], end: int, begin: int) -> int:
    """The noun of an office in a phrase that ends before ``end``: the first of one without verbs; -1: there is none."""
    t = end - 1
    if t <= begin or not (words[t] == ")" or upos[t] in ("NOUN", "PROPN")) or _holds(words[t]) or t in people:
        return -1  # "the spokesman for President Berg": that is what Berg is
    office = -1
    while t > max(begin, end - _LONGEST) and (upos[t] in _INSIDE or words[t] in _MARKS) and t not in people:
        if words[t].lower() in _JOINTS and _holds(words[t - 1 - (words[t - 1].lower() == "general")]):
            office = t - 1
        elif upos[t] == "CCONJ" and upos[t + 1] == "DET" and office >= 0:
            break  # "the mayor of Larn and the head of its council, Ola Berg"
        t -= 1
    start = _start(upos, office, begin)
    whose = start - 2 >= begin and words[start - 1].lower() in _JOINTS and words[start - 2].lower() in _NEAR
    return -1 if whose else office


def _holds(word: str) -> bool:
    return word.lower() in _OFFICES or word.lower() in _RULERS


def _start(upos: Sequence[str], office: int, begin: int) -> int:
    """The first word of the phrase of an office."""
    while office > begin and upos[office - 1] in ("ADJ", "DET", "NOUN", "PROPN"):
        office -= 1
    return office


def _begins_clause(words: Sequence[str], upos: Sequence[str], office: int, name: tuple[int, int], begin: int) -> bool:
    """Whether a name behind a comma may be what the phrase leads to: "After talks with the mayor of Larn, X left"."""
    first, last = name
    start = _start(upos, office, begin)
    opens = start > begin and upos[start - 1] in ("ADP", "VERB")
    return opens and "," in words[office:first] and last < len(words) and upos[last] in ("AUX", "VERB", "ADV")


def _join(heads: list[int], relations: list[str], office: int, name: int, between: range, begin: int) -> None:
    """Hang a name on its office, and on the office what stands between them and hung on the name."""
    if is_below(heads, office, name) or relations[name].startswith("nsubj"):
        heads[office], relations[office] = heads[name], relations[name]
    heads[name], relations[name] = office, "appos"
    last = office
    for t in range(begin, between.stop):
        if heads[t] != name:
            continue
        heads[t] = office
        if t in between and relations[t] == "conj":
            heads[t] = last
        elif t in between and relations[t] != "punct":
            relations[t] = "nmod"
        if t in between and relations[t] == "nmod":
            last = t


def _head_phrase(
    words: Sequence[str], upos: Sequence[str], heads: list[int], relations: list[str], phrase: range, begin: int
) -> None:
    """Make an office the head of its phrase: not of the body before it, and beside a second office of the person."""
    office, body = phrase.start, heads[phrase.start]
    if 0 <= body < office and relations[office] in ("appos", "flat") and "," not in words[body:office]:
        heads[office], relations[office] = heads[body], relations[body]
        heads[body], relations[body] = office, "compound"
        for t in range(begin, body):
            if heads[t] == body and relations[t] in ("case", "cc", "mark"):
                heads[t] = office
    for t in phrase[2:-1]:
        joint = _start(upos, t, office) - 1
        second = _holds(words[t]) and words[t + 1].lower() in _JOINTS and upos[joint] == "CCONJ"
        if second and not is_below(heads, office, t):
            heads[t], relations[t] = office, "conj"
            heads[joint], relations[joint] = t, "cc"
            _take(heads, relations, t, range(t + 1, phrase.stop))


def _take(heads: list[int], relations: list[str], office: int, behind: range) -> None:
    """Hang on an office what stands behind it and hung on words before it."""
    last = office
    for t in reversed(behind):
        if 0 <= heads[t] < office:
            form = relations[t] in ("case", "det", "mark", "punct")
            heads[t], relations[t] = (last, relations[t]) if form else (office, "nmod")
            last = last if form else t
