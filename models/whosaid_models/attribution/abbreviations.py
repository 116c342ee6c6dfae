"""Abbreviations and what they stand for, as the article itself says: "Lorn Port Authority (LPA)".

Schwartz and Hearst, "A Simple Algorithm for Identifying Abbreviation Definitions in Biomedical Text" (2003): the
letters of the short form are looked for from right to left in the words before its bracket; the first begins a word.
"""

from __future__ import annotations

from dataclasses import dataclass

from whosaid_models.reader.reading import Reading, TokenRange

_LONGEST_SHORT = 10  # characters of a short form
_AGAIN = 2  # how often an article has a short form that it introduces
_SMALL = frozenset({"the", "a", "an"})
_ENDINGS = frozenset({"'s", "’s", "'", "’"})


@dataclass(frozen=True, slots=True)
class Definition:
    """An abbreviation where it is introduced. ``long``: the full name's tokens; ``whole``: those and the bracket's."""

    short: str
    long: TokenRange
    whole: TokenRange


def definitions(reading: Reading) -> dict[str, Definition]:
    """Return what each short form stands for; one that is introduced for two different names is left out."""
    words = reading.document.words
    found: dict[str, Definition] = {}
    ambiguous: set[str] = set()
    for t in range(1, len(words) - 2):
        if words[t] != "(" or words[t + 2] != ")" or not _may_be_short(words[t + 1]):
            continue
        sentence = reading.document.sentences[reading.document.sentence_of[t]]
        long = _long_form(reading, words[t + 1], t, sentence.first)
        if long is None:
            continue
        long = _to_the_names_edge(reading, long)
        definition = Definition(words[t + 1], long, (long[0], t + 3))
        known = found.setdefault(definition.short, definition)
        if _words(reading, known.long) != _words(reading, long):
            ambiguous.add(definition.short)
    introduced = {short: definition for short, definition in found.items() if short not in ambiguous}
    translated = {short: d for short, d in _translated(reading).items() if short not in found}
    return {**_initials(reading, frozenset([*found, *translated])), **translated, **introduced}


def _capitalised_until(reading: Reading, last: int) -> int:
    """The end of the words after an entity that go on with its name: "Independent Board" + "Against Corruption"."""
    words, sentence = reading.document.words, reading.document.sentences[reading.document.sentence_of[last - 1]]
    while last < sentence.last and words[last][0].isupper() and reading.entity_of[last] is None:
        last += 1
    return last


def _translated(reading: Reading) -> dict[str, Definition]:
    """Return short forms in brackets after an organisation's name whose letters they do not repeat.

    So are names of another language: "National Chamber of Tourism (Canatur)". The article uses the short form again.
    """
    words, found, ambiguous = reading.document.words, dict[str, Definition](), set[str]()
    for entity in reading.entities:
        at = entity.last
        if entity.type != "Organization" or entity.last - entity.first < 2:
            continue
        if words[at : at + 1] != ["("] or words[at + 2 : at + 3] != [")"]:
            continue
        short = words[at + 1]
        bearer = reading.entity_of[at + 1]
        if not _may_be_short(short) or words.count(short) < _AGAIN:
            continue
        if bearer is None or bearer.type != "Organization":
            continue
        first = entity.first + (words[entity.first].lower() in _SMALL)
        definition = Definition(short, (first, at), (first, at + 3))
        if _words(reading, found.setdefault(short, definition).long) != _words(reading, definition.long):
            ambiguous.add(short)
    return {short: d for short, d in found.items() if short not in ambiguous}


def _initials(reading: Reading, explained: frozenset[str]) -> dict[str, Definition]:
    """Return the organisation whose capital letters a short form repeats, where the article has one such name."""
    long_forms: dict[str, list[TokenRange]] = {}
    for entity in reading.entities:
        words = reading.document.words[entity.first : _capitalised_until(reading, entity.last)]
        capitals = [t for t, word in enumerate(words) if word[0].isupper() and word.lower() not in _SMALL]
        if entity.type == "Organization" and len(capitals) > 2:
            letters = "".join(words[t][0] for t in capitals)
            span = entity.first + capitals[0], entity.first + capitals[-1] + 1
            long_forms.setdefault(letters, []).append(span)
    return {
        letters: Definition(letters, spans[0], spans[0])
        for letters, spans in long_forms.items()
        if letters not in explained and len({tuple(_words(reading, span)) for span in spans}) == 1
    }


def _words(reading: Reading, span: TokenRange) -> list[str]:
    return [w.lower() for w in reading.document.words[slice(*span)]]


def _may_be_short(word: str) -> bool:
    return 2 <= len(word) <= _LONGEST_SHORT and word[0].isupper() and word.isalpha()


def _long_form(reading: Reading, short: str, end: int, begin: int) -> TokenRange | None:
    """The tokens before ``end`` whose letters make the short form, not beyond ``begin``; None when there are none."""
    words = reading.document.words
    first = max(begin, end - min(len(short) + 5, 2 * len(short)) - 1)
    letters = list(short.lower())
    at, inside = end - 1, len(words[end - 1]) - 1
    while letters:
        if at < first:
            return None
        if inside < 0:
            at, inside = at - 1, len(words[at - 1]) - 1
            continue
        if words[at][inside].lower() == letters[-1] and (len(letters) > 1 or inside == 0):
            letters.pop()
        if letters:
            inside -= 1
    inner = {w.lower() for w in words[at:end]}
    if words[at].lower() in _SMALL or not words[at][0].isupper() or end - at < 2 or short.lower() in inner:
        return None
    if any(reading.upos[t] in ("PRON", "AUX") for t in range(at, end)):
        return None  # a clause that happens to have the letters
    return at, end - (words[end - 1] in _ENDINGS)


def _to_the_names_edge(reading: Reading, long: TokenRange) -> TokenRange:
    """Take in the first words of a name that the short form leaves out: "Valorian Institute of Tourism (Intur)"."""
    first, last = long
    entity = reading.entity_of[first]
    if entity is None or reading.document.sentence_of[entity.first] != reading.document.sentence_of[first]:
        return long
    first = min(first, entity.first)
    while first < long[0] and reading.document.words[first].lower() in _SMALL:
        first += 1
    return first, last
