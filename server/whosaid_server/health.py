"""The standard health check, except that watchers are sent home at the end.

A watcher never hangs up by itself, so with the plain servicer every shutdown would last the whole grace period.
"""

from __future__ import annotations

import asyncio
from typing import Any

import grpc
from grpc_health.v1 import health_pb2
from grpc_health.v1.health import OVERALL_HEALTH, aio

# What a Kubernetes probe asks for by these names, too.
LIVENESS, READINESS = "liveness", "readiness"


class HealthServicer(aio.HealthServicer):
    """Two questions, by the name of the service that is asked for.

    "liveness": would a restart help? SERVING from the start to the end, unless the model has failed for good.
    "readiness", the names of the services, and "": will an article be read? SERVING when the model is loaded, until the
    service is told to stop.
    """

    def __init__(self, *services: str) -> None:
        super().__init__()
        self._names = (OVERALL_HEALTH, READINESS, *services)
        self._ended = asyncio.Event()
        self.alive = True
        self.ready = False
        self._stopping = False

    async def starting(self) -> None:
        """Nothing is ready yet; call it before the server listens."""
        await self._set_ready(False)
        await self.set(LIVENESS, health_pb2.HealthCheckResponse.SERVING)

    async def serving(self) -> None:
        """Everything is ready."""
        await self._set_ready(True)

    async def failed(self) -> None:
        """Nothing will be answered any more, until the process is started again."""
        await self._set_ready(False)
        self.alive = False
        await self.set(LIVENESS, health_pb2.HealthCheckResponse.NOT_SERVING)

    async def stopping(self) -> None:
        """Nothing more is taken; what was taken is answered, so that the process must not be killed yet."""
        await self._set_ready(False)
        self._stopping = True

    async def _set_ready(self, ready: bool) -> None:
        if self._stopping:
            return
        self.ready = ready
        status = health_pb2.HealthCheckResponse.SERVING if ready else health_pb2.HealthCheckResponse.NOT_SERVING
        for name in self._names:
            await self.set(name, status)

    def end_watches(self) -> None:
        """End all calls of Watch; call it after ``stopping``, whose news they then have."""
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
