"""What the reader learns from: documents with labels for some of the heads, IGNORE for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from whosaid_models.reader import labels
from whosaid_models.text.document import Document, Sentence, Token

IGNORE = -100


class CorpusError(ValueError):
    """A corpus file is not as it should be; the message names the file and the line."""


@dataclass(frozen=True)
class LabelledAttribution:
    """Token ranges ``[first, last)`` of one attribution; ``cue`` anchors it."""

    cue: tuple[int, int]
    sources: tuple[tuple[int, int], ...]
    contents: tuple[tuple[int, int], ...]
    stance: bool = False


@dataclass(frozen=True)
class LabelledClaim:
    """A claim as its evidence's tokens, with a kind (index in KINDS) and a check-worthiness grade 0, 1 or 2."""

    tokens: tuple[int, ...]
    kind: int
    worth: int


@dataclass(frozen=True)
class LabelledMention:
    """A word that may refer to others, by the head words of what it means; none: it means nothing else here.

    ``among``: the only words that were considered when this was labelled; empty: all of the document's.
    """

    word: int
    antecedents: tuple[int, ...]
    among: tuple[int, ...] = ()


@dataclass
class Example:
    """A document and what is known about it. Arrays are [W], one label a token; None: unknown to this corpus."""

    document: Document
    corpus: str
    upos: np.ndarray | None = None
    xpos: np.ndarray | None = None
    heads: np.ndarray | None = None  # the head's index in the document; -1 for a root; IGNORE
    relations: np.ndarray | None = None
    entities: np.ndarray | None = None
    scheme: int | None = None
    attributions: list[LabelledAttribution] = field(default_factory=list)
    claims: list[LabelledClaim] = field(default_factory=list)
    source_types: list[tuple[int, int, int]] = field(default_factory=list)  # first, last, index in SOURCE_TYPES
    mentions: list[LabelledMention] = field(default_factory=list)
    sentence: tuple[int, ...] | None = None  # of a document that is one sentence: 0, 1 or IGNORE for each of SENTENCE


def document_of_sentences(sentences: Sequence[Sequence[tuple[str, bool]]], *, paragraph_each: bool = False) -> Document:
    """Build a document from ready tokens: (word, whether a space follows) by sentence."""
    pieces: list[str] = []
    tokens: list[Token] = []
    spans: list[Sentence] = []
    at = 0
    for number, words in enumerate(sentences):
        first = len(tokens)
        for word, space in words:
            tokens.append(Token(at, at + len(word)))
            pieces.append(word + " " * space)
            at += len(word) + space
        if words and not words[-1][1]:
            pieces.append(" ")
            at += 1
        if len(tokens) > first:
            spans.append(Sentence(first, len(tokens), number if paragraph_each else 0))
    return Document("".join(pieces), tuple(tokens), tuple(spans))


def cue_labels(example: Example, first: int, last: int) -> np.ndarray:
    """BIO labels [last - first] of the cues of a window of an example that has a scheme."""
    out = np.zeros(last - first, dtype=np.int64)
    for a in example.attributions:
        begin, end = max(a.cue[0], first), min(a.cue[1], last)
        if begin < end:
            kind = "stance" if a.stance else "attribution"
            out[begin - first : end - first] = labels.CUE.index(f"I-{kind}")
            out[begin - first] = labels.CUE.index(f"B-{kind}")
    return out


def argument_labels(attribution: LabelledAttribution, first: int, last: int) -> np.ndarray:
    """BIOES labels [last - first] of one attribution's source and contents; a span that the window cuts has no E."""
    out = np.zeros(last - first, dtype=np.int64)
    for role, spans in (("content", attribution.contents), ("source", attribution.sources)):
        for span in spans:
            begin, end = max(span[0], first), min(span[1], last)
            if begin < end:
                out[begin - first : end - first] = labels.ARGUMENT.index(f"I-{role}")
                out[begin - first] = labels.ARGUMENT.index(f"B-{role}")
                if end == span[1]:
                    out[end - 1 - first] = labels.ARGUMENT.index(f"E-{role}" if end - begin > 1 else f"S-{role}")
    return out
