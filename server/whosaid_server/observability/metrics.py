"""What there is to count, for Prometheus.

Labels have few values, none of which a caller can choose.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    Info,
    PlatformCollector,
    ProcessCollector,
)

from whosaid_models.domain import ModelInfo
from whosaid_server.batching import DropReason
from whosaid_server.engine import Reading
from whosaid_server.observability.calls import Call

# Powers of 1.5 from a millisecond to ten minutes; of two for sizes.
_SECONDS = tuple(round(0.001 * 1.5**step, 6) for step in range(34))
_TOKENS = tuple(2.0**step for step in range(4, 18))
_ARTICLES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)


class Metrics:
    """Listens to calls and to the batcher (``CallListener``, ``Observer``). From any thread."""

    def __init__(self, queue_capacity: int) -> None:
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        of: Any = {"registry": self.registry}
        self._calls = Counter(
            "whosaid_calls", "Calls that are over, by their status code.", ["service", "method", "code"], **of
        )
        self._call_seconds = Histogram(
            "whosaid_call_seconds", "How long calls take.", ["service", "method"], buckets=_SECONDS, **of
        )
        self._in_progress = Gauge(
            "whosaid_calls_in_progress", "Calls that are being answered.", ["service", "method"], **of
        )
        self._request_bytes = Counter("whosaid_request_bytes", "Bytes of requests.", ["method"], **of)
        self._articles = Counter("whosaid_articles", "Articles that were read.", **of)
        self._article_errors = Counter(
            "whosaid_article_errors", "Articles of streams that were not read, by the reason.", ["reason"], **of
        )
        self._claims = Counter("whosaid_claims", "Claims that were given.", **of)
        self._tokens = Counter("whosaid_tokens", "Tokens of the articles that were read, as the model cuts them.", **of)
        self._stage_seconds = Counter("whosaid_stage_seconds", "Where the model's time goes.", ["stage"], **of)
        self._queue_tokens = Gauge("whosaid_queue_tokens", "Tokens of articles that are read or wait.", **of)
        Gauge("whosaid_queue_capacity_tokens", "How many may be read or wait.", **of).set(queue_capacity)
        self._queue_seconds = Histogram(
            "whosaid_queue_seconds", "How long articles wait for their turn.", buckets=_SECONDS, **of
        )
        self._batch_tokens = Histogram(
            "whosaid_batch_tokens", "Tokens that are read together, estimated.", buckets=_TOKENS, **of
        )
        self._padding = Counter("whosaid_batch_padding_tokens", "Tokens of batches that are only padding.", **of)
        self._batch_articles = Histogram(
            "whosaid_batch_articles", "Articles that are read together.", buckets=_ARTICLES, **of
        )
        self._batch_seconds = Histogram(
            "whosaid_batch_seconds", "How long reading a batch takes.", buckets=_SECONDS, **of
        )
        self._dropped = Counter(
            "whosaid_dropped_articles", "Articles that were taken or offered and not read.", ["reason"], **of
        )
        for reason in DropReason:  # so that a rate can be told from the first one on
            self._dropped.labels(reason.value)
        self._retried = Counter(
            "whosaid_articles_retried_alone", "Articles that were read again alone because their batch failed.", **of
        )
        self._ready = Gauge("whosaid_ready", "1 when articles are taken.", **of)
        self._failed = Gauge("whosaid_model_failed", "1 when nothing can be read until the service is restarted.", **of)
        self._model = Info("whosaid_model", "The model that reads.", **of)

    def model_loaded(self, model: ModelInfo, service_version: str) -> None:
        """Say which model reads."""
        self._model.info(
            {
                "name": model.name,
                "version": model.version,
                "content_hash": model.content_hash,
                "service_version": service_version,
            }
        )

    def ready(self, ready: bool) -> None:
        """Say whether articles are taken."""
        self._ready.set(ready)

    # Calls.

    def begun(self, call: Call, metadata: Mapping[str, str]) -> None:  # noqa: ARG002
        """A call arrived."""
        self._in_progress.labels(call.service, call.method).inc()

    def answered(self, call: Call, reading: Reading) -> None:  # noqa: ARG002
        """One of its articles was read."""
        self._articles.inc()
        self._claims.inc(len(reading.response.claims))
        self._tokens.inc(reading.response.token_count)
        for stage, duration in reading.response.timings.stages.items():
            self._stage_seconds.labels(stage).inc(duration.ToNanoseconds() / 1e9)

    def ended(self, call: Call) -> None:
        """The call is over."""
        self._in_progress.labels(call.service, call.method).dec()
        self._calls.labels(call.service, call.method, call.code).inc()
        self._call_seconds.labels(call.service, call.method).observe(call.seconds)
        self._request_bytes.labels(call.method).inc(call.bytes)
        for reason, count in call.errors.items():
            self._article_errors.labels(reason).inc(count)

    # The batcher.

    def on_enqueued(self, tokens: int, queued_tokens: int) -> None:  # noqa: ARG002
        """An article entered the queue."""
        self._queue_tokens.set(queued_tokens)

    def on_left(self, queued_tokens: int) -> None:
        """An article was answered or dropped."""
        self._queue_tokens.set(queued_tokens)

    def on_batch(self, tokens: int, padded: int, articles: int, seconds: float) -> None:
        """A batch was read."""
        self._batch_tokens.observe(tokens)
        self._padding.inc(padded - tokens)
        self._batch_articles.observe(articles)
        self._batch_seconds.observe(seconds)

    def on_waited(self, seconds: float) -> None:
        """An article's turn came."""
        self._queue_seconds.observe(seconds)

    def on_dropped(self, reason: DropReason) -> None:
        """An article was not read."""
        self._dropped.labels(reason.value).inc()

    def on_retried_alone(self, articles: int) -> None:
        """A batch failed."""
        self._retried.inc(articles)

    def on_model_failed(self) -> None:
        """The model's thread died."""
        self._failed.set(1)
        self._ready.set(0)
