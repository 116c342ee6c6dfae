"""Items of lists that the tree hangs on a word of another kind, or on one another instead of on the first."""

from __future__ import annotations

from collections.abc import Sequence

from whosaid_models.reader.subordinate import Tree
from whosaid_models.reader.trees import is_below

_NOUNS = frozenset({"NOUN", "PROPN"})
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_JOINTS = frozenset({"and", "&", "as", "plus"})
_REACH = 100  # words between a verb and what is coordinated with it, at most
# What makes a conjunct a clause of its own.
_CLAUSAL = ("nsubj", "csubj", "expl", "cop", "aux")
# Clauses that a noun behind them may belong into.
_INNER = ("advcl", "xcomp", "ccomp", "conj")


def like_conjuncts(
    words: Sequence[str], upos: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Hang a noun coordinated with a verb on the noun that it is an item with; gerunds and infinitives likewise.

    "She won the gold in 2010 and the silver in 2014": not with "won" but with "the gold". "An order was issued
    accepting it and asking them to stay": with "accepting". Returns heads and relations.
    """
    tree = _Tree(words, upos, xpos, list(heads), list(relations))
    for t, relation in enumerate(relations):
        verb = tree.heads[t]
        if relation != "conj" or not 0 < t - verb < _REACH:
            continue
        first = -1
        if tree.is_infinitive(t) and not tree.is_infinitive(verb):
            first = tree.infinitive_before(verb, t)
        elif upos[verb] != "VERB" or tree.is_clause(t):
            continue
        elif upos[t] in _NOUNS and tree.is_joined(t) and tree.is_finite(verb):
            first = tree.noun_before(verb, t)
        elif xpos[t] == "VBG" and xpos[verb] != "VBG" and tree.is_joined(t):
            first = tree.gerund_before(verb, t)
        if first >= 0:
            tree.hang(t, first, "conj")
    return tree.heads, tree.relations


def flat_lists(
    words: Sequence[str], upos: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Hang what stands behind a comma and has no conjunction of its own, and what it is coordinated with, on one word.

    In "Larn, Lorn and Lurn" the tree may hang "Lurn" on "Lorn". Returns heads and relations.
    """
    tree = _Tree(words, upos, xpos, list(heads), list(relations))
    for t, relation in enumerate(relations):
        while relation == "conj" and tree.relations[tree.heads[t]] == "conj":
            middle = tree.heads[t]
            first = tree.heads[middle]
            alike = upos[t] in _NOUNS and upos[middle] in _NOUNS and upos[first] in _NOUNS
            begin = tree.leftmost(middle)
            if not alike or tree.joint(middle) >= 0 or "," not in (words[begin - 1], words[begin]):
                break
            if any(tree.is_clause(i) for i in (first, middle, t)):
                break
            tree.hang(t, first, "conj")
    return tree.heads, tree.relations


def items_for_appositions(
    words: Sequence[str], upos: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Make an item of "a library" in "two halls, a library and the cathedral": several are not one thing."""
    tree = _Tree(words, upos, xpos, list(heads), list(relations))
    for t, relation in enumerate(relations):
        head = heads[t]
        begin = tree.leftmost(t)
        if relation != "appos" or {xpos[t], xpos[head]} != {"NN", "NNS"} or "," not in words[begin - 1 : begin + 1]:
            continue
        if any(tree.relations[c] == "conj" and c > t and tree.joint(c) >= 0 for c in tree.children[head]):
            tree.hang(t, head, "conj")
    return tree.heads, tree.relations


class _Tree(Tree):
    """A tree while its lists are mended."""

    def is_clause(self, t: int) -> bool:
        return any(self.relations[c].startswith(_CLAUSAL) for c in self.children[t])

    def is_finite(self, verb: int) -> bool:
        return self.xpos[verb] in _FINITE or bool(self.auxiliaries(verb))

    def joint(self, t: int) -> int:
        """The conjunction of an item; -1 for none."""
        return next((c for c in self.children[t] if self.relations[c] == "cc" and c < t), -1)

    def is_joined(self, t: int) -> bool:
        joint = self.joint(t)
        return joint >= 0 and self.words[joint].lower() in _JOINTS

    def has_preposition(self, t: int) -> bool:
        return any(self.relations[c] == "case" and c < t for c in self.children[t])

    def noun_before(self, verb: int, t: int) -> int:
        """The noun below a verb that one behind it is an item with; -1 for none."""
        between = [c for c in sorted(self.children[verb]) if verb < c < t and self.relations[c] != "punct"]
        last = between[-1] if between else -1
        if last >= 0 and self.relations[last] in _INNER:
            return last if self.upos[last] in _NOUNS else self.noun_before(last, t)
        governed = self.has_preposition(t)
        objects = [c for c in between if self.relations[c] in ("obj", "obl") and self.upos[c] in _NOUNS]
        fits = [c for c in objects if self.has_preposition(c) == governed]
        bare = [c for c in fits if self.relations[c] == "obj"]
        return next(iter(bare or fits[-1:] or (() if governed else objects[-1:])), -1)

    def is_infinitive(self, t: int) -> bool:
        return any(self.xpos[c] == "TO" and self.relations[c] == "mark" for c in self.children[t])

    def infinitive_before(self, verb: int, t: int) -> int:
        """The last infinitive right below a word and before another that is coordinated with it; -1 for none."""
        below = [c for c in self.children[verb] if verb < c < t and self.relations[c] in ("acl", "advcl", "xcomp")]
        return max((c for c in below if self.is_infinitive(c)), default=-1)

    def gerund_before(self, verb: int, t: int) -> int:
        """The gerund that another behind it is an item with: below the verb, or what the verb is below of."""
        below = [c for c in range(verb + 1, t) if self.xpos[c] == "VBG" and self.upos[c] == "VERB"]
        below = [c for c in below if is_below(self.heads, c, verb) and self.relations[c] in ("advcl", "acl", "xcomp")]
        if below:
            return below[-1]
        above = self.heads[verb]
        while above >= 0 and self.xpos[above] != "VBG":
            above = self.heads[above]
        return above if above >= 0 and not self.is_clause(above) else -1
