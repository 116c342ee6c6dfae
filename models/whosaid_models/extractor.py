"""The library's front door: an article in, an extraction out."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from whosaid_models.assembly import Assembler
from whosaid_models.attribution.certainty import SourceCertainty
from whosaid_models.claims.selection import Selector
from whosaid_models.domain import (
    Article,
    ArticleError,
    Attribution,
    Claim,
    Edit,
    Extraction,
    ExtractionWarning,
    Holder,
    ModelInfo,
    Part,
    Source,
    Span,
    WarningCode,
)
from whosaid_models.engines import DEFAULT_ENGINE, EngineName
from whosaid_models.reader.model import ArticleReader
from whosaid_models.reader.reading import Reading
from whosaid_models.reader.weights import DEFAULT_FOLDER
from whosaid_models.text.document import Document
from whosaid_models.text.html import extract_text
from whosaid_models.text.language import detect_language
from whosaid_models.text.tokens import read_document

MAX_CHARACTERS = 500_000  # a web page's markup counts too
_BETWEEN = "\n\n"  # title and text are read as one document, the title as its first paragraph


@dataclass(frozen=True)
class _Input:
    """What will be read."""

    text: str
    title: str
    warnings: tuple[ExtractionWarning, ...]

    @property
    def document_text(self) -> str:
        return f"{self.title}{_BETWEEN}{self.text}" if self.title else self.text

    @property
    def text_begins(self) -> int:
        return len(self.title) + len(_BETWEEN) if self.title else 0


@dataclass(frozen=True)
class _Prepared:
    """An article on its way to the reader. ``seconds``: what it took until here."""

    article: Article
    given: _Input
    language: str
    document: Document
    seconds: float


class Extractor:
    """Reads articles with one model. Not thread-safe: call it from one thread at a time."""

    def __init__(self, reader: ArticleReader, selector: Selector, certainty: SourceCertainty | None = None) -> None:
        self._reader, self._selector, self._certainty = reader, selector, certainty
        manifest = reader.manifest
        self.info = ModelInfo(
            name=manifest.name,
            version=manifest.version,
            content_hash=manifest.content_hash,
            languages=("en",),
            max_characters=MAX_CHARACTERS,
        )

    @classmethod
    def load(
        cls, path: Path | None = None, *, threads: int | None = None, engine: EngineName | str = DEFAULT_ENGINE
    ) -> Extractor:
        """Load the weights at ``path`` (default: the released ones).

        ``threads``: how many compute (default: all cores; with torch's engines it is torch's number for the process).
        ``engine``: what computes the network.

        Raises WeightsError when the folder is incomplete, damaged or of another version, EngineError when the engine's
        packages are not installed.
        """
        return cls.of(ArticleReader.load(path, engine=engine, threads=threads), path)

    @classmethod
    def of(cls, reader: ArticleReader, path: Path | None = None) -> Extractor:
        """Take a reader that is loaded already, and the rest from the folder of its weights."""
        folder = path or DEFAULT_FOLDER
        return cls(reader, Selector.load(folder), SourceCertainty.load(folder))

    def extract(self, article: Article) -> Extraction:
        """Extract the claims of one article. Raises ArticleError when it cannot be read."""
        [extraction] = self.extract_many([article])
        if isinstance(extraction, ArticleError):
            raise extraction
        return extraction

    def extract_many(self, articles: Sequence[Article]) -> Iterator[Extraction | ArticleError]:
        """Read articles together; give each one's extraction, in their order, as soon as it is made.

        One that cannot be read becomes its error, in its place. An article's extraction does not depend on the others.
        What they were read together in, each is said to have taken its share of by tokens.
        """
        prepared = [self._prepared(article) for article in articles]
        readable = [each for each in prepared if not isinstance(each, ArticleError)]
        started = time.perf_counter()
        readings = iter(self._reader.read_many([each.document for each in readable]))
        share = (time.perf_counter() - started) / max(1, sum(len(each.document) for each in readable))
        for each in prepared:
            if isinstance(each, ArticleError):
                yield each
                continue
            started = time.perf_counter()
            reading = next(readings)
            seconds = len(each.document) * share + time.perf_counter() - started
            yield self._assembled(each, reading, seconds)

    def extract_batch(self, articles: Sequence[Article]) -> list[Extraction | ArticleError]:
        """``extract_many``, all at once."""
        return list(self.extract_many(articles))

    def _prepared(self, article: Article) -> _Prepared | ArticleError:
        started = time.perf_counter()
        try:
            given = self._prepare(article)
        except ArticleError as error:
            return error
        language = detect_language(given.text)
        document = read_document(given.document_text)
        return _Prepared(article, given, language, document, time.perf_counter() - started)

    def _assembled(self, prepared: _Prepared, reading: Reading, seconds: float) -> Extraction:
        """``seconds``: what reading took."""
        article, given, started = prepared.article, prepared.given, time.perf_counter()
        identity = f"{article.id or hashlib.sha256(given.document_text.encode()).hexdigest()}\0{self.info.content_hash}"
        published = article.published.date() if article.published else None
        assembled = Assembler(self._reader, reading, identity, published=published, certainty=self._certainty).assemble(
            self._selector
        )
        parts = _Parts(given)
        claims = tuple(parts.claim(c) for c in assembled.claims)
        attributions = tuple(parts.attribution(a) for a in assembled.attributions)
        return Extraction(
            article_id=article.id,
            text=given.text,
            title=given.title,
            language=prepared.language,
            claims=claims,
            attributions=attributions,
            warnings=(*given.warnings, *_remarks(article, prepared.language, bool(claims))),
            token_count=len(prepared.document),
            timings={
                "prepare": prepared.seconds,
                "read": seconds,
                "claims": time.perf_counter() - started,
            },
        )

    def _prepare(self, article: Article) -> _Input:
        _refuse_surrogates(article)
        part, given = ("text", article.text) if article.text.strip() else ("html", article.html)
        if not given.strip():
            empty = "text" if article.text or not article.html else "html"
            raise ArticleError(empty, "the article has no words; send its text, or its page as html")
        if len(given) > self.info.max_characters:
            raise ArticleError(
                part,
                f"{len(given):,} characters are over the limit of {self.info.max_characters:,}; send it in parts",
            )
        if part == "text":
            return _Input(given, article.title if article.title.strip() else "", ())
        page = extract_text(given)
        if not page.text.strip():
            raise ArticleError(
                "html", "the page has no words; check that it is the article's own page and not built by scripts"
            )
        remarks: tuple[ExtractionWarning, ...] = ()
        if page.simplified:
            message = "no main text was recognised in the page; all its words were read, menus and captions too"
            remarks = (ExtractionWarning(code=WarningCode.HTML_SIMPLIFIED, message=message),)
        return _Input(page.text, article.title if article.title.strip() else page.title, remarks)


def _refuse_surrogates(article: Article) -> None:
    """Python's own strings may hold lone surrogates, which no encoding has and no tokenizer takes."""
    for part in ("text", "html", "title", "id"):
        value = getattr(article, part)
        try:
            value.encode()
        except UnicodeEncodeError as error:
            code = ord(value[error.start])
            message = f"character {error.start} is a lone surrogate (U+{code:04X}); decode the {part} anew"
            raise ArticleError(part, message) from None


