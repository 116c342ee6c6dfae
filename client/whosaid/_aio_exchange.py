"""``AsyncClient.extract_many``: one stream after another until every article is answered."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable
from typing import Any, TypeAlias

import grpc
import grpc.aio

from whosaid._article import ArticleLike
from whosaid._errors import RequestCancelledError, WhosaidError, error_from_call
from whosaid._exchange import FAREWELL_SECONDS, jittered, no_answer
from whosaid._ledger import Answer, Ledger, ReasonLostError
from whosaid.v1 import claim_extraction_service_pb2 as pb

_Call: TypeAlias = "grpc.aio.StreamStreamCall[pb.StreamExtractClaimsRequest, pb.StreamExtractClaimsResponse]"

# Seconds, for each time that a reason was lost since the last answer.
_PAUSE = 0.1


class _Stream:
    """One call. A task of its own sends, so that neither direction can block the other.

    ``pause``: seconds before the first request is written, in which the service can say why it refuses the call.
    """

    def __init__(self, call: _Call, pause: float) -> None:
        self._call, self._pause = call, pause
        self._outgoing: asyncio.Queue[pb.StreamExtractClaimsRequest | None] = asyncio.Queue()
        self._sending = asyncio.create_task(self._send_all())
        self.receiving: asyncio.Task[Any] | None = None

    def send(self, request: pb.StreamExtractClaimsRequest) -> None:
        self._outgoing.put_nowait(request)

    def receive(self) -> asyncio.Task[Any]:
        """A task that ends with the next answer, with grpc.aio.EOF, or with an AioRpcError."""
        if self.receiving is None:
            self.receiving = asyncio.create_task(self._call.read())
        return self.receiving

    def half_close(self) -> None:
        """Tell the service that nothing more comes."""
        self._outgoing.put_nowait(None)

    async def finish(self) -> None:
        """End a call whose requests are all answered: the service shall see an end and not a cancellation."""
        self.half_close()
        # How it ends does not matter any more.
        with contextlib.suppress(asyncio.TimeoutError, grpc.aio.AioRpcError, asyncio.InvalidStateError):
            await asyncio.wait_for(self._last_answer(), FAREWELL_SECONDS)

    async def _last_answer(self) -> None:
        while await self.receive() is not grpc.aio.EOF:
            self.receiving = None

    async def close(self) -> None:
        self._call.cancel()
        tasks = [task for task in (self._sending, self.receiving) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _send_all(self) -> None:
        # That the call is over is learned from the side that receives.
        with contextlib.suppress(grpc.aio.AioRpcError, asyncio.InvalidStateError):
            await asyncio.sleep(self._pause)
            while (request := await self._outgoing.get()) is not None:
                await self._call.write(request)
            await self._call.done_writing()


class AsyncExchange:
    """Drives one ``extract_many``. ``timeout``: seconds without any answer; None: no limit."""

    def __init__(
        self,
        open_call: Callable[[], _Call],
        articles: AsyncIterable[ArticleLike] | Iterable[ArticleLike],
        ledger: Ledger,
        timeout: float | None,
        target: str,
    ) -> None:
        self._open_call = open_call
        self._inputs = aiter(articles) if isinstance(articles, AsyncIterable) else _asynchronous(articles)
        self._ledger = ledger
        self._timeout = timeout
        self._target = target
        self._input_error: Exception | None = None
        self._reading: asyncio.Task[ArticleLike] | None = None  # of the caller's next article
        self._stream: _Stream | None = None
        self._reasons_lost = 0  # since the last answer

    async def answers(self) -> AsyncIterator[Answer]:
        """One answer for each article; the exceptions are those of ``Client.extract_many``."""
        try:
            while not self._ledger.finished:
                for answer in await self._step():
                    yield answer
                if self._ledger.fatal:
                    if self._reading is not None and self._reading.done():
                        for answer in await self._take_input():
                            yield answer
                    raise self._ledger.fatal
            if self._stream is not None:
                await self._stream.finish()
        finally:
            await self._drop_stream()
            if self._reading is not None:
                self._reading.cancel()
                await asyncio.wait([self._reading])
        if self._input_error is not None:
            raise self._input_error

    async def _step(self) -> list[Answer]:
        """Send what must be sent again, then wait until the caller has an article or the service an answer."""
        while (request := self._ledger.again()) is not None:
            if answers := await self._send(request):
                return answers
        if self._reading is None and self._ledger.wants_input:
            self._reading = asyncio.ensure_future(anext(self._inputs))
        if self._ledger.draining and self._stream is not None:
            self._stream.half_close()
        waiting = self._waiting_for()
        if not waiting:  # the service takes no more on this stream, and what is left needs another one
            return await self._broke(None)
        timeout = self._timeout if self._ledger.in_flight else None
        done, _ = await asyncio.wait(waiting, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        if not done:
            return await self._broke(no_answer(self._target, timeout))
        answers = []
        if self._stream is not None and self._stream.receiving in done:
            answers += await self._take_answer(self._stream)
        if self._reading in done:
            answers += await self._take_input()
        return answers

    def _waiting_for(self) -> set[asyncio.Task[Any]]:
        waiting: set[asyncio.Task[Any]] = set()
        if self._reading is not None and self._ledger.has_room:
            waiting.add(self._reading)
        if self._stream is not None and self._ledger.in_flight:
            waiting.add(self._stream.receive())
        return waiting

    async def _take_input(self) -> list[Answer]:
        reading, self._reading = self._reading, None
        assert reading is not None  # noqa: S101 - it is done
        try:
            article = reading.result()
        except StopAsyncIteration:
            self._ledger.exhausted = True
            return []
        except Exception as error:  # noqa: BLE001 - raised again when everything sent is answered
            self._input_error, self._ledger.exhausted = error, True
            return []
        request = self._ledger.enter(article)
        return [request] if isinstance(request, Answer) else await self._send(request)

    async def _take_answer(self, stream: _Stream) -> list[Answer]:
        receiving, stream.receiving = stream.receiving, None
        assert receiving is not None  # noqa: S101 - it is done
        if receiving.cancelled():  # the channel was closed, not this task cancelled
            return await self._broke(RequestCancelledError("the call was cancelled"))
        try:
            message = receiving.result()
        except grpc.aio.AioRpcError as error:
            return await self._broke(_error_of(error, self._target))
        if message is grpc.aio.EOF:
            return await self._broke(None)
        self._reasons_lost = 0
        answer = self._ledger.settle(message)
        return [] if answer is None else [answer]

    async def _send(self, request: pb.StreamExtractClaimsRequest) -> list[Answer]:
        try:
            if self._stream is None:
                await asyncio.sleep(jittered(self._ledger.delay))
                self._stream = _Stream(self._open_call(), _PAUSE * self._reasons_lost)
        except WhosaidError as error:  # the client was closed meanwhile
            return await self._broke(error)
        self._stream.send(request)
        return []

    async def _broke(self, error: WhosaidError | None) -> list[Answer]:
        self._reasons_lost += isinstance(error, ReasonLostError)
        await self._drop_stream()
        return self._ledger.broke(error)

    async def _drop_stream(self) -> None:
        if self._stream is not None:
            stream, self._stream = self._stream, None
            await stream.close()


def _error_of(error: grpc.aio.AioRpcError, target: str) -> WhosaidError:
    """What the stream broke with. gRPC forgets it when the service ends a stream while a request is being written."""
    if error.code() is grpc.StatusCode.INTERNAL and error.details() == "Internal error from Core":
        return ReasonLostError(f"{target}: the stream broke while a request was being sent")
    return error_from_call(error, target)


async def _asynchronous(articles: Iterable[ArticleLike]) -> AsyncIterator[ArticleLike]:
    for article in articles:
        yield article
