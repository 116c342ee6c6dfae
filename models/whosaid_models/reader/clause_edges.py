"""What stands at the edge of a clause, put where it belongs, right after decoding.

Each repair takes a document's words with their tags, heads (-1 for a root) and relations, and returns heads and
relations.
"""

from __future__ import annotations

from collections.abc import Sequence

from whosaid_models.reader.subordinate import Tree
from whosaid_models.reader.trees import is_below

_NOUNS = frozenset({"NOUN", "PROPN"})
_FINITE = frozenset({"VBD", "VBP", "VBZ"})
_COMPARATIVES = frozenset({"JJR", "RBR"})
_SUBORDINATORS = frozenset("although because if once since though unless until when while".split())


def agents_behind(
    words: Sequence[str], upos: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Hang "by X" right behind the participle of "a station owned by X" on it, where the tree hangs it on the noun."""
    tree = Tree(words, upos, xpos, list(heads), list(relations))
    for by in range(1, len(words)):
        participle, agent = by - 1, tree.heads[by]
        if words[by].lower() != "by" or xpos[participle] != "VBN" or relations[by] != "case" or agent < by:
            continue
        described = tree.relations[participle] == "acl" and tree.heads[agent] == tree.heads[participle] < participle
        if described and tree.relations[agent] in ("nmod", "obl") and upos[agent] in _NOUNS:
            tree.hang(agent, participle, "obl:agent")
    return tree.heads, tree.relations


def comparisons(
    words: Sequence[str], upos: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Hang the month of "4 percent less than in May" on "less", where it hangs "4 percent" on the month."""
    tree = Tree(words, upos, xpos, list(heads), list(relations))
    for than in range(1, len(words)):
        compared, other = than - 1, tree.heads[than]
        if words[than].lower() != "than" or xpos[compared] not in _COMPARATIVES or other < than:
            continue
        if not is_below(tree.heads, compared, other):
            continue
        measure = compared
        while tree.heads[measure] != other:
            measure = tree.heads[measure]
        above = tree.heads[other]
        if measure < compared and 0 <= above < measure:  # "no more than 890" has no measure
            tree.hang(measure, above, "obl:unmarked")
            tree.hang(other, compared, "obl")
    return tree.heads, tree.relations


def owned_subjects(
    words: Sequence[str], upos: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Make "whose son" of "X, whose son was a cook, left" the subject of the clause, where the tree says X is that."""
    tree = Tree(words, upos, xpos, list(heads), list(relations))
    for whose, tag in enumerate(xpos):
        owned = tree.heads[whose]
        if tag != "WP$" or owned < whose or tree.relations[owned] != "appos" or upos[owned] not in _NOUNS:
            continue
        for clause in tree.children[tree.heads[owned]]:
            subject = any(tree.relations[c].startswith(("nsubj", "expl")) for c in tree.children[clause])
            if clause > owned and tree.relations[clause] == "acl:relcl" and not subject:
                passive = any(tree.relations[c] == "aux:pass" for c in tree.children[clause])
                tree.hang(owned, clause, "nsubj:pass" if passive else "nsubj")
                break
    return tree.heads, tree.relations


def subordinators(
    words: Sequence[str], upos: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Give the "if" of "If they leave, the port closes" to "leave", where the tree gives it to "closes"."""
    tree = Tree(words, upos, xpos, list(heads), list(relations))
    for mark, relation in enumerate(relations):
        main = tree.heads[mark]
        if relation != "mark" or words[mark].lower() not in _SUBORDINATORS or main < mark:
            continue
        if words[mark + 1].lower() in _SUBORDINATORS:  # "because when they left, it closed"
            continue
        for clause in tree.children[main]:
            if tree.relations[clause] != "advcl" or not mark < clause < main or tree.leftmost(clause) != mark + 1:
                continue
            behind = clause
            while (last := max(tree.children[behind], default=behind)) > behind:
                behind = last
            end = behind if words[behind] == "," else behind + 1
            subject = any(tree.relations[c].startswith(("nsubj", "expl")) and c > end for c in tree.children[main])
            if words[end] == "," and subject and upos[clause] in ("VERB", "ADJ", "AUX"):
                tree.hang(mark, clause, "mark")
                before = clause - 1
                if xpos[before] in ("NNS", "NNP") and tree.relations[before] == "nmod:poss":  # no "'s": no owner
                    tree.relations[before] = "nsubj"
            break
    return tree.heads, tree.relations


def subjects_of_conjuncts(
    words: Sequence[str], upos: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Make "a third" of "Half of us walk and a third ride" the second clause's subject: all between "and" and verb."""
    tree = Tree(words, upos, xpos, list(heads), list(relations))
    for verb, relation in enumerate(relations):
        if relation != "conj" or xpos[verb] not in _FINITE or upos[verb] != "VERB":
            continue
        own = tree.children[verb]
        if tree.auxiliaries(verb) or any(tree.relations[c].startswith(("nsubj", "csubj", "expl")) for c in own):
            continue
        noun = verb - 1
        if upos[noun] not in _NOUNS or tree.heads[noun] != verb or tree.relations[noun] != "obl:unmarked":
            continue
        joint = tree.leftmost(noun)
        joint = joint if tree.relations[joint] == "cc" else joint - 1
        if words[joint].lower() in ("and", "but", "while") and tree.heads[joint] in (noun, verb):
            measured = any(tree.relations[c] == "nummod" for c in tree.children[noun])
            if measured and (xpos[verb] != "VBZ" or xpos[noun] == "NN"):
                tree.hang(joint, verb, "cc")
                tree.hang(noun, verb, "nsubj")
    return tree.heads, tree.relations


# In this order.
REPAIRS = (agents_behind, comparisons, owned_subjects, subordinators, subjects_of_conjuncts)
