"""The three RPCs: admission and deadlines.

What an answer is, ``handler`` knows; how an error is told, ``observability.calls``.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, contextmanager
from typing import Any, TypeAlias, cast

import grpc

from whosaid.v1 import claim_extraction_service_pb2 as pb, claim_extraction_service_pb2_grpc as pb_grpc
from whosaid_server import status, streams
from whosaid_server.conversion import to_duration
from whosaid_server.decoding import check_decoded
from whosaid_server.engine import Engine
from whosaid_server.errors import NotReady, ShuttingDown, TooManyStreams
from whosaid_server.handler import CheckedRequest, ExtractionHandler
from whosaid_server.observability import current_call
from whosaid_server.validation import ExtractionRequest

Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"

# When a caller may come back for whom there is no stream: between these seconds, so that not all come at once.
_STREAM_RETRY_SECONDS = (1.0, 5.0)


class ClaimExtractionServicer(pb_grpc.ClaimExtractionServiceServicer):
    """Answers calls with the engine's model, once there is one."""

    def __init__(self, engine: Engine, limits: pb.Limits) -> None:
        self._engine = engine
        self._limits = limits
        self._handler: ExtractionHandler | None = None
        self._stopping = asyncio.Event()
        self._calls = 0
        self._streams = 0
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
        start = time.monotonic()
        with self._counted():
            checked = _check(self._admit(), request)
            reading = await self._engine.answer(checked, _deadline(context))
            reading.response.timings.total.CopyFrom(to_duration(time.monotonic() - start))
            current_call().answered(reading)
            return reading.response

    async def StreamExtractClaims(  # noqa: N802
        self, request_iterator: AsyncIterator[pb.StreamExtractClaimsRequest], context: Context
    ) -> AsyncIterator[pb.StreamExtractClaimsResponse]:
        """Read many articles; one that cannot be read is an answer with an error."""
        call = current_call()
        with self._counted(), self._counted_stream():
            # Items that are taken before the service stops are still read, so the handler is asked for once.
            handler = self._admit()
            deadline = _deadline(context)

            async def answer(
                request: pb.StreamExtractClaimsRequest, entered: Callable[[], None]
            ) -> pb.StreamExtractClaimsResponse:
                start = time.monotonic()
                try:
                    checked = _check(handler, request)
                    call.received(request.ByteSize())
                    reading = await self._engine.answer_in_turn(checked, deadline, entered)
                except Exception as error:  # noqa: BLE001 - one article's failure must not end the stream
                    call.failed(status.reason_of(error))
                    told = status.to_status(error, call.request_id)
                    failure = pb.ExtractionError(article_id=request.article.id, status=told)
                    return pb.StreamExtractClaimsResponse(request_id=request.request_id, error=failure)
                reading.response.timings.total.CopyFrom(to_duration(time.monotonic() - start))
                call.answered(reading)
                return pb.StreamExtractClaimsResponse(request_id=request.request_id, response=reading.response)

            limit = self._limits.max_in_flight_per_stream
            async with aclosing(streams.answers(request_iterator, answer, limit, self._stopping)) as items:
                async for item in items:
                    yield item

    async def GetServiceInfo(self, request: pb.GetServiceInfoRequest, context: Context) -> pb.GetServiceInfoResponse:  # noqa: ARG002, N802
        """What reads and what is accepted."""
        with self._counted():
            return self._admit().service_info(self._limits)

    def _admit(self) -> ExtractionHandler:
        if self._stopping.is_set():
            raise ShuttingDown
        if self._handler is None:
            raise NotReady
        return self._handler

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """A call is answered."""
        self._calls += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._calls -= 1
            if not self._calls:
                self._idle.set()

    @contextmanager
    def _counted_stream(self) -> Iterator[None]:
        """It is a stream, if there may be one more."""
        limit = self._limits.max_streams
        if self._streams >= limit:
            raise TooManyStreams(limit, random.uniform(*_STREAM_RETRY_SECONDS))  # noqa: S311 - no secret
        self._streams += 1
        try:
            yield
        finally:
            self._streams -= 1


def _check(handler: ExtractionHandler, request: ExtractionRequest) -> CheckedRequest:
    check_decoded(request)
    return handler.check(request)


def _deadline(context: Context) -> float | None:
    """When the caller's patience ends, as a time of ``time.monotonic``; None: never."""
    # None without a deadline, whatever the type stubs say.
    remaining = cast("float | None", context.time_remaining())
    return None if remaining is None else time.monotonic() + remaining
