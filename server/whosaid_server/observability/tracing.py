"""OpenTelemetry traces: a span for each call, and in it one for the wait and one for the reading of each article.

Where they go is said by OpenTelemetry's own variables, such as OTEL_EXPORTER_OTLP_ENDPOINT.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

from whosaid_server.engine import Reading
from whosaid_server.observability.calls import Call
from whosaid_server.settings import SettingsError

try:
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
except ImportError as error:
    _message = f'--traces needs packages that are not installed ({error}): pip install "whosaid[otel]"'
    raise SettingsError(_message) from error


def provider_of_environment(service_version: str) -> TracerProvider:
    """What sends spans in the background, as the variables OTEL_* say; as the service "whosaid" if they name none."""
    resource = Resource.create()
    if str(resource.attributes.get("service.name", "unknown_service")).startswith("unknown_service"):
        resource = resource.merge(Resource({"service.name": "whosaid"}))
    resource = resource.merge(Resource({"service.version": service_version}))
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


class Tracing:
    """Makes spans of calls. A caller's own trace (W3C ``traceparent``) goes on."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("whosaid_server")
        self._spans: dict[int, trace.Span] = {}  # by the call's identity

    def begun(self, call: Call, metadata: Mapping[str, str]) -> None:
        """Begin the call's span."""
        parent = TraceContextTextMapPropagator().extract(dict(metadata))
        span = self._tracer.start_span(
            f"{call.service}/{call.method}",
            parent,
            trace.SpanKind.SERVER,
            {
                "rpc.system": "grpc",
                "rpc.service": call.service,
                "rpc.method": call.method,
                "whosaid.request_id": call.request_id,
            },
        )
        call.trace_id = trace.format_trace_id(span.get_span_context().trace_id)
        self._spans[id(call)] = span

    def answered(self, call: Call, reading: Reading) -> None:
        """Add the spans of an article."""
        parent = trace.set_span_in_context(self._spans[id(call)])
        # Work is timed with a clock that knows no date.
        offset = time.time() - time.monotonic()
        attributes = {
            "whosaid.tokens": reading.response.token_count,
            "whosaid.claims": len(reading.response.claims),
            "whosaid.batch.articles": reading.together,
            **{
                f"whosaid.stage.{stage}_seconds": duration.ToNanoseconds() / 1e9
                for stage, duration in reading.response.timings.stages.items()
            },
        }
        for name, begun, ended in (
            ("queue", reading.queued, reading.begun),
            ("read", reading.begun, reading.ended),
        ):
            span = self._tracer.start_span(
                name,
                parent,
                attributes=attributes if name == "read" else None,
                start_time=_nanoseconds(begun + offset),
            )
            span.end(_nanoseconds(ended + offset))

    def ended(self, call: Call) -> None:
        """End the call's span."""
        span = self._spans.pop(id(call))
        span.set_attribute("rpc.grpc.status_code", call.code)
        span.set_attribute("whosaid.answers", call.answers)
        if call.reason:
            span.set_attribute("whosaid.reason", call.reason)
        # The caller's own mistakes are no errors of the service.
        if call.code in ("INTERNAL", "UNKNOWN", "UNAVAILABLE", "RESOURCE_EXHAUSTED", "DEADLINE_EXCEEDED"):
            span.set_status(trace.StatusCode.ERROR, call.reason or call.code)
        span.end()

    def stop(self) -> None:
        """Send what is left."""
        self._provider.shutdown()


def _nanoseconds(seconds: float) -> int:
    return int(seconds * 1e9)
