"""Sentence ends in news: abbreviations, initials, quotations, headlines without a full stop.

Rules, because on news they beat every library tried: a mark that may end a sentence does so unless an
abbreviation, an initial or what follows speaks against it. A new paragraph always begins a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median

from whosaid_models.text.document import Sentence, Token

# Followed by a name or a number: never the end of a sentence.
_TITLES = frozenset(
    "mr mrs ms mx dr prof rev fr hon gen col lt maj capt cmdr adm sgt cpl pte sen rep gov pres supt insp det "
    "st ste mt ft no nos vs v fig art sec ch vol pp para approx est al cf e.g i.e op ed eds messrs amb atty".split()
)
# May end a sentence or not: an end only when a usual first word of a sentence follows.
_ABBREVIATIONS = frozenset(
    "inc ltd corp co bros llc plc jr sr esq etc a.m p.m u.s u.k u.n e.u u.s.a d.c u.a.e jan feb mar apr jun jul aug "
    "sep sept oct nov dec mon tue wed thu fri sat sun dept univ assn b.c a.d ph.d m.d b.a m.a ave blvd rd".split()
)
_STARTERS = frozenset(
    "the a an this that these those he she it we they i you his her its their our my in on at by for from with "
    "but and or so if when while after before as although though however meanwhile since there here what who "
    "according last earlier later today yesterday no not some many most all both another such then now one".split()
)
_CLOSERS = "\"'”’»)]"
_OPENERS = "\"'“‘«([„–—-"
_END = re.compile(r"[.!?…]+$")
_INITIALS = re.compile(r"^(?:[A-Z]\.)+$|^[A-Z]$")
# A line of a hard-wrapped text is at most this long (plain-text mail and agency copy wrap at 60 to 80).
_WRAP_WIDTH = 100
# Tokens. Parsing takes the cube of this; in 32,000 sentences of news the longest has 222.
_LONGEST = 250


def split_sentences(text: str, tokens: Sequence[Token]) -> list[Sentence]:
    """Group the tokens into sentences; all tokens, in order, none twice."""
    wrapped = _is_hard_wrapped(text)
    sentences: list[Sentence] = []
    first, paragraph = 0, 0
    for i in range(1, len(tokens)):
        gap = text[tokens[i - 1].end : tokens[i].begin]
        new_paragraph = _ends_paragraph(text, tokens[i - 1], tokens[i], gap, wrapped)
        if new_paragraph or (gap and _ends_sentence(text, tokens, first, i)):
            sentences.append(Sentence(first, i, paragraph))
            first = i
            paragraph += new_paragraph
    if tokens:
        sentences.append(Sentence(first, len(tokens), paragraph))
    return [piece for s in sentences for piece in _pieces(text, tokens, s)]


def _pieces(text: str, tokens: Sequence[Token], sentence: Sentence) -> Iterator[Sentence]:
    """Cut what is too long for a sentence (a table, a list of results), after a mark if there is one near."""
    first = sentence.first
    while sentence.last - first > _LONGEST:
        end = first + _LONGEST
        marks = (i for i in range(end, end - _LONGEST // 4, -1) if text[tokens[i - 1].begin] in ",;:|•")
        cut = next(marks, end)
        yield Sentence(first, cut, sentence.paragraph)
        first = cut
    yield Sentence(first, sentence.last, sentence.paragraph)


def _is_hard_wrapped(text: str) -> bool:
    """Whether single line breaks are only the width of the page: short, even lines, blank lines between paragraphs."""
    lines = [len(line) for line in text.splitlines() if line.strip()]
    blocks = len(re.findall(r"(?:\r?\n[ \t]*){2,}", text)) + 1
    return len(lines) >= 3 * blocks and max(lines, default=0) <= _WRAP_WIDTH and median(lines) >= 40


def _ends_paragraph(text: str, before: Token, after: Token, gap: str, wrapped: bool) -> bool:
    breaks = len(re.findall(r"\r\n|[\n\r\v\f\x85\u2028\u2029]", gap))
    if breaks > 1 or (breaks and ("\u2029" in gap or not wrapped)):
        return True
    return False if not breaks else text[before.begin : before.end] == ":" and text[after.begin].isupper()


def _ends_sentence(text: str, tokens: Sequence[Token], first: int, i: int) -> bool:
    """Whether the sentence that began at token ``first`` ends before token ``i`` (white space lies between)."""
    j = i - 1
    while j > first and text[tokens[j].begin : tokens[j].end] in _CLOSERS:
        j -= 1
    closed = j < i - 1
    last = text[tokens[j].begin : tokens[j].end]
    if not _END.search(last):
        return False
    follows = i
    while follows < len(tokens) - 1 and text[tokens[follows].begin : tokens[follows].end] in _OPENERS:
        follows += 1
    next_word = text[tokens[follows].begin : tokens[follows].end]
    if next_word[0].islower() or next_word[0] in ",;:)%":
        return False
    if last[-1] in "!?" or closed or last.endswith(("..", "…")):
        return True
    # The word before a lone full stop, or a word that carries its own ("Mr.", "U.S.").
    touching = last == "." and j > first and tokens[j - 1].end == tokens[j].begin
    word = text[tokens[j - 1].begin : tokens[j - 1].end] if touching else last
    return _full_stop_ends(word, next_word, follows > i)


def _full_stop_ends(word: str, next_word: str, quoted: bool) -> bool:
    bare = word.rstrip(".").lower()
    if bare in _TITLES:
        return False
    if bare in _ABBREVIATIONS or _INITIALS.match(word):
        return quoted or next_word.lower() in _STARTERS
    return True
