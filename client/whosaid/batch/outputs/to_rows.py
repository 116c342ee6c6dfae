"""The contract's messages → rows of the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper

from whosaid.batch.inputs.rows import Row
from whosaid.v1 import article_pb2, claim_extraction_service_pb2 as pb, claim_pb2

_Values = dict[str, Any]


def short_names(enum: EnumTypeWrapper) -> dict[int, str]:
    """The short name of each of an enum's numbers: CLAIM_KIND_FACT → "fact". The unspecified one is missing."""
    prefix = enum.keys()[0].removesuffix("UNSPECIFIED")
    return {number: name.removeprefix(prefix).lower() for name, number in enum.items() if number}


PARTS = short_names(article_pb2.Part)
KINDS = short_names(claim_pb2.ClaimKind)
EDIT_KINDS = short_names(claim_pb2.EditKind)
STYLES = short_names(claim_pb2.QuoteStyle)
SOURCE_TYPES = short_names(claim_pb2.SourceType)
WARNINGS = short_names(pb.WarningCode)


def _name(names: dict[int, str], number: int) -> str | None:
    """A number that this version does not know stays a number, so that nothing is lost."""
    return names.get(number) or (str(number) if number else None)


class RowMaker:
    """The rows of one article. ``index``: its place among all rows of the inputs."""

    def __init__(self, index: int, row: Row, response: pb.ExtractClaimsResponse) -> None:
        article = row.article or article_pb2.Article()
        self._row = row
        self._response = response
        self._parts = {
            article_pb2.PART_TEXT: response.text or article.text,
            article_pb2.PART_TITLE: response.title or article.title,
        }
        published = article.publication_time.ToDatetime() if article.HasField("publication_time") else None
        self._shared: _Values = {
            "article_index": index,
            "article_id": row.article_id,
            "title": article.title or response.title or None,
            "url": article.url or None,
            "publisher": article.publisher or None,
            "publication_time": published,
        }

    def article(self) -> _Values:
        """The row of ARTICLES."""
        response = self._response
        return {
            **self._shared,
            "input": self._row.input,
            "row": self._row.number or None,
            "language": response.language or None,
            "claim_count": len(response.claims),
            "token_count": response.token_count,
            "extracted_text": response.text or None,
            "extracted_title": response.title or None,
            "attributions": [self._attribution(each) for each in response.attributions],
            "warnings": [{"code": _name(WARNINGS, each.code), "message": each.message} for each in response.warnings],
            "remarks": list(self._row.remarks),
        }

    def claims(self) -> Iterator[_Values]:
        """The rows of CLAIMS, in the order of the response."""
        for claim in self._response.claims:
            last = claim.attributions[-1].source if claim.attributions else None
            holder = claim.holder if claim.HasField("holder") else None
            yield {
                **self._shared,
                "claim_id": claim.id,
                "fingerprint": claim.fingerprint,
                "claim_group": None,
                "text": claim.text,
                "source": (last.name if last else None) or None,
                "source_type": _name(SOURCE_TYPES, last.type) if last else None,
                "holder_name": holder.source.name if holder else None,
                "kind": _name(KINDS, claim.kind),
                "negated": claim.negated,
                "hedged": claim.hedged,
                "context_dependent": claim.context_dependent,
                "check_worthiness": claim.check_worthiness,
                "confidence": claim.confidence,
                "evidence": [self._quoted(span) for span in claim.evidence],
                "attributions": [self._attribution(each) for each in claim.attributions],
                "holder": {"source": self._source(holder.source), "cue": self._quoted(holder.cue)} if holder else None,
                "edits": [_edit(each) for each in claim.edits],
                "repeats": [_spans(place.spans) for place in claim.repeats],
            }

    def _attribution(self, attribution: claim_pb2.Attribution) -> _Values:
        return {
            "index": attribution.index,
            "parent": attribution.parent if attribution.HasField("parent") else None,
            "source": self._source(attribution.source) if attribution.HasField("source") else None,
            "cue": self._quoted(attribution.cue) if attribution.HasField("cue") else None,
            "contents": _spans(attribution.contents),
            "style": _name(STYLES, attribution.style),
            "is_stance": attribution.is_stance,
            "confidence": attribution.confidence,
        }

    def _source(self, source: claim_pb2.Source) -> _Values:
        return {**self._named(source), "members": [self._named(each) for each in _flat(source.members)]}

    def _named(self, source: claim_pb2.Source) -> _Values:
        mention = {**_span(source.mention.span), "text": source.mention.text}
        return {"mention": mention, "name": source.name, "type": _name(SOURCE_TYPES, source.type)}

    def _quoted(self, span: article_pb2.Span) -> _Values:
        words = self._parts.get(span.part, "")[span.begin : span.end]
        return {**_span(span), "text": words or None}  # the article is not at hand when a response is read from a file


def error_row(index: int, row: Row, stage: str, reason: str, *, may_succeed: bool) -> _Values:
    """The row of ERRORS. ``stage``: "input" or "reading". ``may_succeed``: whether trying again can help."""
    return {
        "article_index": index,
        "article_id": row.article_id or None,
        "input": row.input,
        "row": row.number or None,
        "stage": stage,
        "reason": reason,
        "may_succeed": may_succeed,
    }


def _flat(members: Iterable[claim_pb2.Source]) -> Iterator[claim_pb2.Source]:
    for member in members:
        yield member
        yield from _flat(member.members)


def _edit(edit: claim_pb2.Edit) -> _Values:
    origin = _span(edit.origin) if edit.HasField("origin") else None
    return {"begin": edit.begin, "end": edit.end, "kind": _name(EDIT_KINDS, edit.kind), "origin": origin}


def _spans(spans: Sequence[article_pb2.Span]) -> list[_Values]:
    return [_span(span) for span in spans]


def _span(span: article_pb2.Span) -> _Values:
    return {"part": _name(PARTS, span.part), "begin": span.begin, "end": span.end}