def _remarks(article: Article, language: str, claims: bool) -> list[ExtractionWarning]:
    remarks = []
    said = article.language.split("-")[0].lower() or language
    if said not in ("", "en") or language not in ("", "en"):
        message = f"the article looks like {language or said}; this model reads English, so its claims may be wrong"
        remarks.append(ExtractionWarning(code=WarningCode.NOT_ENGLISH, message=message))
    if not claims:
        remarks.append(
            ExtractionWarning(
                code=WarningCode.NO_CLAIMS, message="nothing in the article asserts anything that could be checked"
            )
        )
    return remarks


class _Parts:
    """Moves spans from the joined document to the part of the article that they are in."""

    def __init__(self, given: _Input) -> None:
        self.given, self.title_ends, self.text_begins = given, len(given.title), given.text_begins

    def span(self, span: Span) -> Span:
        return self._split(span)[0]

    def spans(self, spans: Sequence[Span]) -> tuple[Span, ...]:
        return tuple(part for s in spans for part in self._split(s))

    def _split(self, span: Span) -> list[Span]:
        """One span, or two where it runs from the title into the text."""
        parts = []
        if span.begin < self.title_ends:
            parts.append(Span(span.begin, min(span.end, self.title_ends), Part.TITLE))
        if span.end > self.text_begins:
            parts.append(Span(max(0, span.begin - self.text_begins), span.end - self.text_begins, Part.TEXT))
        return parts

    def source(self, source: Source) -> Source:
        mention = self.span(source.mention)
        part = self.given.title if mention.part is Part.TITLE else self.given.text
        members = tuple(self.source(m) for m in source.members)
        return replace(source, mention=mention, mention_text=part[mention.begin : mention.end], members=members)

    def attribution(self, a: Attribution) -> Attribution:
        return replace(
            a,
            source=self.source(a.source) if a.source else None,
            cue=self.span(a.cue) if a.cue else None,
            contents=self.spans(a.contents),
        )

    def edit(self, edit: Edit) -> Edit:
        return replace(edit, origin=self.span(edit.origin) if edit.origin else None)

    def claim(self, c: Claim) -> Claim:
        holder = Holder(source=self.source(c.holder.source), cue=self.span(c.holder.cue)) if c.holder else None
        return replace(
            c,
            evidence=self.spans(c.evidence),
            edits=tuple(self.edit(e) for e in c.edits),
            attributions=tuple(self.attribution(a) for a in c.attributions),
            holder=holder,
            repeats=tuple(self.spans(r) for r in c.repeats),
        )
