"""What in an article is no statement of its: datelines, bylines, photo credits, teasers, labels."""

from __future__ import annotations

import re
from dataclasses import replace

from whosaid_models.reader.reading import Reading, TokenRange

_DATELINE = re.compile(
    r"(?:[A-Z][\w.'’-]+(?:[ ,/]+(?:[A-Z][\w.'’-]+|\d{1,2}|of|de|la|al|el))*\s*)?"
    r"(?:\([^)]{2,40}\)\s*)?(?:[—–]|--|-(?: -)?(?=\s))\s*(?:\d{1,2} [A-Z][a-z]+ \d{4}:\s+)?"
)
_PLACE_COLON = re.compile(r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,2}(?:, [A-Z][\w. ]{2,15})?:\s+(?=[A-Z])")
_LABEL = re.compile(
    r"(?i)^\W*(?:also read|read more|read also|see also|related|photo|photos|photo credit|image|file photo|picture|"
    r"video|watch|"
    r"advertisement|subscribe|sign up|follow us|share this|click here|by|source|sources|copyright|©|"
    r"editor'?s note|tags?|topics?|"
    r"key highlights|highlights|summary|updated|published|last updated|posted)\b(?:\s*[:|–—-]|\s+[A-Z]|\s*$)"
)
_TEASER = re.compile(r"(?i)^\W*(?:also read|read also|read more|see also|must read|recommended|related)\s*[:|–—-]")
_CREDIT = re.compile(
    r"(?i)\bcontributed (?:to this (?:report|story|article)|reporting)\b|\(?reporting by\b.*\bediting by\b"
    r"|^\W*(?:media|press|investor)? ?(?:contacts?|enquiries|inquiries)\b.*(?:@|\d{3})"
)
# A paragraph of one word that a page's address was cut from: "%E2%80%99s-visit", "&np=6", "www.larn.example/news".
_ADDRESS = re.compile(r"\S*(?:%[0-9A-Fa-f]{2}|[&?]\w+=|://|www\.)\S*\s*$")
_PHOTO = re.compile(r"(?i)\b(?:photo|image|picture|credit|getty|reuters|afp)\b")
_LONGEST_LABEL, _LONGEST_CREDIT = 14, 30  # tokens


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
            rest = text[match.end() :].lstrip("\"'“‘«([")
            opens = bool(rest) and not rest[0].islower()  # "Ola Berg - on a panel in Larn - said"
            opens = opens and not _is_aside(text, match.end())
            if last - first <= 12 and last < s.last and opens and _is_dateline(text[: match.end()]):
                skip.update(range(first, last))
        if s.last - s.first <= _LONGEST_LABEL and _LABEL.match(text) and not text.rstrip("”\"'").endswith("."):
            skip.update(range(s.first, s.last))
        if s.last - s.first <= _LONGEST_CREDIT and (_CREDIT.search(text) or _TEASER.match(text)):
            skip.update(range(s.first, s.last))
        if _ADDRESS.match(text):
            skip.update(range(s.first, s.last))
        if "|" in text and (s.last - s.first <= _LONGEST_LABEL or _PHOTO.search(text)):
            skip.update(range(s.first, s.last))
    return frozenset(skip)


def without(reading: Reading, skip: frozenset[int]) -> Reading:
    """Take skipped tokens out of the entities, sources and trees: a dateline is no part of the sentence after it."""
    if not skip:
        return reading
    heads, relations = _rehung(reading, skip)
    entities = [
        replace(e, first=first, last=last) for e in reading.entities for first, last in _rest((e.first, e.last), skip)
    ]
    cues = []
    for cue in reading.cues:
        sources = tuple(s for span in cue.sources for s in _rest(span, skip))
        contents = tuple(s for span in cue.contents for s in _rest(span, skip))
        if not skip.intersection(range(*cue.cue)):
            cues.append(replace(cue, sources=sources, contents=contents))
    return replace(reading, entities=entities, cues=cues, heads=heads, relations=relations)


def _rehung(reading: Reading, skip: frozenset[int]) -> tuple[list[int], list[str]]:
    """Trees whose skipped words have nothing below them: the heads and relations of all tokens."""
    heads, relations = list(reading.heads), list(reading.relations)
    for s in reading.document.sentences:
        kept = [t for t in range(s.first, s.last) if t not in skip]
        if not kept or len(kept) == s.last - s.first:
            continue
        for t in kept:
            while heads[t] in skip:
                heads[t] = reading.heads[heads[t]]
        roots = [t for t in kept if heads[t] < 0]
        main = max(roots, key=lambda t: (_is_verb(reading, t), -t))
        for t in roots:
            if t != main:
                heads[t] = main
                relations[t] = "dep" if relations[t].startswith(("root", "nsubj", "compound", "flat")) else relations[t]
        relations[main] = "root"
        for t in range(s.first, s.last):
            if t in skip:
                heads[t], relations[t] = main, "dep"
    return heads, relations


def _is_verb(reading: Reading, t: int) -> bool:
    """Whether a word has a subject that the others are not, and so heads the sentence."""
    return any(reading.relations[c].startswith(("nsubj", "expl")) for c in reading.children[t])


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
