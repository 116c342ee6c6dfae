"""The server: its port, its health, its end.

The port is taken first, so that a port in use is known at once; then the model is loaded, during which the health check
says NOT_SERVING. On SIGTERM or SIGINT it says NOT_SERVING again, no more articles are taken, and those that were taken
are answered for as long as the grace period allows.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import signal
import socket
import sys
import time
from collections.abc import Callable

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from whosaid.v1 import claim_extraction_service_pb2 as pb, claim_extraction_service_pb2_grpc as pb_grpc
from whosaid_server.decoding import LenientDecoding
from whosaid_server.engine import Engine
from whosaid_server.handler import ExtractionHandler
from whosaid_server.health import HealthServicer
from whosaid_server.servicer import ClaimExtractionServicer
from whosaid_server.settings import Settings

logger = logging.getLogger("whosaid_server")

SERVICE_NAME = pb.DESCRIPTOR.services_by_name["ClaimExtractionService"].full_name

# Clients may ask for signs of life this often during a long reading.
_MIN_PING_INTERVAL_MS = 10_000
# How the service finds out that a client is gone, and how long it lets one be silent.
_KEEPALIVE_MS, _KEEPALIVE_TIMEOUT_MS = 60_000, 20_000
_HANDSHAKE_MS = 10_000
_IDLE_MS = 600_000


class PortUnavailableError(OSError):
    """The address cannot be listened on."""


class ClaimExtractionServer:
    """The service on one port. ``await start()``, ``await ready()``, …, ``await stop()``."""

    def __init__(self, settings: Settings, load: Callable[[], ExtractionHandler] | None = None) -> None:
        """``load`` makes the handler, on the model's thread; by default with the model of the settings."""
        self._settings = settings
        self._engine = Engine(load or self._load, settings.queue_tokens, settings.batch_tokens)
        limits = pb.Limits(
            max_message_bytes=settings.max_message_bytes,
            max_in_flight_per_stream=settings.stream_in_flight,
            max_queued_tokens=settings.queue_tokens,
        )
        self._servicer = ClaimExtractionServicer(self._engine, limits)
        self._health = HealthServicer(SERVICE_NAME)
        self._server = self._make_server()
        self._watching: asyncio.Task[None] | None = None
        self.port = 0

    @property
    def address(self) -> str:
        """Where the service listens: "127.0.0.1:50051"."""
        return _join(self._settings.host, self.port)

    async def start(self) -> None:
        """Listen. Until ``ready``, the health check says NOT_SERVING and calls get UNAVAILABLE.

        Raises:
            PortUnavailableError: the address is in use or does not exist.
        """
        await self._health.starting()
        address = _join(self._settings.host, self._settings.port)
        try:
            _try_to_bind(self._settings.host, self._settings.port)
            self.port = self._server.add_insecure_port(address)
        except (OSError, RuntimeError) as error:
            msg = f"cannot listen on {address}: it is in use, or not this machine's; choose another --port or --host"
            raise PortUnavailableError(msg) from error
        await self._server.start()

    async def ready(self) -> None:
        """Load the model and start to answer. Raises what loading raises."""
        handler = await self._engine.start()
        self._servicer.ready(handler)
        await self._health.serving()
        self._watching = asyncio.create_task(self._watch_model())

    async def stop(self, grace: float | None = None) -> None:
        """Take no more articles, answer those that were taken for at most ``grace`` seconds, then end.

        ``grace``: that of the settings if None.
        """
        grace = self._settings.grace if grace is None else grace
        await self._health.enter_graceful_shutdown()
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

    def _make_server(self) -> grpc.aio.Server:
        server = grpc.aio.server(
            interceptors=[LenientDecoding()],
            options=[
                # Otherwise a second server shares the port silently and takes half of the calls.
                ("grpc.so_reuseport", 0),
                ("grpc.max_receive_message_length", self._settings.max_message_bytes),
                ("grpc.max_send_message_length", -1),
                # Connections of clients that vanished, that never say what they want, or that say nothing any more.
                ("grpc.keepalive_time_ms", _KEEPALIVE_MS),
                ("grpc.keepalive_timeout_ms", _KEEPALIVE_TIMEOUT_MS),
                ("grpc.server_handshake_timeout_ms", _HANDSHAKE_MS),
                ("grpc.max_connection_idle_ms", _IDLE_MS),
                ("grpc.http2.min_recv_ping_interval_without_data_ms", _MIN_PING_INTERVAL_MS),
            ],
        )
        pb_grpc.add_ClaimExtractionServiceServicer_to_server(self._servicer, server)
        health_pb2_grpc.add_HealthServicer_to_server(self._health, server)
        if self._settings.reflection:
            names = (SERVICE_NAME, health_pb2.DESCRIPTOR.services_by_name["Health"].full_name, reflection.SERVICE_NAME)
            reflection.enable_server_reflection(names, server)
        return server


def serve(settings: Settings) -> int:
    """Run the service until SIGTERM or SIGINT. Returns the exit code: 0, or 1 if it could not start."""
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr
    )
    return asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> int:
    stop = _stop_on_signals()
    server = ClaimExtractionServer(settings)
    try:
        await server.start()
    except PortUnavailableError as error:
        print(f"whosaid: {error}", file=sys.stderr)  # noqa: T201 - the command's own words
        return 1
    # The only line on stdout: who starts the service with --port 0 reads the port here.
    print(f"listening on {server.address}", flush=True)  # noqa: T201
    exit_code = await _until(stop, server)
    stop.clear()
    ending = asyncio.create_task(server.stop())
    hurry = asyncio.create_task(stop.wait())
    await asyncio.wait({ending, hurry}, return_when=asyncio.FIRST_COMPLETED)
    if not ending.done():
        await server.abort()
    await ending
    hurry.cancel()
    return exit_code


async def _until(stop: asyncio.Event, server: ClaimExtractionServer) -> int:
    """Load the model and serve until ``stop``. Returns the exit code: 1 if the model cannot be loaded."""
    loading = asyncio.create_task(server.ready())
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({loading, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if loading.done():
            await loading
            logger.info("serving on %s", server.address)
        await stopping
    except Exception as error:
        print(f"whosaid: cannot load the model: {error}", file=sys.stderr)  # noqa: T201
        logger.debug("cannot load the model", exc_info=error)
        return 1
    finally:
        loading.cancel()
        stopping.cancel()
    logger.info("stopping: calls have some time to finish; stop again to end at once")
    return 0


def _stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    # Windows' event loop cannot: there Ctrl-C ends the process without grace.
    with contextlib.suppress(NotImplementedError):
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
    return stop


def _try_to_bind(host: str, port: int) -> None:
    """Raise OSError if nobody can listen there. gRPC would say so as well, but first in words of its own on stderr."""
    errors = []
    places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for family, kind, protocol, _, place in places:
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gRPC does
            try:
                trial.bind(place)
                trial.listen(1)
            except OSError as problem:
                errors.append(problem)
    # A name may stand for an address of a family that this machine does not have; gRPC does without it.
    for error in errors:
        if error.errno == errno.EADDRINUSE or len(errors) == len(places):
            raise error


def _join(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
