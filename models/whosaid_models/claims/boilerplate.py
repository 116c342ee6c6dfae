"""What in an article is no statement of its: datelines, bylines, photo credits, teasers, labels."""

from __future__ import annotations

import re
from dataclasses import replace

from whosaid_models.reader.reading import Reading, TokenRange

_DATELINE = re.compile(
    r"(?:[A-Z][\w.'’-]+(?:[ ,/]+(?:[A-Z][\w.'’-]+|\d{1,2}|of|de|la|al|el))*\s*)?"
    r"(?:\([^)]{2,40}\)\s*)?(?:[—–]|--|-(?=\s))\s*(?:\d{1,2} [A-Z][a-z]+ \d{4}:\s+)?"
)
_PLACE_COLON = re.compile(r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,2}(?:, [A-Z][\w. ]{2,15})?:\s+(?=[A-Z])")
_LABEL = re.compile(
    r"(?i)^\W*(?:also read|read more|read also|see also|related|photo|photos|photo credit|image|file photo|picture|"
    r"video|watch|"
    r"advertisement|subscribe|sign up|follow us|share this|click here|by|source|sources|copyright|©|"
    r"editor'?s note|tags?|topics?|"
    r"key highlights|highlights|summary|updated|published|last updated|posted)\b(?:\s*[:|–—-]|\s+[A-Z]|\s*$)"
)
_PHOTO = re.compile(r"(?i)\b(?:photo|image|picture|credit|getty|reuters|afp)\b")
_LONGEST_LABEL = 14  # tokens


def boilerplate(reading: Reading) -> frozenset[int]:
    """Return the tokens that no claim may use."""
    document = reading.document
    skip: set[int] = set()
    paragraph = -1
    for s in document.sentences:
        opens = s.paragraph != paragraph
        paragraph = s.paragraph
        text = document.span_text(s.first, s.last)
        if opens and (match := _DATELINE.match(text) or _PLACE_COLON.match(text)):
            begin = document.tokens[s.first].begin
            first, last = document.token_range(begin, begin + match.end())
            aside = _is_aside(text, match.end())
            if last - first <= 12 and last < s.last and not aside and _is_dateline(text[: match.end()]):
                skip.update(range(first, last))
        if s.last - s.first <= _LONGEST_LABEL and _LABEL.match(text) and not text.rstrip("”\"'").endswith("."):
            skip.update(range(s.first, s.last))
        if "|" in text and (s.last - s.first <= _LONGEST_LABEL or _PHOTO.search(text)):
            skip.update(range(s.first, s.last))
    return frozenset(skip)


def without(reading: Reading, skip: frozenset[int]) -> Reading:
    """Take skipped tokens out of the entities and sources: a dateline is no part of the name after it."""
    if not skip:
        return reading
    entities = [
        replace(e, first=first, last=last) for e in reading.entities for first, last in _rest((e.first, e.last), skip)
    ]
    cues = []
    for cue in reading.cues:
        sources = tuple(s for span in cue.sources for s in _rest(span, skip))
        contents = tuple(s for span in cue.contents for s in _rest(span, skip))
        if not skip.intersection(range(*cue.cue)):
            cues.append(replace(cue, sources=sources, contents=contents))
    return replace(reading, entities=entities, cues=cues)


def _rest(span: TokenRange, skip: frozenset[int]) -> list[TokenRange]:
    """What is left of a span behind the last skipped token in it; nothing when it ends with one."""
    first = max((t + 1 for t in range(*span) if t in skip), default=span[0])
    return [(first, span[1])] if first < span[1] else []


def _is_aside(text: str, end: int) -> bool:
    """Whether a dash opens what another one closes: "Maido — by chef Ana Ruiz — was chosen", a name and no town."""
    dash = next((mark for mark in ("—", "–", "--", " -") if mark in text[:end]), None)
    return dash is not None and dash in text[end:] and not text.split(maxsplit=1)[0].rstrip(",-–—").isupper()


def _is_dateline(prefix: str) -> bool:
    """A dateline has a town in capitals, an agency in brackets, a date, or is a few capitalised words before a dash."""
    words = re.findall(r"[\w.'’]+", prefix)
    return (
        bool(words)
        and len(words) <= 8
        and all(w[0].isupper() or w[0].isdigit() or w in ("of", "de", "la", "al", "el") for w in words)
    )
