"""Subordinate clauses that the tree hangs where English grammar has no place for them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from whosaid_models.reader.trees import children_of, is_below

_RELATIVE = frozenset({"WDT", "WP", "WP$"})
_NOUNS = frozenset({"NOUN", "PROPN"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
# What a clause that begins with a relative pronoun is taken for when it should hang on the noun before it.
_LOOSE = frozenset({"conj", "parataxis", "advcl", "dep", "ccomp"})
_NOT = frozenset({"not", "n't", "n’t", "never"})
# Nouns that are no plurals, or no singulars, by the verb behind them.
_COLLECTIVE = frozenset(
    "audience board cabinet committee couple crew crowd family generation government group half lot majority "
    "management minority number opposition pair part party people percent percentage police population public rest "
    "series side squad staff team total union variety".split()
)
_PLURALS = frozenset("children criteria cattle data men media people phenomena women workmen".split())


def leading_participles(
    words: Sequence[str],
    upos: Sequence[str],
    xpos: Sequence[str],
    heads: Sequence[int],
    relations: Sequence[str],
    begins: Sequence[int],
) -> tuple[list[int], list[str]]:
    """Hang a participle that opens a sentence on the main clause behind it: "Founded in 2008, the firm builds ships".

    A participle without auxiliary and subject heads no sentence that has a finite clause. ``begins``: the first word of
    each sentence. Returns heads and relations.
    """
    tree = Tree(words, upos, xpos, list(heads), list(relations))
    for root in list(tree.children[-1]):
        begin = begins[bisect_right(begins, root) - 1]
        if xpos[root] not in ("VBN", "VBG") or any(upos[t] not in ("ADV", "PUNCT") for t in range(begin, root)):
            continue
        if not tree.auxiliaries(root) and (main := tree.main_clause_behind(root)) >= 0:
            tree.subordinate(root, main)
    return tree.heads, tree.relations


def relative_clauses(
    words: Sequence[str],
    upos: Sequence[str],
    xpos: Sequence[str],
    heads: Sequence[int],
    relations: Sequence[str],
    begins: Sequence[int],
) -> tuple[list[int], list[str]]:
    """Hang a relative clause on a noun before it that its verb agrees with: "a list of trees, which is long".

    So, too, a clause after a comma and "who", "which" or "whose" that the tree hangs on a verb. ``begins``: the first
    word of each sentence. Returns heads and relations.
    """
    tree = Tree(words, upos, xpos, list(heads), list(relations))
    for verb, relation in enumerate(relations):
        if relation != "acl:relcl" and relation not in _LOOSE:
            continue
        pronoun, begin = tree.pronoun(verb), tree.leftmost(verb)
        first = next((t for t in range(begin, verb + 1) if upos[t] != "PUNCT"), verb)
        if first != pronoun or begin <= begins[bisect_right(begins, verb) - 1]:
            continue
        plural = tree.number(verb) if tree.is_subject(pronoun, verb) else None
        loose = relation in _LOOSE
        if loose:
            before = first - 2
            if words[first - 1] != "," or words[first].lower() not in ("who", "which", "whose"):
                continue
            if upos[before] not in _NOUNS:
                continue
        else:
            before = begin - 1
            if plural is None or tree.agrees(tree.heads[verb], begin, plural=plural):
                continue
        fits = [t for t in tree.edge(before) if upos[t] in _NOUNS and not is_below(tree.heads, t, verb)]
        fits = [t for t in fits if plural is None or tree.agrees(t, begin, plural=plural)]
        if loose and len(fits) > 1 and words[first].lower() == "which" and upos[fits[0]] == "PROPN":
            fits.pop(0)  # "a tour of Asia, which included talks": a name needs nothing to be told by
        if fits:
            tree.hang(verb, fits[0], "acl:relcl")
    return tree.heads, tree.relations


def clefts(
    words: Sequence[str],
    upos: Sequence[str],
    xpos: Sequence[str],
    heads: Sequence[int],
    relations: Sequence[str],
) -> tuple[list[int], list[str]]:
    """Make one clause of "it was at home that she died": "at home" belongs to "died", the rest only marks it.

    Returns heads and relations.
    """
    tree = Tree(words, upos, xpos, list(heads), list(relations))
    for noun in range(len(words)):
        own = tree.children[noun]
        it = next((c for c in own if words[c].lower() == "it" and relations[c].startswith(("nsubj", "expl"))), -1)
        verbs = tree.auxiliaries(noun)
        case = next((c for c in own if relations[c] == "case" and c < noun), -1)
        if it < 0 or not verbs or not it < verbs[-1] < case or any(words[c].lower() in _NOT for c in own):
            continue
        clause = tree.told_behind(noun)
        if clause >= 0:
            that = tree.pronoun(clause)
            tree.hang(clause, heads[noun], relations[noun])
            tree.hang(noun, clause, "obl")
            for mark in (it, *verbs, that):
                tree.hang(mark, clause, "mark")
    return tree.heads, tree.relations


class Tree:
    """A tree while it is mended, with the questions that the repairs of clauses ask of it."""

    def __init__(
        self, words: Sequence[str], upos: Sequence[str], xpos: Sequence[str], heads: list[int], relations: list[str]
    ) -> None:
        self.words, self.upos, self.xpos = words, upos, xpos
        self.heads, self.relations = heads, relations
        self.children = children_of(heads)

    def hang(self, t: int, head: int, relation: str) -> None:
        """Give a word another head."""
        self.children[self.heads[t]].remove(t)
        self.children[head].append(t)
        self.heads[t], self.relations[t] = head, relation

    def auxiliaries(self, verb: int) -> list[int]:
        """The auxiliaries and copulas of a predicate."""
        return [c for c in self.children[verb] if self.relations[c].startswith(("aux", "cop"))]

    def leftmost(self, t: int) -> int:
        """The first word of what is below a word."""
        while (first := min(self.children[t], default=t)) < t:
            t = first
        return t

    def main_clause_behind(self, participle: int) -> int:
        """The verb of the finite clause behind a participle and a comma; -1 where there is none."""
        for c in self.children[participle]:
            own = self.children[c]
            joined = any(self.relations[k] in ("cc", "mark") and k < c for k in own)
            finite = any(self.xpos[t] in _FINITE for t in (c, *self.auxiliaries(c)))
            subject = any(self.relations[k].startswith(("nsubj", "expl")) and k < c for k in own)
            behind = c > participle and self.relations[c] in ("conj", "parataxis", "ccomp")
            if behind and finite and subject and not joined and self.words[self.leftmost(c) - 1] == ",":
                return c
        return -1

    def subordinate(self, participle: int, main: int) -> None:
        """Make a clause the main one, and the participle that it hung on its adverbial clause."""
        before = self.leftmost(main)
        for c in list(self.children[participle]):
            if c >= before - 1 and c != main:
                self.hang(c, main, self.relations[c])
            elif self.relations[c].startswith("nsubj"):
                self.relations[c] = "obl:unmarked"  # "Born in 1941, the fourth of nine children, she ..."
        self.hang(main, -1, "root")
        self.hang(participle, main, "advcl")

    def pronoun(self, verb: int) -> int:
        """The relative pronoun of a verb, or of what stands before it: the "whose" of "whose name"; -1: none."""
        own = [c for c in self.children[verb] if c < verb]
        near = sorted([*own, *(c for o in own for c in self.children[o] if c < o)])
        return next((t for t in near if self.xpos[t] in _RELATIVE or self.words[t].lower() == "that"), -1)

    def told_behind(self, noun: int) -> int:
        """The predicate of a clause behind a noun that begins with "that" and has a subject besides; -1: none."""
        beside = self.children[self.heads[noun]] if self.heads[noun] >= 0 else []
        for c in (c for c in sorted({*self.children[noun], *beside}) if c > noun):
            that, first = self.pronoun(c), self.leftmost(c)
            subject = any(self.relations[k].startswith("nsubj") and k not in (that, c) for k in self.children[c])
            if that == first and self.heads[that] == c and self.words[that].lower() == "that" and subject:
                return c
        return -1

    def is_subject(self, pronoun: int, verb: int) -> bool:
        """Whether a pronoun is a verb's subject."""
        return self.heads[pronoun] == verb and self.relations[pronoun].startswith("nsubj")

    def edge(self, t: int) -> list[int]:
        """A word and those above it that stand before what follows: where a clause behind the word may hang."""
        end, edge = t, []
        while t >= 0:
            if t <= end:
                edge.append(t)
            t = self.heads[t]
        return edge

    def number(self, verb: int) -> bool | None:
        """Whether a verb's finite form is plural; None where it does not tell, or the tag is not borne out."""
        finite = min(self.auxiliaries(verb), default=verb)
        word = self.words[finite].lower()
        if word == "was" or (self.xpos[finite] == "VBZ" and word.endswith("s")):
            return False
        return True if word == "were" or (self.xpos[finite] == "VBP" and not word.endswith("s")) else None

    def agrees(self, noun: int, end: int, *, plural: bool) -> bool:
        """Whether a noun before ``end`` can be a subject in the singular or plural, as far as its form tells."""
        word = self.words[noun].lower()
        if self.upos[noun] not in _NOUNS or word in _COLLECTIVE:
            return True
        others = [c for c in self.children[noun] if self.relations[c] == "conj" and c < end]
        if others:
            return plural or any(self.words[t].lower() in ("or", "nor") for t in range(noun, max(others)))
        if self.upos[noun] == "PROPN":
            return not plural or self.relations[noun] != "conj"  # "A, B and C, which are ..." are all of them
        if self.xpos[noun] == "NNS" and not word.endswith("s") and word not in _PLURALS:
            return True  # rather a slip of the tagger's
        return (self.xpos[noun] == "NNS") == plural

    def linked(self, verb: int) -> bool:
        """Whether a word before a verb says how it is joined to the clause around it: "while", "by", "and"."""
        return any(c < verb and self.relations[c] in ("mark", "case", "cc") for c in self.children[verb])

    def governed_gerund(self, t: int, begin: int) -> int:
        """The nearest gerund before a word that a preposition governs, no finite verb in between; -1: none."""
        for g in range(t - 1, begin, -1):
            if self.xpos[g] in _FINITE:
                return -1
            if self.xpos[g] == "VBG" and self.heads[g] != t and self.relations[g] in ("acl", "advcl", "conj", "xcomp"):
                marks = (c for c in self.children[g] if c < g and self.relations[c] in ("mark", "case"))
                if any(self.xpos[c] == "IN" or self.words[c].lower() in ("such", "to") for c in marks):
                    return g
        return -1

    def gerund_behind(self, t: int) -> int:
        """The gerund that ends the list which a gerund is in: behind "and", a conjunct beside or below it; -1: none."""
        for k in range(t + 1, len(self.words)):
            joined = self.relations[k] == "mark" and self.xpos[k] == "IN"  # "while mending the rest"
            if joined or self.words[k] in (".", ";", ":") or self.xpos[k] in _FINITE:
                return -1
            if self.xpos[k] == "VBG" and self.words[k - 1].lower() == "and" and self.relations[k] == "conj":
                return k
        return -1


def reduced_participles(
    words: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> list[str]:
    """Make participles of the past tenses of reduced clauses: "a hero shot by the Lorns", "X, murdered in Larn".

    A clause behind a noun without subject, subordinator and auxiliary has no finite verb. It is passive where it names
    an agent or is set off, and not where it has an object. Returns xpos.
    """
    xpos, children = list(xpos), children_of(heads)
    for t, relation in enumerate(relations):
        if relation != "acl" or xpos[t] != "VBD" or not 0 <= heads[t] < t:
            continue
        own = {relations[c].split(":")[0] for c in children[t]}
        if own & {"nsubj", "csubj", "aux", "mark", "expl"}:
            continue
        agent = any(words[k].lower() == "by" for k in range(t + 1, min(t + 3, len(words))))
        if words[t].lower().endswith("ing"):
            xpos[t] = "VBG"
        elif not own & {"obj", "ccomp", "advcl"} and (agent or words[t - 1] == ","):
            xpos[t] = "VBN"
    return xpos
