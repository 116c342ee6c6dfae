"""``whosaid info``: which model reads, and what it accepts."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from typing import Annotated, Any

import typer

from whosaid._json import to_json
from whosaid.cli._backend import open_backend
from whosaid.cli._errors import ending_quietly
from whosaid.cli._labels import short_name
from whosaid.cli._options import DEFAULT_SECONDS, EngineOption, ServerOption, TimeoutOption
from whosaid.v1 import article_pb2, claim_extraction_service_pb2 as pb, claim_pb2

HELP = """\
Say which model reads, what it accepts and which labels it gives.

\b
whosaid info
whosaid info --server localhost:50051
whosaid info --json | jq -r .model.content_hash
"""

_LIMITS = {
    "max_article_characters": "characters of an article's text or HTML",
    "max_message_bytes": "bytes of a request",
    "max_metadata_bytes": "bytes of a call's metadata",
    "max_in_flight_per_stream": "articles of one stream at a time",
    "max_streams": "streams of all callers at a time",
    "max_queued_tokens": "tokens of all callers' articles that are read or wait",
}


def info(
    server: ServerOption = None,
    timeout: TimeoutOption = DEFAULT_SECONDS,
    engine: EngineOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print canonical JSON.")] = False,
) -> None:
    """Print GetServiceInfo's answer."""
    with ending_quietly(), closing(open_backend(server, timeout, engine)) as backend:
        answer = backend.info()
        print(to_json(answer, indent=2) if as_json else "\n".join(describe(answer)))


def describe(answer: pb.GetServiceInfoResponse) -> list[str]:
    """The answer as lines for a person."""
    lines = [
        f"whosaid {answer.service_version}",
        f"model          {answer.model.name} {answer.model.version}",
        f"weights        sha256 {answer.model.content_hash}",
        f"languages      {', '.join(answer.languages)}",
        f"claim kinds    {_names(claim_pb2.ClaimKind, answer.claim_kinds)}",
        f"source types   {_names(claim_pb2.SourceType, answer.source_types)}",
        f"offsets        {_names(article_pb2.OffsetEncoding, answer.offset_encodings)}",
    ]
    limits = [(getattr(answer.limits, name), what) for name, what in _LIMITS.items()]
    if answer.limits.HasField("max_deadline"):
        limits.append((round(answer.limits.max_deadline.ToNanoseconds() / 1e9), "seconds for an article"))
    lines += [
        f"{'limits' if not place else '':<15}{limit:,} {what}"
        for place, (limit, what) in enumerate(each for each in limits if each[0])
    ]
    return lines


def _names(enum: Any, numbers: Iterable[int]) -> str:
    return ", ".join(short_name(enum, number) for number in numbers)
