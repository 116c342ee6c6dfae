"""Sentences whose tree has a noun at its root although they have a verb."""

from __future__ import annotations

from collections.abc import Sequence

from whosaid_models.reader.trees import children_of

_NOUNS = frozenset({"NOUN", "PROPN"})
_FINITE = frozenset({"MD", "VBD", "VBP", "VBZ"})
# What makes a noun a predicate, or no subject.
_NOT_BARE = ("case", "cop", "nsubj", "csubj", "expl", "mark")


def nominal_roots(
    words: Sequence[str], upos: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Make the root of a sentence the subject of the finite clause behind it: "The Larn Forum, a club, is closing.".

    The tree takes the two for neighbours ("parataxis"), the noun for a heading. What is said beside the noun, and ends
    in a comma right before the verb, shows that it is none. Returns heads and relations.
    """
    heads, relations = list(heads), list(relations)
    children = children_of(heads)
    for root in children[-1]:
        own = children[root]
        if upos[root] not in _NOUNS or any(relations[c].startswith(_NOT_BARE) for c in own):
            continue
        # "LARN: The Forum, ..." has the town at the root, the forum as its apposition.
        dateline = words[root + 1 : root + 2] == [":"]
        noun = next((c for c in own if relations[c] == "appos"), root) if dateline else root
        beside = [c for c in (*own, *children[noun]) if relations[c] in ("appos", "acl", "acl:relcl") and c != noun]
        for verb in (c for c in own if relations[c] == "parataxis" and c > noun):
            group = [verb, *(c for c in children[verb] if relations[c].startswith(("aux", "cop")) and c < verb)]
            subject = any(relations[c].startswith(("nsubj", "csubj", "expl")) for c in children[verb])
            finite = any(xpos[t] in _FINITE for t in group)
            if subject or not finite or words[min(group) - 1] != "," or not any(c < verb for c in beside):
                continue
            passive = any(relations[c] == "aux:pass" for c in children[verb])
            for c in own:  # the full stop, what is said when; what is said beside the noun
                heads[c] = verb if c > verb else noun
            heads[root], relations[root] = verb, "dep"
            heads[noun], relations[noun] = verb, "nsubj:pass" if passive else "nsubj"
            heads[verb], relations[verb] = -1, "root"
            break
    return heads, relations
