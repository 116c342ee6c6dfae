"""Who "they" are after "Students should be taught": the people whom the subject before them names by no name.

What a sentence is about is what the next one goes on with (centering theory: Grosz, Joshi and Weinstein 1995). The
plain nouns are read off the tree, and must be people by the reader: "they" seldom are elections.
"""

from __future__ import annotations

from collections.abc import Callable

from whosaid_models.attribution.descriptions import POINTING, to_comma
from whosaid_models.reader.reading import Reading, TokenRange

_PLURAL = frozenset({"NNS", "NNPS"})
_LONGEST = 12  # tokens of a phrase that stands for "they"
_DASHES = frozenset({"-", "–", "—", "("})
# What stands apart from a noun, or is a clause of its own.
_APART = ("acl", "advcl", "appos", "aux", "case", "cc", "conj", "cop", "mark", "nsubj", "parataxis", "punct")


def plural_subject(reading: Reading, token: int, are_people: Callable[[TokenRange], bool]) -> TokenRange | None:
    """Return the phrase that a subject "they" means: the subject before it, in its sentence or the one before.

    None where that is a name, one thing or several, or no people, and inside a relative clause, which is about others.
    """
    r = reading
    if not r.relations[token].startswith("nsubj") or _in_relative(r, token):
        return None
    sentences, here = r.document.sentences, r.document.sentence_of[token]
    before = [t for t in range(sentences[here].first, token) if _is_subject(r, t)]
    if not before and here > 0:
        last = range(sentences[here - 1].first, sentences[here - 1].last)
        before = [t for t in last if _is_subject(r, t) and r.heads[r.heads[t]] < 0]
    noun = before[-1] if before else -1
    if noun < 0 or r.upos[noun] != "NOUN" or r.xpos[noun] not in _PLURAL or r.entity_of[noun] is not None:
        return None
    if any(r.relations[c] == "conj" for c in r.children[noun]):
        return None
    phrase = _phrase(r, noun)
    return phrase if phrase is not None and are_people(phrase) else None


def _is_subject(r: Reading, t: int) -> bool:
    return r.relations[t].startswith("nsubj") and r.xpos[t] not in ("WDT", "WP") and r.heads[t] >= 0


def _in_relative(r: Reading, token: int) -> bool:
    """Whether a word stands in a clause that says which thing a noun means: "the houses where they live"."""
    at = r.heads[token]
    while at >= 0:
        if r.relations[at].startswith("acl"):
            return True
        at = r.heads[at]
    return False


def _phrase(r: Reading, noun: int) -> TokenRange | None:
    """The words that go with a noun; None where they are too many, or point at something else themselves."""
    keep = {noun}
    for c in r.children[noun]:
        if not r.relations[c].startswith(_APART):
            keep.update(r.subtree(c))
    first, last = noun, noun + 1
    while first - 1 in keep:
        first -= 1
    while last in keep and r.document.words[last] not in _DASHES:
        last += 1
    first, last = to_comma(r, (first, last))
    words = {w.lower() for w in r.document.words[first:last]}
    return (first, last) if noun < last <= first + _LONGEST and not (POINTING | {"others"}) & words else None
