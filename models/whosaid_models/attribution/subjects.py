"""What "they" and "it" are that go on with a subject without a name: "Students should be taught. They ...".

The subject is read off the tree, and its kind must be right by the reader: "they" seldom are elections.
"""

from __future__ import annotations

from collections.abc import Callable

from whosaid_models.attribution.centering import is_subject, main_subject, subject_gone_on_with
from whosaid_models.attribution.descriptions import POINTING, to_comma
from whosaid_models.reader.reading import Reading, TokenRange

_PLURAL, _SINGULAR = frozenset({"NNS", "NNPS"}), frozenset({"NN", "NNP"})
_WORKS = frozenset({"Facility", "Misc", "Product"})  # names that "it" stands for
_LONGEST = 12  # tokens of a phrase that stands for a pronoun
_DASHES = frozenset({"-", "–", "—", "("})
# What stands apart from a noun, or is a clause of its own.
_APART = ("acl", "advcl", "appos", "aux", "case", "cc", "conj", "cop", "mark", "nsubj", "parataxis", "punct")
Kind = Callable[[TokenRange], str]


def people_before(reading: Reading, token: int, kind: Kind) -> TokenRange | None:
    """Return the phrase that a subject "they" means: the subject before it, in its sentence or the one before.

    None where that is a name, one thing or several, or no people, and inside a relative clause, which is about others.
    ``kind``: the type of source that a phrase would be.
    """
    r = reading
    if not r.relations[token].startswith("nsubj") or _in_relative(r, token):
        return None
    here = r.document.sentence_of[token]
    before = [t for t in range(r.document.sentences[here].first, token) if is_subject(r, t)]
    noun = before[-1] if before else main_subject(r, here - 1)
    if noun < 0 or r.upos[noun] != "NOUN" or r.xpos[noun] not in _PLURAL or r.entity_of[noun] is not None:
        return None
    phrase = _phrase(r, noun)
    return phrase if phrase is not None and kind(phrase) == "group" else None


def thing_before(reading: Reading, token: int, kind: Kind) -> TokenRange | None:
    """Return the phrase that an "it" means with which a sentence begins: the subject of the sentence before.

    None where that is a name of somebody, somebody or a body, and where "it" may stand for nothing. ``kind``: as above.
    """
    return _thing(reading, subject_gone_on_with(reading, token), kind)


def subject_before(reading: Reading, mention: TokenRange, kind: Kind) -> TokenRange | None:
    """Return the subject without a name that a source "it" or "they" goes on with, as above; None for others."""
    before = {"it": thing_before, "they": people_before}.get(reading.document.words[mention[0]].lower())
    return before(reading, mention[0], kind) if before and mention[1] - mention[0] == 1 else None


def owner_before(reading: Reading, token: int, kind: Kind) -> TokenRange | None:
    """Return the phrase that the "its" means with which a sentence begins: the subject of the sentence before.

    None as above, and where more stands behind the noun than an "'s" can be put to.
    """
    noun = subject_gone_on_with(reading, token)
    phrase = _thing(reading, noun, kind)
    return phrase if phrase is not None and phrase[1] == noun + 1 else None


def _thing(r: Reading, noun: int, kind: Kind) -> TokenRange | None:
    """The phrase of one thing without a name of a body."""
    if noun < 0 or r.xpos[noun] not in _SINGULAR:
        return None
    entity, phrase = r.entity_of[noun], _phrase(r, noun)
    if phrase is None or not (entity is None or entity.type in _WORKS) or r.upos[phrase[0]] not in ("DET", "PROPN"):
        return None
    return phrase if kind(phrase) not in ("person", "group") else None


def _in_relative(r: Reading, token: int) -> bool:
    """Whether a word stands in a clause that says which thing a noun means: "the houses where they live"."""
    at = r.heads[token]
    while at >= 0:
        if r.relations[at].startswith("acl"):
            return True
        at = r.heads[at]
    return False


def _phrase(r: Reading, noun: int) -> TokenRange | None:
    """The words that go with a noun; None where they are too many, or several, or point at something else."""
    keep = {noun}
    for c in r.children[noun]:
        if r.relations[c] == "conj":
            return None
        if not r.relations[c].startswith(_APART):
            keep.update(r.subtree(c))
    first, last = noun, noun + 1
    while first - 1 in keep:
        first -= 1
    while last in keep and r.document.words[last] not in _DASHES:
        last += 1
    first, last = to_comma(r, (first, last))
    words = {w.lower() for w in r.document.words[first + (r.upos[first] == "DET") : last]}
    return (first, last) if noun < last <= first + _LONGEST and not (POINTING | {"others"}) & words else None
