"""The contract's messages ↔ the models' values. Offsets change their unit on the way (``offsets``)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timezone
from enum import Enum
from typing import Any, TypeVar

from google.protobuf.duration_pb2 import Duration

from whosaid.v1 import article_pb2, claim_extraction_service_pb2 as pb, claim_pb2
from whosaid_models import domain
from whosaid_server import offsets

_Label = TypeVar("_Label", bound=Enum)


def _numbers(labels: type[_Label], enum: Any, prefix: str) -> dict[_Label, Any]:
    """The number in the contract of each label: FACT ↔ CLAIM_KIND_FACT. A label that the contract lacks is an error."""
    return {label: enum.Value(f"{prefix}_{label.name}") for label in labels}


PARTS = _numbers(domain.Part, article_pb2.Part, "PART")
CLAIM_KINDS = _numbers(domain.ClaimKind, claim_pb2.ClaimKind, "CLAIM_KIND")
EDIT_KINDS = _numbers(domain.EditKind, claim_pb2.EditKind, "EDIT_KIND")
QUOTE_STYLES = _numbers(domain.QuoteStyle, claim_pb2.QuoteStyle, "QUOTE_STYLE")
SOURCE_TYPES = _numbers(domain.SourceType, claim_pb2.SourceType, "SOURCE_TYPE")
OFFSET_ENCODINGS = (
    article_pb2.OFFSET_ENCODING_UTF8,
    article_pb2.OFFSET_ENCODING_UTF16,
    article_pb2.OFFSET_ENCODING_UTF32,
)
WARNING_CODES = _numbers(domain.WarningCode, pb.WarningCode, "WARNING_CODE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """ExtractionOptions with its defaults filled in. ``kinds``: the numbers of the kinds to keep."""

    min_check_worthiness: float
    min_confidence: float
    kinds: Collection[int]
    offset_encoding: article_pb2.OffsetEncoding

    def keep(self, claim: domain.Claim) -> bool:
        """Whether the caller wants to have ``claim``."""
        return (
            claim.check_worthiness >= self.min_check_worthiness
            and claim.confidence >= self.min_confidence
            and CLAIM_KINDS[claim.kind] in self.kinds
        )


def to_article(message: article_pb2.Article) -> domain.Article:
    """The article of a request that was validated."""
    published = None
    if message.HasField("publication_time"):
        published = message.publication_time.ToDatetime(tzinfo=timezone.utc)
    return domain.Article(
        text=message.text,
        html=message.html,
        title=message.title,
        id=message.id,
        url=message.url,
        publisher=message.publisher,
        published=published,
        language=message.language,
    )


def to_options(message: pb.ExtractionOptions) -> Options:
    """The options of a request that was validated."""
    return Options(
        min_check_worthiness=message.min_check_worthiness,
        min_confidence=message.min_confidence,
        kinds=frozenset(message.kinds or CLAIM_KINDS.values()),
        offset_encoding=message.offset_encoding,
    )


def to_model_info(model: domain.ModelInfo) -> pb.ModelInfo:
    """The model's identity."""
    return pb.ModelInfo(name=model.name, version=model.version, content_hash=model.content_hash)


def to_duration(seconds: float) -> Duration:
    """Seconds as a Duration, never less than none."""
    duration = Duration()
    duration.FromNanoseconds(max(0, round(seconds * 1e9)))
    return duration


def to_timings(total: float, stages: Mapping[str, float]) -> pb.Timings:
    """Timings of an article that did not wait; all in seconds."""
    timings = pb.Timings(total=to_duration(total), queue=to_duration(0))
    for name, seconds in stages.items():
        timings.stages[name].CopyFrom(to_duration(seconds))
    return timings


class ResponseBuilder:
    """Turns what was found in one article into the response, with offsets in one unit."""

    def __init__(self, extraction: domain.Extraction, offset_encoding: article_pb2.OffsetEncoding) -> None:
        self._extraction = extraction
        self._encoding = offset_encoding
        self._convert = {
            domain.Part.TEXT: offsets.converter(extraction.text, offset_encoding),
            domain.Part.TITLE: offsets.converter(extraction.title, offset_encoding),
        }
        self._index = {attribution: index for index, attribution in reversed([*enumerate(extraction.attributions)])}

    def build(self, article: domain.Article, options: Options) -> pb.ExtractClaimsResponse:
        """Everything but the model and the timings.

        Raises:
            ValueError: a claim has an attribution that the extraction does not list.
        """
        found = self._extraction
        return pb.ExtractClaimsResponse(
            article_id=article.id,
            text=found.text if found.text != article.text else "",
            title=found.title if found.title != article.title else "",
            language=found.language,
            claims=[self._claim(claim) for claim in found.claims if options.keep(claim)],
            attributions=[self._attribution(attribution) for attribution in found.attributions],
            warnings=[
                pb.ExtractionWarning(code=WARNING_CODES[warning.code], message=warning.message)
                for warning in found.warnings
            ],
            token_count=found.token_count,
        )

    def _claim(self, claim: domain.Claim) -> claim_pb2.Claim:
        return claim_pb2.Claim(
            id=claim.id,
            fingerprint=claim.fingerprint,
            text=claim.text,
            evidence=self._spans(claim.evidence),
            edits=self._edits(claim),
            attributions=[self._attribution(attribution) for attribution in claim.attributions],
            holder=self._holder(claim.holder) if claim.holder else None,
            kind=CLAIM_KINDS[claim.kind],
            negated=claim.negated,
            hedged=claim.hedged,
            check_worthiness=claim.check_worthiness,
            confidence=claim.confidence,
            context_dependent=claim.context_dependent,
            repeats=[claim_pb2.Place(spans=self._spans(place)) for place in claim.repeats],
        )

    def _edits(self, claim: domain.Claim) -> list[claim_pb2.Edit]:
        convert = offsets.converter(claim.text, self._encoding)
        return [
            claim_pb2.Edit(
                begin=convert(edit.begin),
                end=convert(edit.end),
                kind=EDIT_KINDS[edit.kind],
                origin=self._span(edit.origin) if edit.origin else None,
            )
            for edit in claim.edits
        ]

    def _attribution(self, attribution: domain.Attribution) -> claim_pb2.Attribution:
        index = self._index.get(attribution)
        if index is None:
            msg = "a claim has an attribution that Extraction.attributions does not list"
            raise ValueError(msg)
        return claim_pb2.Attribution(
            index=index,
            parent=attribution.parent,
            source=self._source(attribution.source) if attribution.source else None,
            cue=self._span(attribution.cue) if attribution.cue else None,
            contents=self._spans(attribution.contents),
            style=QUOTE_STYLES[attribution.style],
            is_stance=attribution.is_stance,
            confidence=attribution.confidence,
        )

    def _source(self, source: domain.Source) -> claim_pb2.Source:
        return claim_pb2.Source(
            mention=claim_pb2.Mention(span=self._span(source.mention), text=source.mention_text),
            name=source.name,
            type=SOURCE_TYPES[source.type],
            members=[self._source(member) for member in source.members],
        )

    def _holder(self, holder: domain.Holder) -> claim_pb2.Holder:
        return claim_pb2.Holder(source=self._source(holder.source), cue=self._span(holder.cue))

    def _spans(self, spans: Iterable[domain.Span]) -> list[article_pb2.Span]:
        return [self._span(span) for span in spans]

    def _span(self, span: domain.Span) -> article_pb2.Span:
        convert = self._convert[span.part]
        return article_pb2.Span(begin=convert(span.begin), end=convert(span.end), part=PARTS[span.part])
