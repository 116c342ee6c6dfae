"""What a claim says of several, and by that of some it names: "visited ten towns, including Larn and Lorn"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from whosaid_models.claims import agreement, grammar, lists
from whosaid_models.claims.drafts import Draft, Piece, words
from whosaid_models.claims.wording import Wording
from whosaid_models.reader.reading import Reading

_INCLUDING = "including"
# Relations of what a predicate holds of, each by itself.
_ARGUMENTS = ("nsubj", "obj", "iobj", "obl")
# Predicates that hold of all together: who consists of ten, including two, does not consist of two.
_OF_ALL = frozenset(
    "amount amounted amounts combine combined combines combining comprise comprised comprises comprising "
    "consist consisted consists consisting number numbered numbers total totalled totalling totals".split()
)
_MOST_ITEMS = 40
_MOST_PLACES = 3


def spread(reading: Reading, draft: Draft, wording: Wording, left: int = _MOST_PLACES) -> Iterator[Draft]:
    """The claim without what its noun includes, and with each of these in the noun's place.

    Only the first where it need not hold of each; then the claim as it is, by the items of its lists, too. The drafts
    of lists are not split further here. ``left``: how many more of such phrases are looked for.
    """
    place = _place(reading, draft) if left else None
    if place is None:
        yield from lists.distribute(reading, draft, wording)
        return
    noun, item = place
    tokens = set(draft.tokens())
    phrase = _phrase(reading, item) & tokens
    bare = draft.with_pieces(wording.tidy([p for p in draft.pieces if p.token not in phrase]))
    yield from spread(reading, bare, wording, left - 1)
    whole = _top(reading, noun)
    items = [item, *(c for c in reading.children[item] if reading.relations[c] == "conj" and c in tokens)]
    alike = all(_preposition(reading, each) in ("", _preposition(reading, whole)) for each in items)
    alike = alike and reading.xpos[item] != "VBG"  # "a sit-in at the bank, including sleeping there": no place
    if len(items) > _MOST_ITEMS or not alike or not _holds_of_each(reading, draft, whole):
        yield from lists.distribute(reading, draft, wording)
        return
    for each in items:
        yield _instead(reading, draft, wording, whole, each, phrase)


def _place(r: Reading, draft: Draft) -> tuple[int, int] | None:
    """The noun that includes something, and the first of what it includes."""
    tokens = set(draft.tokens())
    for t in sorted(tokens):
        governed = any(r.relations[c] in ("case", "mark") for c in r.children[t]) or r.upos[t - 1] == "ADP"
        if r.document.words[t].lower() != _INCLUDING or governed:  # "keen on including her"
            continue
        item = r.heads[t] if r.relations[t] in ("case", "mark") else next(_objects(r, t), -1)
        noun = _several(r, r.heads[item] if r.relations[t] in ("case", "mark") else r.heads[t], t)
        if item > t > noun >= 0 and {noun, item} <= tokens and r.upos[noun] in ("NOUN", "PROPN", "PRON", "NUM"):
            return noun, item
    return None


def _several(r: Reading, noun: int, including: int) -> int:
    """The noun that means several, where "including" hangs on its verb, or on one that means one thing.

    "Adds words to its list, including ..."
    """
    on_verb = r.upos[noun] in ("VERB", "AUX")
    if not on_verb and (r.relations[noun] != "obl" or r.xpos[noun] not in ("NN", "NNP")):
        return noun
    verb = noun if on_verb else r.heads[noun]
    beside = [c for c in r.children[verb] if c < including and r.relations[c].startswith(_ARGUMENTS)]
    if r.xpos[(beside or [noun])[-1]] not in ("NN", "NNP"):
        return (beside or [noun])[-1]
    return next((c for c in reversed(beside) if r.xpos[c] == "NNS" and r.relations[c] == "obj"), (beside or [noun])[-1])


def _objects(r: Reading, verb: int) -> Iterator[int]:
    return (c for c in r.children[verb] if r.relations[c] in ("obj", "obl") and c > verb)


def _phrase(r: Reading, item: int) -> set[int]:
    """The words of "including ...", with the mark before it."""
    verb = r.heads[item]
    root = verb if r.document.words[verb].lower() == _INCLUDING else item
    inside = r.subtree(root)
    before = inside[0] - 1
    return {*inside, before} if r.document.words[before] in (",", "–", "—", "-", "--") else set(inside)


def _preposition(r: Reading, noun: int) -> str:
    """The preposition of a noun: "from" in "from many, including from her"; nothing where it has none."""
    cases = [r.document.words[c].lower() for c in r.children[noun] if r.relations[c] == "case" and c < noun]
    return next((word for word in cases if word != _INCLUDING), "")


def _top(r: Reading, noun: int) -> int:
    """The first item of the list that a noun is in."""
    while r.relations[noun] == "conj":
        noun = r.heads[noun]
    return noun


def _holds_of_each(r: Reading, draft: Draft, noun: int) -> bool:
    """Whether what is said of a noun is said of each thing that it means."""
    above = r.heads[noun]
    while above >= 0 and above != draft.predicate and r.relations[above] in ("xcomp", "ccomp"):
        above = r.heads[above]
    direct = above == draft.predicate and r.relations[noun].startswith(_ARGUMENTS)
    lowered = {r.document.words[t].lower() for t in draft.tokens()}
    together = lists.holds_together(r, draft) or bool(lowered & _OF_ALL)
    copula = any(r.relations[c] == "cop" for c in r.children[draft.predicate]) and r.relations[noun] != "nsubj"
    return direct and not (together or copula or grammar.is_amount(r, noun))


def _instead(r: Reading, draft: Draft, wording: Wording, noun: int, item: int, phrase: set[int]) -> Draft:
    """Put an item of "including ..." in the place of the noun that includes it."""
    others = {t for c in r.children[item] if r.relations[c] in ("conj", "cc", "punct") for t in r.subtree(c)}
    own = {t for t in r.subtree(item) if r.document.words[t].lower() != _INCLUDING} - others
    if r.relations[item] == "conj":  # what stands behind the last is of the last in any case
        shared = [
            c for c in r.children[r.heads[item]] if c > max(own) and r.relations[c] in ("nmod", "acl", "acl:relcl")
        ]
        own |= {t for c in shared for t in r.subtree(c)}
    instead = words(sorted(own & phrase))
    governed = _preposition(r, item) != ""
    cases = {t for c in r.children[noun] if r.relations[c] == "case" and c < noun for t in r.subtree(c)}
    gone = (set(r.subtree(noun)) | phrase) - (set() if governed else cases)
    pieces: list[Piece] = []
    for p in draft.pieces:
        if p.token not in gone:
            pieces.append(p)
        elif p.token not in phrase:
            pieces += instead
            instead = []
    if r.relations[noun].startswith("nsubj"):
        pieces = agreement.verb_of_one(r, pieces, draft, noun, item)
    chosen = draft.with_pieces(wording.tidy(pieces))
    return replace(chosen, features={**draft.features, "items": draft.features.get("items", 0) + 1})
