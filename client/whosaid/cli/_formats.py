"""How ``whosaid extract`` prints: a view to read, canonical JSON, or a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any, Protocol, TextIO

from whosaid._json import to_json
from whosaid.cli import _view
from whosaid.cli._evidence import Quoter
from whosaid.cli._labels import short_name
from whosaid.v1 import article_pb2, claim_extraction_service_pb2 as pb, claim_pb2

CSV_COLUMNS = (
    "article_id",
    "claim_id",
    "claim",
    "source",
    "source_type",
    "source_chain",
    "source_mention",
    "cue",
    "quote_style",
    "holder",
    "kind",
    "check_worthiness",
    "confidence",
    "negated",
    "hedged",
    "context_dependent",
    "evidence",
    "part",
    "begin",
    "end",
)

# Between the names of a chain, outermost first, and between the stretches of one evidence.
CHAIN_SEPARATOR = " > "
EVIDENCE_SEPARATOR = " … "


class Output(str, Enum):
    """The formats by the names that --output takes."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


class Writer(Protocol):
    """Prints answers one after another."""

    def write(self, label: str, article: article_pb2.Article, response: pb.ExtractClaimsResponse) -> None:
        """Print one answer. ``label``: how the input is called; ``article``: what was sent."""

    def finish(self) -> None:
        """Print what comes after the last answer. Called once, also when the command fails."""


def open_writer(output: Output, stream: TextIO, *, several: bool) -> Writer:
    """The writer for ``output``. ``several``: more than one article was asked for."""
    if isinstance(stream, io.TextIOWrapper):
        if output is Output.TEXT:
            stream.reconfigure(errors="replace")  # a terminal of another encoding shows what it can
        else:
            stream.reconfigure(encoding="utf-8", newline="\n")  # files are the same everywhere
    match output:
        case Output.TEXT:
            return _view.View(stream)
        case Output.JSON:
            return _JsonWriter(stream, several=several)
        case Output.JSONL:
            return _JsonLinesWriter(stream)
        case Output.CSV:
            return _CsvWriter(stream)


class _JsonLinesWriter:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, label: str, article: article_pb2.Article, response: pb.ExtractClaimsResponse) -> None:  # noqa: ARG002
        print(to_json(response), file=self._stream, flush=True)

    def finish(self) -> None:
        pass


class _JsonWriter:
    """One object, or one array whose elements appear as they are ready."""

    def __init__(self, stream: TextIO, *, several: bool) -> None:
        self._stream = stream
        self._several = several
        self._written = 0

    def write(self, label: str, article: article_pb2.Article, response: pb.ExtractClaimsResponse) -> None:  # noqa: ARG002
        before = ("," if self._written else "[") + "\n" if self._several else ""
        self._stream.write(before + to_json(response, indent=2) + ("" if self._several else "\n"))
        self._written += 1

    def finish(self) -> None:
        if self._several:
            self._stream.write("\n]\n" if self._written else "[]\n")


class _CsvWriter:
    """RFC 4180 with a header; line breaks inside a field are the article's own."""

    def __init__(self, stream: TextIO) -> None:
        self._rows = csv.DictWriter(stream, CSV_COLUMNS, lineterminator="\n")
        self._rows.writeheader()

    def write(self, label: str, article: article_pb2.Article, response: pb.ExtractClaimsResponse) -> None:  # noqa: ARG002
        self._rows.writerows(_rows(article, response))

    def finish(self) -> None:
        pass


def _rows(article: article_pb2.Article, response: pb.ExtractClaimsResponse) -> Iterator[dict[str, Any]]:
    quoter = Quoter(article, response)
    for claim in response.claims:
        yield {
            "article_id": response.article_id,
            "claim_id": claim.id,
            "claim": claim.text,
            **_source_columns(claim, quoter),
            "holder": claim.holder.source.name,
            "kind": short_name(claim_pb2.ClaimKind, claim.kind),
            "check_worthiness": f"{claim.check_worthiness:.3f}",
            "confidence": f"{claim.confidence:.3f}",
            "negated": _flag(claim.negated),
            "hedged": _flag(claim.hedged),
            "context_dependent": _flag(claim.context_dependent),
            "evidence": EVIDENCE_SEPARATOR.join(map(quoter.quote, claim.evidence)),
            **_place_columns(claim.evidence),
        }


def _source_columns(claim: claim_pb2.Claim, quoter: Quoter) -> dict[str, str]:
    """The claim's source; all empty when the article says it in its own voice."""
    names = ("source", "source_type", "source_chain", "source_mention", "cue", "quote_style")
    if not claim.attributions:
        return dict.fromkeys(names, "")
    last = claim.attributions[-1]
    values = (
        last.source.name,
        short_name(claim_pb2.SourceType, last.source.type) if last.HasField("source") else "",
        CHAIN_SEPARATOR.join(link.source.name for link in claim.attributions),
        last.source.mention.text,
        quoter.quote(last.cue) if last.HasField("cue") else "",
        short_name(claim_pb2.QuoteStyle, last.style),
    )
    return dict(zip(names, values, strict=True))


def _place_columns(evidence: Sequence[article_pb2.Span]) -> dict[str, Any]:
    """Where the evidence begins and where it ends: code points from 0 of that part, the end exclusive."""
    if not evidence:
        return {"part": "", "begin": "", "end": ""}
    part = evidence[0].part
    end = max(span.end for span in evidence if span.part == part)
    return {"part": short_name(article_pb2.Part, part), "begin": evidence[0].begin, "end": end}


def _flag(value: bool) -> str:
    return "true" if value else "false"
