"""Whom "I" and "you" mean in an interview that is printed as questions and answers.

In quotation marks they are whoever is quoted, which ``speakers`` knows. In an article's own voice nobody is named as
the speaker, and they name themselves; an interview has a guest, though: whom its questions ask.
"""

from __future__ import annotations

from whosaid_models.attribution.characters import Cast, Character
from whosaid_models.reader.reading import Reading

_FIRST = frozenset("i me my mine myself".split())
_SECOND = frozenset("you your yours yourself".split())
# An interview asks "you" at least so often, and in at least this share of its paragraphs (a hearing does not), and is
# introduced in so many sentences without "I" and "you" (a conversation is not).
_QUESTIONS, _SHARE, _INTRODUCTION = 2, 1 / 7, 2


def participants(reading: Reading, cast: Cast) -> dict[int, Character]:
    """Map the tokens of an interview that mean its guest to the guest; empty where the article is none."""
    document = reading.document
    asking = {s.paragraph for s in document.sentences if _asks(reading, s.first, s.last)}
    begin = _introduction(reading)
    spoken = {s.paragraph for s in document.sentences[begin:]}
    if len(asking) < max(_QUESTIONS, _SHARE * len(spoken)) or begin < _INTRODUCTION:
        return {}
    guest = _guest(cast, document.sentences[begin].first)
    if guest is None:
        return {}
    found = {}
    for sentence in document.sentences[begin:]:
        meant = _SECOND if sentence.paragraph in asking else _FIRST
        for t in range(sentence.first, sentence.last):
            if document.words[t].lower() in meant and not document.quoted[t]:
                found[t] = guest
    return found


def _asks(reading: Reading, first: int, last: int) -> bool:
    words = reading.document.words[first:last]
    return "?" in words[-2:] and any(w.lower() in _SECOND for w in words) and not reading.document.quoted[first]


def _introduction(reading: Reading) -> int:
    """How many sentences come before the first that has "I" or "you" outside of quotation marks."""
    document = reading.document
    spoken = _FIRST | _SECOND
    for number, s in enumerate(document.sentences):
        if any(document.words[t].lower() in spoken and not document.quoted[t] for t in range(s.first, s.last)):
            return number
    return len(document.sentences)


def _guest(cast: Cast, end: int) -> Character | None:
    """The one person whom the introduction, which ends at a token, names most often; None where several are."""
    counts = [(sum(first < end for first, _ in c.mentions), c) for c in cast.characters if c.type == "Person"]
    most = max((n for n, _ in counts), default=0)
    best = [c for n, c in counts if n == most > 0]
    return best[0] if len(best) == 1 else None
