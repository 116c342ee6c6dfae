"""Participles that the tree hangs on the main verb where English gives them to what stands before them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from whosaid_models.reader.subordinate import Tree

_NOUNS = frozenset({"NOUN", "PROPN"})
_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december".split()
)


def listed_gerunds(
    words: Sequence[str],
    upos: Sequence[str],
    xpos: Sequence[str],
    heads: Sequence[int],
    relations: Sequence[str],
    begins: Sequence[int],
) -> tuple[list[int], list[str]]:
    """Make a list of "work on mending roads, building schools and hiring nurses", whose middle hangs on a verb.

    A gerund after a comma, with another one behind "and", belongs to the gerund of a preposition before it, if no
    finite verb stands in between. ``begins``: the first word of each sentence. Returns heads and relations.
    """
    tree = Tree(words, upos, xpos, list(heads), list(relations))
    for middle, relation in enumerate(relations):
        if relation != "advcl" or xpos[middle] != "VBG" or words[middle - 1] != "," or tree.linked(middle):
            continue
        first = tree.governed_gerund(middle, begins[bisect_right(begins, middle) - 1])
        last = tree.gerund_behind(middle)
        if first < 0 or last < 0:
            continue
        tree.hang(middle, first, "conj")
        above = tree.heads[last]
        if above not in (first, middle):
            for c in [c for c in tree.children[above] if c > last]:  # what it is done to
                tree.hang(c, last, tree.relations[c])
        if above != first:
            tree.hang(last, first, "conj")
    return tree.heads, tree.relations


def absolutes(
    words: Sequence[str],
    upos: Sequence[str],
    xpos: Sequence[str],
    heads: Sequence[int],
    relations: Sequence[str],
    begins: Sequence[int],
) -> tuple[list[int], list[str]]:
    """Make a subject of the bare noun before a participle behind "with": "with her rivals jailed".

    ``begins``: the first word of each sentence, which none of these opens. Returns heads and relations.
    """
    tree = Tree(words, upos, xpos, list(heads), list(relations))
    for verb, tag in enumerate(xpos):
        mark = next((c for c in tree.children[verb] if relations[c] in ("mark", "case")), verb)
        if tag not in ("VBN", "VBD") or mark >= verb or words[mark].lower() != "with" or tree.auxiliaries(verb):
            continue
        between = [c for c in tree.children[verb] if mark < c < verb and upos[c] in _NOUNS]
        bare = [c for c in between if not any(relations[k] == "case" and k < c for k in tree.children[c])]
        if mark in begins or len(bare) != 1 or not relations[bare[0]].startswith(("obl", "obj", "nsubj")):
            continue
        tree.relations[bare[0]] = "nsubj:pass"
        if relations[verb] in ("conj", "parataxis"):
            tree.relations[verb] = "advcl"
    return tree.heads, tree.relations


def openings(
    words: Sequence[str],
    upos: Sequence[str],
    xpos: Sequence[str],
    heads: Sequence[int],
    relations: Sequence[str],
    begins: Sequence[int],
) -> tuple[list[int], list[str]]:
    """Hang the participle of "In the letter, issued in May, the ministry ..." on the noun before it.

    Returns heads and relations.
    """
    tree = Tree(words, upos, xpos, list(heads), list(relations))
    for verb, relation in enumerate(relations):
        noun, main = verb - 2, heads[verb]
        if relation != "advcl" or xpos[verb] != "VBN" or main < verb or words[verb - 1] != "," or tree.linked(verb):
            continue
        begin = begins[bisect_right(begins, verb) - 1]
        while noun >= begin and heads[noun] not in (main, verb) and begin <= heads[noun] < verb:
            noun = heads[noun]
        opens = noun >= begin and upos[noun] in _NOUNS and words[noun].lower() not in _DAYS
        governed = any(relations[c] == "case" for c in tree.children[noun]) and relations[noun].startswith("obl")
        if opens and governed and heads[noun] in (main, verb) and not tree.auxiliaries(verb):
            tree.hang(noun, main, relations[noun])
            tree.hang(verb, noun, "acl")
    return tree.heads, tree.relations
