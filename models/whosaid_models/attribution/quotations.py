"""Quotations as wholes: what stands inside one pair of marks beside a cue has one speaker, however it was cut."""

from __future__ import annotations

from collections.abc import Sequence

from whosaid_models.reader.reading import Reading, TokenRange

_MARKS = frozenset({"“", "”", "„", "«", "»", '"', "``", "''"})


def quotations_beside(reading: Reading, cue: TokenRange, sources: Sequence[TokenRange]) -> list[TokenRange]:
    """Return the quotations before and after a cue with its sources, from mark to mark within their paragraph."""
    document = reading.document
    here = document.sentence_of[cue[0]]
    around = [cue, *(s for s in sources if document.sentence_of[s[0]] == here)]
    if any(document.quoted[first] for first, _ in around):
        return []
    found = []
    before, after = min(first for first, _ in around) - 1, max(last for _, last in around)
    while before >= 0 and not document.quoted[before] and reading.upos[before] == "PUNCT":
        before -= 1
    if before >= 0 and document.quoted[before]:
        found.append(_run(reading, before))
    while after < len(document) and not document.quoted[after] and reading.upos[after] == "PUNCT":
        after += 1
    if after < len(document) and document.quoted[after] and document.sentence_of[after] == here:
        found.append(_run(reading, after))
    return found


def _run(reading: Reading, token: int) -> TokenRange:
    """The words inside the same marks as a token, in its paragraph; the marks themselves left out."""
    document = reading.document
    paragraph = document.sentences[document.sentence_of[token]].paragraph

    def goes_on(t: int, before: int) -> bool:
        here = 0 <= t < len(document) and document.sentences[document.sentence_of[t]].paragraph == paragraph
        return here and document.quoted[t] and not _MARKS.issuperset((document.words[t], document.words[before]))

    first, last = token, token + 1
    while goes_on(first - 1, first):
        first -= 1
    while goes_on(last, last - 1):
        last += 1
    while first < last and reading.upos[first] == "PUNCT":
        first += 1
    while last > first and reading.upos[last - 1] == "PUNCT":
        last -= 1
    return first, last
