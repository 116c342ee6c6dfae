"""Claims that nouns make: appositions, titles before names, ages after them."""

from __future__ import annotations

from whosaid_models.attribution.characters import HONORIFICS
from whosaid_models.claims import grammar
from whosaid_models.claims.drafts import Piece, insertion, words
from whosaid_models.claims.wording import Wording
from whosaid_models.domain import EditKind
from whosaid_models.reader.reading import EntityReading, Reading

_COURTESIES = frozenset({"mr", "mrs", "ms", "miss", "dr"})
_YOUNGEST = 4  # a smaller number after a name is rather a score or a place in a list


def apposition(reading: Reading, wording: Wording, token: int) -> list[Piece] | None:
    """Word an apposition: "X, a Y" -> "X is a Y"; the proper name is the subject, whichever comes first."""
    r, head = reading, reading.heads[token]
    left, right = wording.noun_phrase(head), wording.noun_phrase(token)
    if not left or not right or set(left) & set(right) or "ADP" in (r.upos[left[0]], r.upos[right[0]]):
        return None
    named = lambda t: r.upos[t] == "PROPN" or r.entity_of[t] is not None  # noqa: E731
    if not named(head) and named(token):
        left, right, head, token = right, left, token, head
    elif named(token):
        return None  # two names: a place in a place, an acronym
    one_of = r.document.words[token].lower() == "one" and any(r.relations[c] == "nmod" for c in r.children[token])
    if (
        (r.upos[token] not in ("NOUN", "PROPN", "ADJ") and not one_of)
        or r.upos[head] not in ("NOUN", "PROPN")
        or r.xpos[token] == "CD"
    ):
        return None
    if all(r.upos[t] == "NUM" for t in right):
        return None
    verb = grammar.copula(plural=grammar.is_plural(r, head), past=False)
    return [*words(left), insertion(verb), *words(right)]


def title(reading: Reading, wording: Wording, entity: EntityReading) -> list[Piece] | None:
    """Word a title: "foreign minister X" -> "X is foreign minister"; ranks and "Mr" make no claim.

    "Ministers X and Y" make one claim each.
    """
    r = reading
    name = _without_honorifics(r, entity)
    bearer = entity
    head = next((t for t in range(entity.first, entity.last) if r.relations[t] == "conj"), None)
    shared = r.entity_of[r.heads[head]] if head is not None else None
    before = _title_words(r, wording, entity)
    if not before and shared is not None and shared.type == entity.type:
        bearer, before = shared, _title_words(r, wording, shared)
        if not any(r.xpos[t] == "NNS" for t in before):
            return None
    nouns = [t for t in before if r.upos[t] in ("NOUN", "PROPN") and _bare(r, t) not in HONORIFICS]
    if not nouns or not name or r.upos[before[-1]] not in ("NOUN", "PROPN", "ADJ"):
        return None
    last = r.entity_of[before[-1]]
    if last is not None and r.upos[before[-1]] == "PROPN" and last.type != "Misc":
        return None  # two names side by side, not a title
    plural = bearer is not entity or _has_partner(r, entity)
    singular = grammar.singular_noun(r.document.words[before[-1]]) if plural and r.xpos[before[-1]] == "NNS" else None
    office = words(before)
    if singular:
        office[-1] = Piece(token=before[-1], text=singular, edit=EditKind.INFLECT)
    return [*words(name), insertion("is"), *office]


def plain_names(reading: Reading, wording: Wording, pieces: list[Piece]) -> list[Piece]:
    """Leave out "Mr" before names, and the titles of a subject that make a claim of their own."""
    r = reading
    there = {p.token for p in pieces if p.token >= 0}
    gone: set[int] = set()
    for entity in {id(e): e for t in there if (e := r.entity_of[t]) is not None}.values():
        if entity.type != "Person" or entity.last - 1 not in there:
            continue
        gone.update(t for t in range(max(0, entity.first - 1), entity.last - 1) if _bare(r, t) in _COURTESIES)
        if _is_subject(r, entity) and title(r, wording, entity) is not None:
            first = _title_words(r, wording, entity)[0]
            article = first > 0 and _bare(r, first - 1) in ("the", "a", "an")
            gone.update(range(first - article, entity.first))
    return [p for p in pieces if p.token not in gone]


def _is_subject(r: Reading, entity: EntityReading) -> bool:
    inside = range(entity.first, entity.last)
    return any(r.relations[t].startswith("nsubj") and r.heads[t] not in inside for t in inside)


def age(reading: Reading, wording: Wording, entity: EntityReading) -> list[Piece] | None:
    """Word an age: "X, 35, ..." or "X (35)" -> "X is 35 years old"."""
    r, words_ = reading, reading.document.words
    t = entity.last
    if (
        t + 2 >= len(words_)
        or words_[t] not in (",", "(")
        or words_[t + 2] not in (",", ")", ".")
        or wording.outside(t, t)
    ):
        return None
    if not (words_[t + 1].isdecimal() and len(words_[t + 1]) <= 2 and int(words_[t + 1]) >= _YOUNGEST):
        return None
    return [*words(_without_honorifics(r, entity)), insertion("is"), Piece(token=t + 1), insertion("years old")]


def _bare(r: Reading, t: int) -> str:
    return r.document.words[t].lower().rstrip(".")


def _without_honorifics(r: Reading, entity: EntityReading) -> list[int]:
    first = entity.first
    while first < entity.last and _bare(r, first) in HONORIFICS:
        first += 1
    return list(range(first, entity.last))


def _has_partner(r: Reading, entity: EntityReading) -> bool:
    return any(r.relations[c] == "conj" for t in range(entity.first, entity.last) for c in r.children[t])


def _title_words(r: Reading, wording: Wording, entity: EntityReading) -> list[int]:
    """The words right before a name that say what its bearer is: nouns with their adjectives and owners."""
    before: list[int] = []
    sentence = r.document.sentences[r.document.sentence_of[entity.first]].first
    t = entity.first - 1
    while t >= sentence and _in_title(r, t) and not wording.outside(t, entity.last - 1):
        before.insert(0, t)
        t -= 1
    while before and (r.upos[before[0]] == "PUNCT" or _bare(r, before[0]) in ("the", "a", "an", "'s", "’s")):
        before.pop(0)
    return before


def _in_title(r: Reading, t: int) -> bool:
    word, entity = r.document.words[t], r.entity_of[t]
    owner = t + 1 < len(r.upos) and r.document.words[t + 1] in ("'s", "’s")
    if entity is not None and entity.type in ("Date", "Money", "Person") and not owner:
        return False
    modifier = r.xpos[t] in ("VBN", "VBG", "RB") and r.relations[t] in ("amod", "advmod", "compound")
    return (
        modifier
        or r.upos[t] in ("NOUN", "PROPN", "ADJ", "DET")
        or word in ("-", "’s", "'s", "his", "her", "its", "their")
    )
