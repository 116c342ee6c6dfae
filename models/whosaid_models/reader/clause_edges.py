"""What stands at the edge of a clause, put where it belongs, right after decoding.

Each repair takes a document's words with their tags, heads (-1 for a root) and relations, and returns heads and
relations.
"""

from __future__ import annotations

from collections.abc import Sequence

from whosaid_models.reader.subordinate import Tree
from whosaid_models.reader.trees import is_below

_NOUNS = frozenset({"NOUN", "PROPN"})
_UNITS = frozenset({"%", "percent", "points"})
_GAP = 20  # words between a verb's measure and one without a verb
_FINITE = frozenset({"VBD", "VBP", "VBZ"})
_COMPARATIVES = frozenset({"JJR", "RBR"})
_DISTANT = frozenset({"above", "after", "ahead", "apart", "away", "before", "behind", "below", "clear", "from", "off"})
_SUBORDINATORS = frozenset("although because if once since though unless until when while".split())


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


def pronouns_in_subjects(
    words: Sequence[str], upos: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Make "whose son" of "X, whose son was a cook, left" the subject of the clause, where the tree says X is that.

    So is the "most of whom" of "two hundred people, most of whom were cooks".
    """
    tree = Tree(words, upos, xpos, list(heads), list(relations))
    for pronoun, tag in enumerate(xpos):
        top = tree.heads[pronoun]
        part = tag in ("WP", "WDT") and top == pronoun - 2 and words[pronoun - 1].lower() == "of"
        if not (part or (tag == "WP$" and top > pronoun and upos[top] in _NOUNS)) or tree.relations[top] != "appos":
            continue
        for clause in tree.children[tree.heads[top]]:
            subject = any(tree.relations[c].startswith(("nsubj", "expl")) for c in tree.children[clause])
            if clause > top and tree.relations[clause] == "acl:relcl" and not subject:
                passive = any(tree.relations[c] == "aux:pass" for c in tree.children[clause])
                tree.hang(top, clause, "nsubj:pass" if passive else "nsubj")
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


def complements(
    words: Sequence[str], upos: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Hang "dry" of "fear that their wells will run dry" on "run": it is no second thing that is feared."""
    tree = Tree(words, upos, xpos, list(heads), list(relations))
    for t in range(1, len(words)):
        verb = t - 1
        if relations[t] != "ccomp" or relations[verb] != "ccomp" or heads[t] != heads[verb] or upos[verb] != "VERB":
            continue
        subject = any(tree.relations[c].startswith(("nsubj", "expl", "cop")) for c in tree.children[t])
        if upos[t] in ("ADJ", "ADV") and not subject:
            tree.hang(t, verb, "xcomp" if upos[t] == "ADJ" else "advmod")
    return tree.heads, tree.relations


def second_contents(
    words: Sequence[str], upos: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Coordinate what stands behind "and that": in "said it was late and that they would go" both are said."""
    tree = Tree(words, upos, xpos, list(heads), list(relations))
    for that in range(1, len(words)):
        clause, first = tree.heads[that], -1
        if words[that].lower() != "that" or words[that - 1].lower() != "and" or tree.relations[that] != "mark":
            continue
        if clause > that and tree.relations[clause] == "ccomp" and tree.heads[that - 1] == clause:
            first = tree.heads[clause]
        if 0 <= first < that and tree.relations[first] == "ccomp" and tree.heads[first] >= 0:
            tree.relations[clause] = "conj"
    return tree.heads, tree.relations


def gaps(
    words: Sequence[str], upos: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Set apart what has no verb in "Prices rose 5 percent, fuel 4 percent and rents 3 percent": they rise no fuel."""
    tree = Tree(words, upos, xpos, list(heads), list(relations))
    for unit in range(4, len(words)):
        noun, said = unit - 2, words[unit].lower()
        if said not in _UNITS or xpos[unit - 1] != "CD" or xpos[noun] not in ("NN", "NNS"):
            continue
        listed = words[noun - 1] == "and" and tree.relations[noun - 2] == "orphan"
        if words[noun - 1] != "," and not listed:  # of two the claim stays whole
            continue
        verb = -1
        for t in range(noun - 2, max(0, noun - _GAP), -1):
            if words[t] in (".", ";"):
                break
            if words[t].lower() == said and relations[t] == "obj" and heads[t] < t and xpos[t - 1] == "CD":
                verb = heads[t]
                break
        if verb >= 0 and not is_below(tree.heads, verb, noun) and not is_below(tree.heads, verb, unit):
            tree.hang(noun, verb, "parataxis")
            tree.hang(unit, noun, "orphan")
            tree.hang(unit - 1, unit, "nummod")
            tree.hang(noun - 1, noun, "cc" if words[noun - 1] == "and" else "punct")
    return tree.heads, tree.relations


def places(
    words: Sequence[str], upos: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Hang the clause of "farmers in Larn, where it rains, fear it" on the place: no rain falls in farmers."""
    tree = Tree(words, upos, xpos, list(heads), list(relations))
    for where, word in enumerate(words):
        clause = tree.heads[where]
        place = where - 2
        if word.lower() != "where" or clause < where or relations[clause] != "acl:relcl" or words[where - 1] != ",":
            continue
        noun = tree.heads[clause]
        while 0 <= tree.heads[place] < place and relations[place] in ("flat", "compound"):
            place = tree.heads[place]
        inside = place >= 0 and upos[place] == "PROPN" and place != noun and is_below(tree.heads, place, noun)
        if inside and xpos[noun] == "NNS":
            tree.hang(clause, place, "acl:relcl")
    return tree.heads, tree.relations


def distances(
    words: Sequence[str], upos: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Make "six points behind X" of "are ninth in the league, six points behind X" no second league."""
    tree = Tree(words, upos, xpos, list(heads), list(relations))
    for t, relation in enumerate(relations):
        first = tree.heads[t]
        measured = any(relations[c] == "nummod" and c == t - 1 for c in tree.children[t]) and xpos[t] == "NNS"
        if relation != "conj" or not measured or words[t - 2] != "," or words[t + 1].lower() not in _DISTANT:
            continue
        alone = [c for c in tree.children[first] if tree.relations[c] == "conj"] == [t]
        above = tree.heads[first]
        governed = any(tree.relations[c] == "case" for c in tree.children[first]) and above >= 0
        if alone and governed and not any(tree.relations[c] == "cc" for c in tree.children[t]):
            tree.hang(t, above, "obl:unmarked")
    return tree.heads, tree.relations


def put_in_participles(
    words: Sequence[str], upos: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Give "a third" of "two left; a third, believed to be ill, stayed" to "stayed", and the participle to it."""
    tree = Tree(words, upos, xpos, list(heads), list(relations))
    for participle, relation in enumerate(relations):
        noun = participle - 2
        if relation != "advcl" or xpos[participle] not in ("VBD", "VBN") or noun < 0 or words[noun + 1] != ",":
            continue
        if tree.heads[noun] != participle or not tree.relations[noun].startswith("nsubj"):
            continue
        end = participle
        while (last := max(tree.children[end], default=end)) > end:
            end = last
        verb = end + 1 if words[end] == "," else end + 2
        if verb >= len(words) or words[verb - 1] != "," or xpos[verb] not in _FINITE or relations[verb] != "conj":
            continue
        own = [c for c in tree.children[verb] if tree.relations[c].startswith(("nsubj", "cc", "expl"))]
        if not own and not tree.auxiliaries(participle) and tree.heads[verb] == tree.heads[participle]:
            tree.hang(noun, verb, "nsubj")
            tree.hang(participle, noun, "acl")
    return tree.heads, tree.relations


# In this order.
REPAIRS = (
    comparisons,
    pronouns_in_subjects,
    subordinators,
    subjects_of_conjuncts,
    complements,
    second_contents,
    gaps,
    places,
    distances,
    put_in_participles,
)
