"""Writing a draft out: the text, its evidence, and every edit between them with its place and its origin."""

from __future__ import annotations

from dataclasses import dataclass, replace

from whosaid_models.attribution.characters import HONORIFICS
from whosaid_models.claims.articles import agreed
from whosaid_models.claims.drafts import Draft, Piece
from whosaid_models.domain import Edit, EditKind, Span
from whosaid_models.reader.reading import Reading, TokenRange

# Words left out between two stretches of evidence are one evidence with a recorded omission up to this many tokens.
_BRIDGE = 4
# What a noun phrase in the evidence is not cut off from, and how long a bracket behind one may be.
_DETERMINERS = ("det", "nmod:poss", "nummod")
_LONGEST_BRACKET = 6  # tokens, brackets included
_NO_SPACE_AFTER = ("(", "[", "$", "£", "€", "“", "‘")
_COMMON = frozenset({"JJ", "NN", "NNS", "VBG", "VBN"})
# Adjectives of names that the tagger takes for no names.
_PROPER = frozenset("antarctic arctic catholic christian islamic jewish muslim olympic paralympic protestant".split())
_DASHES = frozenset({"—", "–", "--"})
_CONTRACTED = ("s", "ll", "d", "re", "ve", "m")
_NO_SPACE_BEFORE = (
    *(",", ".", ";", ":", "!", "?", ")", "]", "%", "n't", "n’t", "”"),
    *(mark + letters for mark in "'’" for letters in _CONTRACTED),
)


@dataclass(frozen=True)
class Written:
    """A claim in words. Offsets of ``edits`` are in ``text``; spans are in the document."""

    text: str
    evidence: tuple[Span, ...]
    edits: tuple[Edit, ...]
    evidence_tokens: tuple[int, ...]


def write(reading: Reading, draft: Draft, barred: frozenset[int]) -> Written | None:
    """Write the draft; None when nothing of the article is left in it.

    ``barred``: tokens (cues, sources) that must not come into the evidence when it bridges a gap.
    """
    edits: list[Edit] = []
    text = ""
    places: dict[int, tuple[int, int]] = {}  # where each token's words begin and end in the text
    previous: Piece | None = None
    for piece in agreed(reading, draft.pieces):
        word = piece.text if piece.text is not None else reading.document.words[piece.token]
        if previous is not None and _begins_sentence(reading, piece):
            word, piece = word[0].lower() + word[1:], replace(piece, edit=EditKind.CASE_PUNCTUATION)
        if previous is not None and _space(reading, previous, piece, word):
            text += " "
        begin = len(text)
        text += word
        places[piece.token] = (begin, len(text))
        if piece.edit is not None:
            edits.append(
                Edit(
                    begin=begin,
                    end=len(text),
                    kind=piece.edit,
                    origin=_span(reading, piece.origin) or _own(reading, piece),
                )
            )
        previous = piece
    tokens = draft.tokens()
    if not tokens:
        return None
    text, edits = _capitalise(text, edits)
    text, edits = _full_stop(text, edits)
    runs = _runs(reading, sorted(_whole_phrases(reading, tokens, barred)), barred)
    # The rest of a phrase may lie beyond the end of a sentence: what the claim has nothing of is no evidence.
    runs = [run for run in runs if any(t in places for t in range(*run))]
    edits += _drops(reading, places, runs)
    evidence = tuple(Span(*reading.document.characters(a, b)) for a, b in runs)
    return Written(text, evidence, tuple(sorted(edits, key=lambda e: (e.begin, e.end))), tuple(tokens))


def _begins_sentence(reading: Reading, piece: Piece) -> bool:
    """Whether a word has its capital letter only because a sentence begins with it, or what is behind its dateline."""
    t = piece.token
    if t < 0 or piece.text is not None:
        return False
    first = reading.document.sentences[reading.document.sentence_of[t]].first
    if t != first and not (reading.document.words[t - 1] in _DASHES and reading.upos[t] == "DET"):
        return False
    word = reading.document.words[t]
    closed = reading.upos[t] in ("DET", "PRON", "ADP", "SCONJ", "ADV", "NUM", "AUX", "VERB")
    return (closed or _is_common(reading, t)) and word != "I" and word[0].isupper() and word[1:] == word[1:].lower()


def _is_common(reading: Reading, t: int) -> bool:
    """Whether a word that begins a sentence is no part of a name: of "Former president X", not "Prime Minister X"."""
    word, following = reading.document.words[t], reading.document.words[t + 1 : t + 2]
    if reading.xpos[t] not in _COMMON or reading.upos[t] == "PROPN" or reading.entity_of[t] is not None:
        return False
    if word.lower() in _PROPER:
        return False
    return word == "Former" or not following or following[0][:1].islower()


