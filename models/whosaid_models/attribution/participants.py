"""Whom "I" and "you" mean in talk that is printed in full: interviews, hearings, speeches.

In quotation marks they are whoever is quoted, which ``speakers`` knows. In an article's own voice nobody is named as
the speaker, and they name themselves; but an interview has a guest, whom its questions ask, a speech has a heading that
says whose it is, and in a hearing people say their names, or are called, before they speak. A turn is a paragraph.
"""

from __future__ import annotations

from whosaid_models.attribution.characters import Cast, Character
from whosaid_models.attribution.interviews import guest_of, speaker_of
from whosaid_models.attribution.turns import Turn, called, introduced, is_heading, labels, turns_of
from whosaid_models.reader.reading import Reading

_FIRST = frozenset("i me my mine myself".split())
_SECOND = frozenset("you your yours yourself".split())
# An interview that does not say that it is one asks "you" at least so often, and in at least this share of its
# paragraphs (a hearing does not), and is introduced in so many sentences without "I" and "you" (a conversation is not).
_QUESTIONS, _SHARE, _INTRODUCTION = 2, 1 / 7, 2


def participants(reading: Reading, cast: Cast) -> dict[int, Character]:
    """Map the tokens of printed talk that mean somebody who takes part to them; empty where the article is none."""
    turns = turns_of(reading)
    if labelled := labels(reading, cast, turns):
        return _words(reading, labelled, {})
    begin = _introduction(reading)
    first = reading.document.sentences[begin].first if begin < len(reading.document.sentences) else len(reading.heads)
    spoken = [t for t in turns if t.last > first]
    asking = [t for t in spoken if t.asks_you]
    guest, announced = guest_of(reading, cast, first)
    enough = max(_QUESTIONS, _SHARE * len(spoken))
    looks_like_one = len(asking) >= enough and begin >= _INTRODUCTION
    interview = any(t.asks for t in spoken) if announced else looks_like_one
    speaking: dict[int, Character] = {}
    asked: dict[int, Character] = {}
    if guest is not None and interview:
        speaking = {t.paragraph: guest for t in spoken if not t.asks_you}
        asked = {t.paragraph: guest for t in asking}
    elif (speaker := speaker_of(reading, cast, first)) is not None:
        speaking = {t.paragraph: speaker for t in spoken}
    return _words(reading, speaking | _by_turns(reading, cast, turns), asked)


def _by_turns(reading: Reading, cast: Cast, turns: list[Turn]) -> dict[int, Character]:
    """Who speaks in turns in which they say who they are, and in turns before which they are called.

    Whoever was called last goes on after each turn of somebody else, until the next is called; questions are others'.
    """
    found: dict[int, Character] = {}
    answers: Character | None = None
    before: Turn | None = None
    for turn in turns:
        if is_heading(reading, turn):
            continue
        who = introduced(reading, cast, turn)
        if who is None and before is not None:
            who = called(reading, cast, before)
            if who is not None:
                answers = who
            elif before.paragraph not in found and not turn.asks:
                who = answers
        if who is not None:
            found[turn.paragraph] = who
        before = turn
    return found


def _words(reading: Reading, speaking: dict[int, Character], asked: dict[int, Character]) -> dict[int, Character]:
    document = reading.document
    found = {}
    for sentence in document.sentences:
        for words, who in ((_FIRST, speaking.get(sentence.paragraph)), (_SECOND, asked.get(sentence.paragraph))):
            if who is not None:
                for t in range(sentence.first, sentence.last):
                    if document.words[t].lower() in words and not document.quoted[t] and document.words[t - 1] != "‘":
                        found[t] = who
    return found


def _introduction(reading: Reading) -> int:
    """How many sentences come before the first that has "I" or "you" outside of quotation marks, headings apart."""
    document = reading.document
    spoken = _FIRST | _SECOND
    for number, s in enumerate(document.sentences):
        heading = number == 0 and document.words[s.last - 1] not in (".", "!", "?", "…")
        if heading:
            continue
        if any(document.words[t].lower() in spoken and not document.quoted[t] for t in range(s.first, s.last)):
            return number
    return len(document.sentences)
