"""The standard health check, except that watchers are sent home at the end.

A watcher never hangs up by itself, so with the plain servicer every shutdown would last the whole grace period.
"""

from __future__ import annotations

import asyncio
from typing import Any

import grpc
from grpc_health.v1 import health_pb2
from grpc_health.v1.health import OVERALL_HEALTH, aio


class HealthServicer(aio.HealthServicer):
    """The health of the whole server and of its services."""

    def __init__(self, *services: str) -> None:
        super().__init__()
        self._names = (OVERALL_HEALTH, *services)
        self._ended = asyncio.Event()

    async def starting(self) -> None:
        """Nothing is ready yet; call it before the server listens."""
        for name in self._names:
            await self.set(name, health_pb2.HealthCheckResponse.NOT_SERVING)

    async def serving(self) -> None:
        """Everything is ready."""
        for name in self._names:
            await self.set(name, health_pb2.HealthCheckResponse.SERVING)

    async def failed(self) -> None:
        """Nothing will be answered any more."""
        for name in self._names:
            await self.set(name, health_pb2.HealthCheckResponse.NOT_SERVING)

    def end_watches(self) -> None:
        """End all calls of Watch; call it after ``enter_graceful_shutdown``, whose news they then have."""
        self._ended.set()

    async def Watch(  # noqa: N802
        self, request: health_pb2.HealthCheckRequest, context: grpc.aio.ServicerContext[Any, Any]
    ) -> None:
        """Tell the caller each change of a service's health."""
        watching = asyncio.ensure_future(super().Watch(request, context))
        ended = asyncio.ensure_future(self._ended.wait())
        try:
            await asyncio.wait({watching, ended}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            watching.cancel()
            ended.cancel()
