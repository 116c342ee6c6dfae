"""The three RPCs: admission, deadlines, logging. What an answer is, ``handler`` knows."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import grpc

from whosaid.v1 import claim_extraction_service_pb2 as pb, claim_extraction_service_pb2_grpc as pb_grpc
from whosaid_server import status, streams
from whosaid_server.conversion import to_duration
from whosaid_server.decoding import check_decoded
from whosaid_server.engine import Engine
from whosaid_server.errors import NotReady, ShuttingDown
from whosaid_server.handler import CheckedRequest, ExtractionHandler
from whosaid_server.validation import ExtractionRequest

logger = logging.getLogger("whosaid_server")

Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"


@dataclass(slots=True)
class _Call:
    """What the log says about one call; never a word of its articles."""

    method: str
    start: float  # of time.monotonic, in seconds
    answers: int = 0
    errors: int = 0
    claims: int = 0

    def count(self, response: pb.ExtractClaimsResponse) -> None:
        self.answers += 1
        self.claims += len(response.claims)

    def failed(self, request: pb.StreamExtractClaimsRequest, error: Exception) -> pb.StreamExtractClaimsResponse:
        self.errors += 1
        told = pb.ExtractionError(article_id=request.article.id, status=status.to_status(error))
        return pb.StreamExtractClaimsResponse(request_id=request.request_id, error=told)


class ClaimExtractionServicer(pb_grpc.ClaimExtractionServiceServicer):
    """Answers calls with the engine's model, once there is one."""

    def __init__(self, engine: Engine, limits: pb.Limits) -> None:
        self._engine = engine
        self._limits = limits
        self._handler: ExtractionHandler | None = None
        self._stopping = asyncio.Event()
        self._calls = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def ready(self, handler: ExtractionHandler) -> None:
        """Start to answer: the model is loaded."""
        self._handler = handler

    def stop(self) -> None:
        """Take no more articles; those that were taken are still answered."""
        self._stopping.set()

    async def idle(self) -> None:
        """Wait until no call is answered any more."""
        await self._idle.wait()

    async def ExtractClaims(self, request: pb.ExtractClaimsRequest, context: Context) -> pb.ExtractClaimsResponse:  # noqa: N802
        """Read one article."""
        async with self._call("ExtractClaims", context) as call:
            checked = _check(self._admit(), request)
            response = await self._engine.answer(checked, _deadline(context))
            response.timings.total.CopyFrom(to_duration(time.monotonic() - call.start))
            call.count(response)
            return response

    async def StreamExtractClaims(  # noqa: N802
        self, request_iterator: AsyncIterator[pb.StreamExtractClaimsRequest], context: Context
    ) -> AsyncIterator[pb.StreamExtractClaimsResponse]:
        """Read many articles; one that cannot be read is an answer with an error."""
        async with self._call("StreamExtractClaims", context) as call:
            # Items that are taken before the service stops are still read, so the handler is asked for once.
            handler = self._admit()
            deadline = _deadline(context)

            async def answer(
                request: pb.StreamExtractClaimsRequest, entered: Callable[[], None]
            ) -> pb.StreamExtractClaimsResponse:
                start = time.monotonic()
                try:
                    response = await self._engine.answer_in_turn(_check(handler, request), deadline, entered)
                except Exception as error:  # noqa: BLE001 - one article's failure must not end the stream
                    return call.failed(request, error)
                response.timings.total.CopyFrom(to_duration(time.monotonic() - start))
                call.count(response)
                return pb.StreamExtractClaimsResponse(request_id=request.request_id, response=response)

            limit = self._limits.max_in_flight_per_stream
            async with aclosing(streams.answers(request_iterator, answer, limit, self._stopping)) as items:
                async for item in items:
                    yield item

    async def GetServiceInfo(self, request: pb.GetServiceInfoRequest, context: Context) -> pb.GetServiceInfoResponse:  # noqa: ARG002, N802
        """What reads and what is accepted."""
        async with self._call("GetServiceInfo", context):
            return self._admit().service_info(self._limits)

    def _admit(self) -> ExtractionHandler:
        if self._stopping.is_set():
            raise ShuttingDown
        if self._handler is None:
            raise NotReady
        return self._handler

    @asynccontextmanager
    async def _call(self, method: str, context: Context) -> AsyncIterator[_Call]:
        """Counts the call, turns its error into a status, and logs one line about it."""
        call = _Call(method, time.monotonic())
        code = "CANCELLED"
        self._calls += 1
        self._idle.clear()
        try:
            yield call
            code = "OK"
        except Exception as error:  # noqa: BLE001 - no exception's own words may reach the caller
            told = status.to_status(error)
            code = status.code_name(told)
            await status.abort(context, told)
        finally:
            self._calls -= 1
            if not self._calls:
                self._idle.set()
            logger.info(
                "%s %s answers=%d errors=%d claims=%d seconds=%.3f",
                call.method, code, call.answers, call.errors, call.claims, time.monotonic() - call.start,
            )  # fmt: skip


def _check(handler: ExtractionHandler, request: ExtractionRequest) -> CheckedRequest:
    check_decoded(request)
    return handler.check(request)


def _deadline(context: Context) -> float | None:
    """When the caller's patience ends, as a time of ``time.monotonic``; None: never."""
    # None without a deadline, whatever the type stubs say.
    remaining = cast("float | None", context.time_remaining())
    return None if remaining is None else time.monotonic() + remaining
