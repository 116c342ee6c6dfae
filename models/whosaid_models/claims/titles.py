"""The words right before a name that say what its bearer is: "Director of the Lorn Institute Dr. Ana Ruiz"."""

from __future__ import annotations

from whosaid_models.attribution.characters import HONORIFICS
from whosaid_models.attribution.offices import bears
from whosaid_models.claims.wording import Wording
from whosaid_models.reader.reading import EntityReading, Reading

STYLES = frozenset({"highness", "excellency", "majesty"})
YEAR_OLD = frozenset({"year", "old", "year-old"})
# What no title begins with.
_NO_TITLES = YEAR_OLD | {"the", "a", "an", "'s", "’s"}
# Ranks and courtesies that are no part of the office beside them: "Prime Minister Sheikh X", "Institute Dr. X".
_RANKS = frozenset(
    "mr mrs ms miss dr prof rev hon sheikh sheikha sir dame hh hrh he lt col gen maj capt sgt cpl adm brig md "
    "pol engr admiral brigadier colonel commodore lieutenant rear sergeant".split()
)
# Who somebody is to somebody else.
_KIN = frozenset(
    "husband wife widow widower son daughter mother father brother sister partner boyfriend girlfriend fiancé fiancée "
    "cousin uncle aunt nephew niece grandson granddaughter".split()
)
_BRACKET = 5  # the most tokens of a bracket between a body's name and an office


def bare(r: Reading, t: int) -> str:
    """A word in lower case, without a full stop."""
    return r.document.words[t].lower().rstrip(".")


def says_of_what(r: Reading, before: list[int]) -> int:
    """The last word of a title that says of what somebody is something: "of" in "head of the bank"; -1 for none."""
    fits = (t for t in reversed(before[1:-1]) if bare(r, t) in ("of", "to", "for") and bears(bare(r, t - 1)))
    return next(fits, -1)


def title_words(r: Reading, wording: Wording, entity: EntityReading) -> list[int]:
    """The words right before a name that say what its bearer is: nouns with their adjectives and owners, and ranks."""
    sentence = r.document.sentences[r.document.sentence_of[entity.first]].first
    t = comma = entity.first - 1
    while comma > sentence and bare(r, comma) in HONORIFICS:
        comma -= 1  # "police spokesperson, Brigadier X"
    described = comma - 1 > sentence and r.relations[comma - 1] == "nmod:desc"
    if described and r.document.words[comma] == "," and r.heads[comma - 1] in range(entity.first, entity.last):
        t = comma - 1  # "the agency's head, X, left"
    return _words_until(r, wording, entity, t)


def _words_until(r: Reading, wording: Wording, entity: EntityReading, t: int) -> list[int]:
    """The words of a title that ends at a token."""
    before: list[int] = []
    sentence = r.document.sentences[r.document.sentence_of[entity.first]].first
    while t >= sentence:
        if before and (opening := _bracket(r, t, sentence)) is not None:
            t = opening  # "Lorn Port Authority (LPA) President X"
        if not _in_title(r, t, before) or _beside(r, t, entity) or wording.outside(t, entity.last - 1):
            break
        before.insert(0, t)
        t -= 1
        if t > sentence and bare(r, t) in ("of", "to", "for") and bears(bare(r, t - 1)):
            before.insert(0, t)  # "chairman of the committee X"
            t -= 1
    return _without_article(r, before)


def coordinated_title(r: Reading, wording: Wording, entity: EntityReading) -> list[int]:
    """The words of the first of two titles before a name: "deputy mayor and head of the port X" -> "deputy mayor".

    Nothing where what stands before the "and" is no office: "trade and tourism minister X".
    """
    second = title_words(r, wording, entity)
    conjunction = second[0] - 1 if second else -1
    if conjunction < 1 or bare(r, conjunction) != "and" or r.entity_of[conjunction - 1] is entity:
        return []
    first = _words_until(r, wording, entity, conjunction - 1)
    office = first and (bears(bare(r, first[-1])) or says_of_what(r, first) > 0)
    return office_words(r, first) if office else []


def office_words(r: Reading, before: list[int]) -> list[int]:
    """A title without styles ("His Highness the Amir X"), and without ranks before and behind it."""
    style = next((t for t in reversed(before) if bare(r, t) in STYLES), -1)
    before = [t for t in before if t > style]
    while before and (bare(r, before[-1]) in _RANKS or r.upos[before[-1]] == "PUNCT"):
        before = before[:-1]
    while before and bare(r, before[0]) in _RANKS:
        before = before[1:]
    return _without_article(r, before)


def is_kin_of_somebody(r: Reading, before: list[int]) -> bool:
    """Whether a title says that its bearer is a relative, but not whose: "with husband X"."""
    owned = any(r.xpos[t] in ("POS", "PRP$") or bare(r, t) in ("of", "to", "for") for t in before)
    return not owned and bare(r, before[-1]).removesuffix("s") in _KIN


def bygone(r: Reading, phrase: list[int]) -> bool:
    """Whether somebody was so at the time: "then minister X", "her then-husband X", "the late singer X"."""
    return any(bare(r, t) in ("late", "then") or bare(r, t).startswith("then-") for t in phrase)


def without_late(r: Reading, before: list[int]) -> list[int]:
    """A title without the "late" that says of its bearer, not of the office, that it was."""
    return before[1:] if before and bare(r, before[0]) == "late" else before


def _without_article(r: Reading, before: list[int]) -> list[int]:
    """The words of a title from the first on that it can begin with."""
    while before and (r.upos[before[0]] == "PUNCT" or bare(r, before[0]) in _NO_TITLES):
        before = before[1:]
    return before


def _bracket(r: Reading, t: int, begin: int) -> int | None:
    """The token before the bracket that a token closes; None when it closes none."""
    words = r.document.words
    if words[t] != ")":
        return None
    opening = next((o for o in range(t - 1, max(begin, t - _BRACKET), -1) if words[o] == "("), begin)
    return opening - 1 if opening > begin and r.upos[opening - 1] == "PROPN" else None


def _beside(r: Reading, t: int, entity: EntityReading) -> bool:
    """Whether a word says of the clause what a name is the subject of: "For six years Berg led the club"."""
    if not r.relations[t].startswith("obl") or bare(r, t) in _RANKS:
        return False
    inside = range(entity.first, entity.last)
    return any(r.relations[n].startswith("nsubj") and r.heads[n] == r.heads[t] for n in inside)


def _in_title(r: Reading, t: int, before: list[int]) -> bool:
    word, entity = r.document.words[t].lower(), r.entity_of[t]
    owner = t + 1 < len(r.upos) and r.document.words[t + 1].lower() in ("'s", "’s")
    if entity is not None and entity.type in ("Date", "Money", "Person") and not owner:
        # "Vihiga Senator X": no person's name belongs to an office so
        return entity.type == "Person" and r.relations[t] in ("compound", "flat") and bool(before)
    if entity is not None and entity.type == "Organization" and before and entity is r.entity_of[before[0]]:
        return True  # "of" in "University of Lorn"
    modifier = r.xpos[t] in ("VBN", "VBG", "RB") and r.relations[t] in ("amod", "advmod", "compound")
    return (
        modifier
        or r.upos[t] in ("NOUN", "PROPN", "ADJ", "DET")
        or word in ("-", "’s", "'s", "his", "her", "its", "their")
    )
