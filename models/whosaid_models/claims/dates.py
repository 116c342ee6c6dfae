"""Relative dates: "on Wednesday" gets its date where the time of publication is known and the tense leaves no doubt.

The article's words stay and the date follows them in brackets, as a recorded edit. Not resolved: what stands inside
quotation marks (the speaker's Wednesday may be another), "next Wednesday" (people differ about which), habits ("every
Friday"), and a weekday whose verb says neither that it is over nor that it is to come.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from whosaid_models.claims.drafts import Draft, Piece
from whosaid_models.domain import EditKind
from whosaid_models.reader.reading import Reading

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "January February March April May June July August September October November December".split()
)  # whatever the locale
_DAYS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_STEPS = {"last": -1, "this": 0, "next": 1}
_TIMES = frozenset({"morning", "afternoon", "evening", "night"})
_HABITS = frozenset({"every", "each", "any", "most", "some", "next"})
_TO_COME = frozenset({"will", "shall", "'ll", "’ll", "wo"})
_UNCERTAIN = frozenset({"would", "could", "may", "might", "should", "can", "must", "to"})


def resolve_dates(reading: Reading, draft: Draft, published: date) -> Draft:
    """Return the draft with the dates of its relative dates; ``published``: the day on which the article appeared."""
    if not 8 <= published.toordinal() <= date.max.toordinal() - 8:
        return draft  # the calendar's own edges
    standing = {p.token for p in draft.pieces if p.token >= 0 and p.text is None}
    pieces = [_dated(reading, piece, standing, published) for piece in draft.pieces]
    return draft.with_pieces(pieces) if pieces != draft.pieces else draft


def _dated(reading: Reading, piece: Piece, standing: set[int], published: date) -> Piece:
    token = piece.token
    if token not in standing or piece.text is not None or reading.document.quoted[token]:
        return piece
    if _word(reading, token + 1) in ("'s", "’s"):
        return piece  # "Wednesday's vote" has no room for a date
    when = _when(reading, token, standing, published)
    if when is None:
        return piece
    text = f"{reading.document.words[token]} ({when})"
    return replace(piece, text=text, edit=EditKind.RESOLVE_DATE, origin=(token, token + 1))


def _when(reading: Reading, token: int, standing: set[int], published: date) -> str | None:
    """What the words that end at a token mean: a day, month or year; None when that is not certain."""
    word, before = _word(reading, token), _word(reading, token - 1)
    if word in _TIMES and before in (*_WEEKDAYS, *_DAYS) and token - 1 in standing:
        token, word, before = token - 1, before, _word(reading, token - 2)
    elif _word(reading, token + 1) in _TIMES and token + 1 in standing:
        return None  # the date follows "Wednesday morning"
    if word in _DAYS:
        return _written(published + timedelta(days=_DAYS[word]))
    if word in _WEEKDAYS and before not in _HABITS and not _has_date(reading, token):
        day = _weekday(reading, token, _WEEKDAYS.index(word), published)
        return _written(day) if day else None
    if word in ("month", "year") and before in _STEPS and token - 1 in standing:
        months = published.year * 12 + published.month - 1 + _STEPS[before] * (12 if word == "year" else 1)
        return str(months // 12) if word == "year" else f"{_MONTHS[months % 12]} {months // 12}"
    return None


def _weekday(reading: Reading, token: int, weekday: int, published: date) -> date | None:
    """The nearest such day before the article (or its own), or after it, by the tense of the verb."""
    back = (published.weekday() - weekday) % 7
    if _word(reading, token - 1) == "last":
        return published - timedelta(days=back or 7)
    tense = _tense(reading, token)
    if tense < 0:
        return published - timedelta(days=back)
    return published + timedelta(days=7 - back) if tense > 0 and back else None


def _tense(reading: Reading, token: int) -> int:
    """-1 where the verb above a token says that it is over, 1 that it is to come, 0 when it says neither."""
    at = token
    while at >= 0 and reading.upos[at] != "VERB":
        if any(reading.relations[c] == "cop" for c in reading.children[at]):
            break
        at = reading.heads[at]
    if at < 0 or any(_word(reading, c) == "for" for c in reading.children[token]):
        return 0  # "a meeting scheduled for Wednesday" may be either
    helpers = [c for c in reading.children[at] if reading.relations[c].split(":")[0] in ("aux", "cop", "mark")]
    words = {_word(reading, c) for c in helpers}
    if words & _TO_COME:
        return 1
    if words & _UNCERTAIN:
        return 0
    over = {"VBD", "VBN"} & {reading.xpos[t] for t in (at, *helpers)}
    present = any(reading.xpos[c] in ("VBZ", "VBP") for c in helpers) and not words & {"has", "have", "'ve", "’ve"}
    return -1 if over and not present else 0


def _has_date(reading: Reading, token: int) -> bool:
    """Whether the date stands beside the weekday already: "Wednesday, July 27", "on 27 July, a Wednesday"."""
    entity = reading.entity_of[token]
    first, last = (entity.first, entity.last) if entity else (token, token + 1)
    near = range(max(0, first - 2), min(len(reading.document), last + 3))
    months = {m.lower() for m in _MONTHS} - {"may"}
    return any(_word(reading, t).isdigit() or _word(reading, t) in months for t in near)


def _word(reading: Reading, token: int) -> str:
    return reading.document.words[token].lower() if 0 <= token < len(reading.document) else ""


def _written(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
