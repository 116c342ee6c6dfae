"""The service as a command: signals, log, exit code."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys

from whosaid_server.app import ClaimExtractionServer
from whosaid_server.observability import configure_logging
from whosaid_server.ports import PortUnavailableError
from whosaid_server.security import SecretsError
from whosaid_server.settings import Settings, SettingsError
from whosaid_server.supervision import notify

logger = logging.getLogger("whosaid_server")


def serve(settings: Settings) -> int:
    """Run the service until SIGTERM or SIGINT. Returns the exit code: 0, or 1 if it could not start."""
    configure_logging(settings.log_level, settings.log_format)
    return asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> int:
    stop = _stop_on_signals()
    try:
        server = ClaimExtractionServer(settings)
        await server.start()
    except (PortUnavailableError, SecretsError, SettingsError) as error:
        print(f"whosaid: {error}", file=sys.stderr)  # noqa: T201 - the command's own words
        return 1
    # The only lines on stdout: who starts the service with --port 0 reads the port here.
    print(f"listening on {server.address}", flush=True)  # noqa: T201
    if server.metrics_address:
        print(f"metrics on {server.metrics_address}", flush=True)  # noqa: T201
    exit_code = await _until(stop, server)
    notify("STOPPING=1")
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
            notify("READY=1")
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
