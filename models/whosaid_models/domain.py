"""The values that flow through the library: an article in, an extraction out.

Everything here is immutable and knows neither torch nor gRPC nor protobuf.

Offsets are Unicode code points (Python's own string indices), half open: ``text[span.begin:span.end]``
is what the span says. Other units are the service's business (``whosaid_server.offsets``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class ArticleError(ValueError):
    """The article cannot be read; the message says what to change.

    ``part`` names the field of :class:`Article` that is at fault ("text", "html", "title", ...).
    """

    def __init__(self, part: str, message: str) -> None:
        super().__init__(message)
        self.part = part


class Part(str, Enum):
    """The part of an article that a span indexes."""

    TEXT = "text"
    TITLE = "title"


class SourceType(Enum):
    """What a source is."""

    PERSON = "person"
    ORGANISATION = "organisation"
    GOVERNMENT = "government"  # a country, or a body of its state
    DOCUMENT = "document"
    GROUP = "group"  # unnamed people
    OTHER = "other"


class QuoteStyle(Enum):
    """How a content is quoted: all of it, none of it or part of it inside quotation marks."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class ClaimKind(Enum):
    """What a claim asserts."""

    FACT = "fact"  # past or present event, state, quantity
    PREDICTION = "prediction"  # about the future
    OPINION = "opinion"  # judgement, taste, motive
    NORMATIVE = "normative"  # ought, should, must


class EditKind(Enum):
    """Why a stretch of a claim differs from its evidence."""

    RESOLVE_MENTION = "resolve_mention"  # a pronoun or description became the name it stands for
    ADD_CONTEXT = "add_context"  # words from elsewhere in the article, so that the claim stands alone
    RESOLVE_DATE = "resolve_date"  # "on Wednesday" got its date from the time of publication
    INSERT = "insert"  # a word the grammar needs: a copula, a repeated subject, an article
    INFLECT = "inflect"  # another form of a word of the evidence
    NEGATE = "negate"  # "denied that X": the claim is not X
    DROP = "drop"  # words of the evidence left out (empty span in the claim)
    CASE_PUNCTUATION = "case_punctuation"  # capital letter at the start, full stop at the end


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """``[begin, end)`` in code points of one part of an article."""

    begin: int
    end: int
    part: Part = Part.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One news article. Either ``text`` or ``html`` must be there; ``text`` wins when both are."""

    text: str = ""
    html: str = ""
    title: str = ""  # only when it is not already the first line of the text
    id: str = ""
    url: str = ""
    publisher: str = ""
    published: datetime | None = None  # its own day counts for relative dates, whatever the time zone
    language: str = ""  # BCP 47; empty: detected


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who is said to have said it.

    ``mention`` is where the article writes it; ``name`` is the most complete name the article gives for it.
    Several people who speak with one voice are one source with ``members``.
    """

    mention: Span
    mention_text: str
    name: str
    type: SourceType
    members: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Source + cue + content. ``contents`` has several spans when the cue interrupts the content.

    ``cue`` is None where a sentence plainly continues somebody's account without words that say so.
    ``parent`` is the index, in ``Extraction.attributions``, of the attribution inside whose content this one
    stands; None for an outermost one. ``is_stance`` marks an attribution whose content is no proposition of
    its own ("supported the decision"): it makes a holder, not a source.
    """

    source: Source | None
    cue: Span | None
    contents: tuple[Span, ...]
    style: QuoteStyle
    parent: int | None = None
    is_stance: bool = False
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whose stance or act a claim reports ("Moscow supported India's decision ...": Moscow)."""

    source: Source
    cue: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A recorded difference between a claim and its evidence.

    ``begin`` and ``end`` index the claim's text (equal where words were dropped). ``origin`` is where in the
    article the words come from or what they stand for; None for words of the grammar alone.
    """

    begin: int
    end: int
    kind: EditKind
    origin: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One atomic, self-contained statement with its source.

    ``attributions``: the source chain, outermost first; empty: the article itself says it. The last link is
    the claim's source. ``repeats``: other places (each a tuple of spans) that say the same.
    """

    id: str
    fingerprint: str
    text: str
    evidence: tuple[Span, ...]
    edits: tuple[Edit, ...]
    attributions: tuple[Attribution, ...]
    holder: Holder | None
    kind: ClaimKind
    negated: bool
    hedged: bool
    check_worthiness: float  # 0..1
    confidence: float  # 0..1
    context_dependent: bool = False  # a mention could not be resolved with certainty and stands as written
    repeats: tuple[tuple[Span, ...], ...] = ()


class WarningCode(Enum):
    """What the reader of an extraction should know."""

    NOT_ENGLISH = "not_english"  # the article does not look like English; claims may be wrong
    NO_CLAIMS = "no_claims"  # nothing in the article asserts anything checkable
    HTML_SIMPLIFIED = "html_simplified"  # no main text was recognised; all text of the page was read


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionWarning:
    """A remark about the whole article, in words that a person can act on."""

    code: WarningCode
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """All that was found in one article.

    ``text`` and ``title`` are what the spans index. ``timings``: seconds by stage ("read", "claims", ...).
    """

    article_id: str
    text: str
    title: str
    language: str  # detected, BCP 47
    claims: tuple[Claim, ...]
    attributions: tuple[Attribution, ...]  # all of them, also those that made no claim
    warnings: tuple[ExtractionWarning, ...]
    token_count: int
    timings: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelInfo:
    """Which model reads, and what it can read."""

    name: str
    version: str
    content_hash: str  # sha256 over the weights' files, hexadecimal
    languages: tuple[str, ...]
    max_characters: int  # of text (or of html) in one article
