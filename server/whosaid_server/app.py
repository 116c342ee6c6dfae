"""The server: its port, its health, its end.

The port is taken first, so that a port in use is known at once; then the model is loaded, during which the health check
says NOT_SERVING. When it is stopped it says NOT_SERVING again, no more articles are taken, and those that were taken
are answered for as long as the grace period allows.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import TYPE_CHECKING

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from whosaid.v1 import claim_extraction_service_pb2 as pb, claim_extraction_service_pb2_grpc as pb_grpc
from whosaid_server.conversion import to_duration
from whosaid_server.decoding import LenientDecoding
from whosaid_server.engine import Engine
from whosaid_server.handler import ExtractionHandler
from whosaid_server.health import HealthServicer
from whosaid_server.observability import CallListener, CallLog, Calls, Metrics
from whosaid_server.observability.http import MetricsServer
from whosaid_server.ports import PortUnavailableError, check_free, join, unavailable
from whosaid_server.security import Authentication, Tokens, server_credentials
from whosaid_server.servicer import ClaimExtractionServicer
from whosaid_server.settings import Settings, is_loopback

if TYPE_CHECKING:
    from whosaid_server.observability.tracing import Tracing

__all__ = ["SERVICE_NAME", "ClaimExtractionServer", "PortUnavailableError"]

logger = logging.getLogger("whosaid_server")

SERVICE_NAME = pb.DESCRIPTOR.services_by_name["ClaimExtractionService"].full_name

# Clients may ask for signs of life this often during a long reading.
_MIN_PING_INTERVAL_MS = 10_000
# How the service finds out that a client is gone, and how long it lets one be silent.
_KEEPALIVE_MS, _KEEPALIVE_TIMEOUT_MS = 60_000, 20_000
_HANDSHAKE_MS = 10_000
_IDLE_MS = 600_000
# Calls of one connection at a time; a client holds back the rest.
_CALLS_OF_CONNECTION = 1000


class ClaimExtractionServer:
    """The service on one port. ``await start()``, ``await ready()``, …, ``await stop()``."""

    def __init__(self, settings: Settings, load: Callable[[], ExtractionHandler] | None = None) -> None:
        """``load`` makes the handler, on the model's thread; by default with the model of the settings.

        Raises:
            SecretsError: the files of certificates or tokens cannot be used.
            SettingsError: what traces need is not installed.
        """
        self._settings = settings
        self.metrics = Metrics(settings.queue_tokens)
        self._engine = Engine(
            load or self._load, settings.queue_tokens, settings.batch_tokens, settings.max_deadline, self.metrics
        )
        self._servicer = ClaimExtractionServicer(self._engine, _limits(settings))
        self._health = HealthServicer(SERVICE_NAME)
        self._tracing = _tracing() if settings.traces else None
        self._credentials = _credentials(settings)
        self._server = self._make_server()
        self._metrics_server: MetricsServer | None = None
        self._watching: asyncio.Task[None] | None = None
        self.port = 0

    @property
    def address(self) -> str:
        """Where the service listens: "127.0.0.1:50051"."""
        return join(self._settings.host, self.port)

    @property
    def metrics_address(self) -> str:
        """Where the metrics are: "http://127.0.0.1:9464/metrics"; empty when they are not served."""
        if self._metrics_server is None:
            return ""
        return f"http://{join(self._settings.metrics_host, self._metrics_server.port)}/metrics"

    async def start(self) -> None:
        """Listen. Until ``ready``, the health check says NOT_SERVING and calls get UNAVAILABLE.

        Raises:
            PortUnavailableError: the address is in use or does not exist.
        """
        await self._health.starting()
        self._warn()
        host, port = self._settings.host, self._settings.port
        try:
            check_free(host, port)
            self.port = (
                self._server.add_insecure_port(join(host, port))
                if self._credentials is None
                else self._server.add_secure_port(join(host, port), self._credentials)
            )
        except (OSError, RuntimeError) as error:
            raise unavailable(host, port, "--port or --host") from error
        self._serve_metrics()
        await self._server.start()

    async def ready(self) -> None:
        """Load the model and start to answer. Raises what loading raises."""
        handler = await self._engine.start()
        self._servicer.ready(handler)
        self.metrics.model_loaded(handler.model, version("whosaid"))
        self._watching = asyncio.create_task(self._watch_model())
        await self._health.serving()
        self.metrics.ready(self._health.ready)

    async def stop(self, grace: float | None = None) -> None:
        """Take no more articles, answer those that were taken for at most ``grace`` seconds, then end.

        ``grace``: that of the settings if None.
        """
        grace = self._settings.grace if grace is None else grace
        await self._health.stopping()
        self.metrics.ready(False)
        self._servicer.stop()
        # The port stays open until all is answered: gRPC itself would cancel a late call instead of refusing it.
        idle = asyncio.create_task(self._servicer.idle())
        began = time.monotonic()
        await asyncio.wait({idle}, timeout=grace)
        idle.cancel()
        self._health.end_watches()
        await self._server.stop(max(0.0, grace - (time.monotonic() - began)))
        self._engine.stop()
        if self._watching is not None:
            self._watching.cancel()
        if self._tracing is not None:
            await asyncio.to_thread(self._tracing.stop)
        if self._metrics_server is not None:
            await asyncio.to_thread(self._metrics_server.stop)

    async def abort(self) -> None:
        """End a ``stop`` that is under way at once: calls that are not answered are cancelled."""
        await self._server.stop(None)

    async def _watch_model(self) -> None:
        """Say so when the model's thread dies: who asks for the health sends articles elsewhere."""
        await self._engine.failed()
        await self._health.failed()

    def _load(self) -> ExtractionHandler:
        settings = self._settings
        handler = ExtractionHandler.load(
            settings.model,
            threads=settings.threads,
            max_characters=settings.max_characters,
            engine=settings.engine,
        )
        handler.warm_up()
        return handler

    def _serve_metrics(self) -> None:
        settings = self._settings
        if settings.metrics_port is None:
            return
        try:
            self._metrics_server = MetricsServer(
                settings.metrics_host,
                settings.metrics_port,
                self.metrics.registry,
                lambda: self._health.alive,
                lambda: self._health.ready,
            )
        except OSError as error:
            raise unavailable(
                settings.metrics_host, settings.metrics_port, "--metrics-port or --metrics-host"
            ) from error
        self._metrics_server.start()

    def _warn(self) -> None:
        """Say what an operator may have overlooked."""
        settings = self._settings
        if is_loopback(settings.host):
            return
        if settings.token_file is None and settings.tls_client_ca is None:
            logger.warning("whoever reaches %s may use the service: there is no --token-file", settings.host)
        if settings.token_file is not None and not settings.uses_tls:
            logger.warning("tokens travel unencrypted unless something in front of the service encrypts them")

    def _make_server(self) -> grpc.aio.Server:
        settings = self._settings
        listeners: list[CallListener] = [self.metrics, CallLog(SERVICE_NAME)]
        if self._tracing is not None:
            listeners.insert(0, self._tracing)  # the log tells the trace's id
        interceptors: list[grpc.aio.ServerInterceptor] = [Calls(listeners)]
        if settings.token_file is not None:
            interceptors.append(Authentication(Tokens(settings.token_file)))
        server = grpc.aio.server(interceptors=[*interceptors, LenientDecoding()], options=_options(settings))
        pb_grpc.add_ClaimExtractionServiceServicer_to_server(self._servicer, server)
        health_pb2_grpc.add_HealthServicer_to_server(self._health, server)
        if settings.reflection:
            names = (SERVICE_NAME, health_pb2.DESCRIPTOR.services_by_name["Health"].full_name, reflection.SERVICE_NAME)
            reflection.enable_server_reflection(names, server)
        return server


