"""Spans of calls and of their articles, in the caller's own trace."""

from __future__ import annotations

import subprocess
import sys

import grpc
import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from whosaid.v1 import claim_extraction_service_pb2 as pb
from whosaid_server.observability import tracing

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
CALLERS = [("traceparent", f"00-{TRACE}-{SPAN}-01")]


@pytest.fixture
def exporter(monkeypatch):
    """Where the spans of services that are made from now on go."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "provider_of_environment", lambda version: provider)
    return exporter


async def test_a_call_is_a_span_in_its_callers_trace(start_server, fake, request_of, exporter):
    async with start_server(extractor=fake, traces=True) as running:
        await running.stub.ExtractClaims(request_of("good"), metadata=CALLERS, timeout=10)
        spans = {span.name: span for span in exporter.get_finished_spans()}
    call = spans["whosaid.v1.ClaimExtractionService/ExtractClaims"]
    assert call.kind is SpanKind.SERVER
    assert f"{call.context.trace_id:032x}" == TRACE
    assert f"{call.parent.span_id:016x}" == SPAN
    assert call.attributes["rpc.grpc.status_code"] == "OK"
    for name in ("queue", "read"):
        assert spans[name].parent.span_id == call.context.span_id
    assert call.start_time <= spans["queue"].start_time + 1_000_000
    assert spans["queue"].end_time == pytest.approx(spans["read"].start_time, abs=1_000_000)
    assert spans["read"].attributes["whosaid.tokens"] == 1
    assert spans["read"].attributes["whosaid.batch.articles"] == 1


async def test_every_article_of_a_stream_has_its_spans(start_server, fake, exporter):
    async with start_server(extractor=fake, traces=True) as running:
        items = [pb.StreamExtractClaimsRequest(article={"text": text}) for text in ("good", "", "good")]
        assert len([each async for each in running.stub.StreamExtractClaims(items, timeout=10)]) == 3
        names = [span.name for span in exporter.get_finished_spans()]
    assert (names.count("read"), names.count("queue")) == (2, 2)
    assert names[-1].endswith("StreamExtractClaims")


async def test_errors_of_the_service_are_marked_and_those_of_callers_are_not(
    start_server, fake, request_of, exporter, caplog
):
    caplog.set_level("INFO", "whosaid_server")
    async with start_server(extractor=fake, traces=True) as running:
        for text in ("fail", ""):
            with pytest.raises(grpc.aio.AioRpcError):
                await running.stub.ExtractClaims(request_of(text), timeout=10)
        failed, invalid = exporter.get_finished_spans()
    assert (failed.status.status_code, invalid.status.status_code) == (StatusCode.ERROR, StatusCode.UNSET)
    assert invalid.attributes["whosaid.reason"] == "INVALID_REQUEST"
    traces = [record.fields["trace_id"] for record in caplog.records if hasattr(record, "fields")]
    assert traces == [f"{span.context.trace_id:032x}" for span in (failed, invalid)]


def test_without_the_extra_it_says_what_to_install():
    code = (
        "import sys\n"
        "sys.modules['opentelemetry'] = None\n"
        "from whosaid_server.__main__ import main\n"
        "sys.exit(main(['--port', '0', '--traces']))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert 'pip install "whosaid[otel]"' in line
