"""Claims that phrases beside a name make without a verb: where its bearer is from or based, what it has."""

from __future__ import annotations

from whosaid_models.claims import grammar
from whosaid_models.claims.drafts import Piece, insertion, words
from whosaid_models.claims.name_phrases import is_modifier, with_article, without_honorifics
from whosaid_models.claims.wording import Wording
from whosaid_models.reader.reading import EntityReading, Reading

_ALSO = "also"  # leads over to a claim and is no part of it
_PLACED = frozenset({"Facility", "Location", "Organization"})
_LONGEST = 14  # tokens
# What begins a phrase that says what something has: "with an official majority", "with its own laws".
_HAD = frozenset({"a", "an", "its", "his", "her", "their", "no", "several", "many"})
# Of whom it matters how many there are.
_PEOPLE = frozenset(
    "citizens customers employees followers inhabitants members passengers people pupils readers residents soldiers "
    "students subscribers troops users voters workers".split()
)
_LARGE = frozenset({"hundred", "thousand", "million", "billion"})
_MANY = 3  # digits
_ENDS = frozenset({",", ".", ";", ":", "–", "—", ")"})


def origin(reading: Reading, wording: Wording, entity: EntityReading) -> list[Piece] | None:
    """Word where somebody is from: "Ana Ruiz, from Larn, said ..." -> "Ana Ruiz is from Larn"."""
    r, at = reading, entity.last
    sentence = r.document.sentences[r.document.sentence_of[entity.first]]
    if at < sentence.last and r.document.words[at] == ",":
        at += 1
    if at < sentence.last and r.document.words[at].lower() == _ALSO:
        at += 1
    if entity.type != "Person" or at + 1 >= sentence.last or r.document.words[at].lower() != "from":
        return None
    place = r.heads[at]
    if r.heads[place] not in range(entity.first, entity.last) or r.relations[at] != "case" or place < at:
        return None
    phrase = _phrase(r, at, r.subtree(place)[-1] + 1)
    named = any(
        ((e := r.entity_of[t]) is not None and e.type in _PLACED) or r.document.words[t].lower() in grammar.PLACES
        for t in phrase
    )
    if not named or len(phrase) < 2 or any(wording.outside(t, entity.last - 1) for t in phrase):
        return None
    return [*words(without_honorifics(r, entity)), insertion("is"), *words(phrase)]


def _phrase(r: Reading, first: int, last: int) -> list[int]:
    """The tokens of a phrase up to another person, a second item or a clause, without a mark at its end."""
    end = first
    while end < last and end - first < _LONGEST:
        entity = r.entity_of[end]
        other = entity is not None and entity.type == "Person"
        place = end + 1 < last and (e := r.entity_of[end + 1]) is not None and e.type == "Location"
        joint = r.upos[end] == "CCONJ" and entity is None
        if other or joint or r.upos[end] in ("VERB", "AUX", "SCONJ") or r.xpos[end] in ("WDT", "WP", "WRB"):
            break
        if r.document.words[end] == "," and not place:
            break
        end += 1
    while end > first and r.upos[end - 1] in ("CCONJ", "PUNCT", "DET"):
        end -= 1
    return list(range(first, end))


def based(reading: Reading, wording: Wording, entity: EntityReading) -> list[Piece] | None:
    """Word where a name is based: "the Larn-based Port Watch" -> "Port Watch is Larn-based"."""
    r, at = reading, entity.first - 1
    begin = r.document.sentences[r.document.sentence_of[entity.first]].first
    if entity.type in ("Location", "NORP", "Date", "Money") or at - 2 < begin or is_modifier(r, entity):
        return None
    place = r.entity_of[at - 2]
    if r.document.words[at].lower() != "based" or r.document.words[at - 1] != "-" or place is None:
        return None
    first = at - 2
    while first > max(begin, place.first) and r.upos[first - 1] in ("ADJ", "NOUN", "PROPN"):
        first -= 1
    if any(wording.outside(t, entity.last - 1) for t in range(first, at + 1)):
        return None
    return [*words(with_article(r, entity)), insertion("is"), *words(list(range(first, at + 1)))]


def had(reading: Reading, wording: Wording, entity: EntityReading) -> list[Piece] | None:
    """Word what a name has: "the council, with a majority of its own, voted" -> "the council has ..."."""
    r, at = reading, entity.last + 1
    sentence = r.document.sentences[r.document.sentence_of[entity.first]]
    if at + 2 >= sentence.last or r.document.words[at - 1] != "," or r.document.words[at].lower() != "with":
        return None
    noun = r.heads[at]
    if noun < at or r.upos[noun] != "NOUN" or r.heads[noun] not in range(entity.first, entity.last):
        return None
    if r.document.words[at + 1].lower() not in _HAD or any(r.relations[c].startswith("acl") for c in r.children[noun]):
        return None  # "X, with its captain injured, lost": nothing that it has
    phrase = _phrase(r, at + 1, r.subtree(noun)[-1] + 1)
    end = at + 1 + len(phrase)
    closed = end < sentence.last and r.document.words[end] in _ENDS
    if noun not in phrase or not closed or any(wording.outside(t, entity.last - 1) for t in (at, *phrase)):
        return None
    plural = entity.type == "NORP" or r.xpos[entity.last - 1] == "NNPS"
    return [*words(with_article(r, entity)), insertion("have" if plural else "has"), *words(phrase)]


def counted(reading: Reading, wording: Wording, owner: int) -> list[Piece] | None:
    """Word how many people something has: "the city's 8,000 residents" -> "the city has 8,000 residents".

    ``owner``: the head of who has them. A small number rather says which ones are meant: "her two sons".
    """
    r, noun = reading, reading.heads[owner]
    if r.relations[owner] != "nmod:poss" or noun <= owner or r.document.words[noun].lower() not in _PEOPLE:
        return None
    number = next((c for c in r.children[noun] if r.relations[c] == "nummod" and owner < c < noun), -1)
    if number < 0 or not _large(r, number):
        return None
    pronoun = r.upos[owner] == "PRON"
    if pronoun and r.document.words[owner].lower() in ("their", "your"):
        return None  # of several
    have = [owner] if pronoun else wording.noun_phrase(owner)
    have = [t for t in have if r.xpos[t] != "POS"]
    phrase = list(range(max(owner, *have) + (1 if pronoun else 2), noun + 1))
    if not have or number not in phrase or any(wording.outside(t, noun) for t in (*have, *phrase)):
        return None
    plural = not pronoun and grammar.is_plural(r, owner)
    return [*words(have), insertion("have" if plural else "has"), *words(phrase)]


def _large(r: Reading, number: int) -> bool:
    """Whether a number has three digits or more, or is in thousands or millions: "60 million"."""
    said = [r.document.words[t].lower() for t in (number, *r.children[number])]
    return sum(c.isdecimal() for c in said[0]) >= _MANY or not _LARGE.isdisjoint(said)