def _limits(settings: Settings) -> pb.Limits:
    """What callers are told; the handler knows how long an article may be."""
    return pb.Limits(
        max_message_bytes=settings.max_message_bytes,
        max_metadata_bytes=settings.max_metadata_bytes,
        max_in_flight_per_stream=settings.stream_in_flight,
        max_streams=settings.max_streams,
        max_queued_tokens=settings.queue_tokens,
        max_deadline=to_duration(settings.max_deadline),
    )


def _credentials(settings: Settings) -> grpc.ServerCredentials | None:
    if settings.tls_cert is None or settings.tls_key is None:
        return None
    return server_credentials(settings.tls_cert, settings.tls_key, settings.tls_client_ca)


def _tracing() -> Tracing:
    # An extra: most installations are without it.
    from whosaid_server.observability.tracing import Tracing, provider_of_environment  # noqa: PLC0415

    return Tracing(provider_of_environment(version("whosaid")))


def _options(settings: Settings) -> list[tuple[str, int]]:
    options = [
        # Otherwise a second server shares the port silently and takes half of the calls.
        ("grpc.so_reuseport", 0),
        ("grpc.max_receive_message_length", settings.max_message_bytes),
        ("grpc.max_send_message_length", -1),
        # The first is the limit at which gRPC begins to refuse, the second that at which it always does.
        ("grpc.max_metadata_size", settings.max_metadata_bytes),
        ("grpc.absolute_max_metadata_size", settings.max_metadata_bytes),
        ("grpc.max_concurrent_streams", _CALLS_OF_CONNECTION),
        # Connections of clients that vanished, that never say what they want, or that say nothing any more.
        ("grpc.keepalive_time_ms", _KEEPALIVE_MS),
        ("grpc.keepalive_timeout_ms", _KEEPALIVE_TIMEOUT_MS),
        ("grpc.server_handshake_timeout_ms", _HANDSHAKE_MS),
        ("grpc.max_connection_idle_ms", _IDLE_MS),
        ("grpc.http2.min_recv_ping_interval_without_data_ms", _MIN_PING_INTERVAL_MS),
    ]
    if settings.connection_age is not None:
        options.append(("grpc.max_connection_age_ms", int(settings.connection_age * 1000)))
    return options