def _space(reading: Reading, before: Piece, after: Piece, word: str) -> bool:
    if after.glue:
        return False
    if before.token >= 0 and after.token == before.token + 1 and before.text is None and after.text is None:
        tokens = reading.document.tokens
        return tokens[before.token].end < tokens[after.token].begin
    last = before.text if before.text is not None else reading.document.words[before.token]
    if after.token >= 0 and before.token >= 0 and after.token == before.token + 1:
        tokens = reading.document.tokens
        if tokens[before.token].end == tokens[after.token].begin and word in _NO_SPACE_BEFORE:
            return False
    return not (word in _NO_SPACE_BEFORE or last in _NO_SPACE_AFTER)


def _span(reading: Reading, tokens: TokenRange | None) -> Span | None:
    return Span(*reading.document.characters(*tokens)) if tokens else None


def _own(reading: Reading, piece: Piece) -> Span | None:
    return Span(*reading.document.characters(piece.token, piece.token + 1)) if piece.token >= 0 else None


def _capitalise(text: str, edits: list[Edit]) -> tuple[str, list[Edit]]:
    first = text[0].upper()
    # What has no capital ("ß", the micro sign) stays, as another letter would be in no evidence; so does "iLorn".
    if first == text[0] or first.lower() != text[0] or text[1:2].isupper():
        return text, edits
    if not any(e.begin == 0 and e.end > 0 for e in edits):
        edits = [Edit(begin=0, end=1, kind=EditKind.CASE_PUNCTUATION), *edits]
    return first + text[1:], edits


def _full_stop(text: str, edits: list[Edit]) -> tuple[str, list[Edit]]:
    """The full stop is recorded even when the article's sentence had one: the evidence ends at the last word."""
    if text.endswith("."):
        return text, edits
    return text + ".", [*edits, Edit(begin=len(text), end=len(text) + 1, kind=EditKind.CASE_PUNCTUATION)]


def _runs(reading: Reading, tokens: list[int], barred: frozenset[int]) -> list[TokenRange]:
    """Group tokens into stretches of evidence; short gaps inside a sentence are bridged (and recorded as dropped)."""
    sentence_of = reading.document.sentence_of
    runs: list[list[int]] = []
    for t in tokens:
        if runs:
            gap = range(runs[-1][1], t)
            same = sentence_of[runs[-1][1] - 1] == sentence_of[t]
            if same and len(gap) <= _BRIDGE and not barred.intersection(gap):
                runs[-1][1] = t + 1
                continue
        runs.append([t, t + 1])
    return [(a, b) for a, b in runs]


def _whole_phrases(reading: Reading, tokens: list[int], barred: frozenset[int]) -> set[int]:
    """The tokens with what a reader takes in with them, and the claim leaves out.

    The rest of a name, "Mr" before it, its "the", its owner, the bracket right behind it.
    """
    r, whole = reading, set(tokens)
    for t in tokens:
        entity = r.entity_of[t]
        if entity is not None:
            first = entity.first
            while first > 0 and r.document.words[first - 1].lower().rstrip(".") in HONORIFICS:
                first -= 1
            whole.update(range(first, entity.last))
    for t in sorted(whole):
        for c in r.children[t]:
            before = r.subtree(c)
            if r.relations[c] in _DETERMINERS and c < t and whole.issuperset(range(before[-1] + 1, t)):
                whole.update(before)
    for t in sorted(whole):
        whole.update(_bracket(reading, t + 1))
    return {t for t in whole if t in tokens or t not in barred}


def _bracket(reading: Reading, at: int) -> range:
    """The short bracket that opens at a token and ends in its sentence; nothing when none does."""
    document = reading.document
    if at < len(document) and document.words[at] == "(":
        end = min(at + _LONGEST_BRACKET, document.sentences[document.sentence_of[at]].last)
        if ")" in document.words[at:end]:
            return range(at, document.words.index(")", at) + 1)
    return range(0)


def _drops(reading: Reading, places: dict[int, tuple[int, int]], runs: list[TokenRange]) -> list[Edit]:
    """Record the words inside the evidence that the claim leaves out, behind the word that they followed.

    Those that a stretch of evidence begins with: before the word that follows them.
    """
    edits = []
    for first, last in runs:
        missing: list[int] = []
        for t in [*range(first, last), last]:
            if t < last and t not in places:
                missing.append(t)
            elif missing:
                at = places[missing[0] - 1][1] if missing[0] > first else places[t][0]
                edits.append(
                    Edit(begin=at, end=at, kind=EditKind.DROP, origin=_span(reading, (missing[0], missing[-1] + 1)))
                )
                missing = []
    return edits
