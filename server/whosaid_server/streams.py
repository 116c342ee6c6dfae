"""Many requests over one stream: a bounded number at a time, answers as they are ready."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from typing import Any, Generic, TypeVar

from whosaid_server.errors import ShuttingDown

_Request = TypeVar("_Request")
_Answer = TypeVar("_Answer")


async def answers(
    requests: AsyncIterator[_Request],
    answer: Callable[[_Request, Callable[[], None]], Awaitable[_Answer]],
    limit: int,
    stopping: asyncio.Event,
) -> AsyncGenerator[_Answer, None]:
    """Answer ``requests``, at most ``limit`` at a time, in the order in which answers are ready.

    ``answer`` calls its second argument when the request has found its place in the queue. The next request is read
    only when that has happened, there is room, and the consumer has taken the answers that are ready: a slow consumer
    and a full queue slow down the sender, and cost no memory. Once ``stopping`` is set no request is read any more.

    Raises:
        ShuttingDown: ``stopping`` was set before the last request; all that were read are answered.
    """
    stream = _Stream(requests, answer, limit, stopping)
    try:
        while await stream.wait():
            for ready in stream.take_ready():
                yield ready.result()
    finally:
        await stream.close()
    if not stream.ended:
        raise ShuttingDown


class _Stream(Generic[_Request, _Answer]):
    """What is going on for one stream."""

    def __init__(
        self,
        requests: AsyncIterator[_Request],
        answer: Callable[[_Request, Callable[[], None]], Awaitable[_Answer]],
        limit: int,
        stopping: asyncio.Event,
    ) -> None:
        self._requests = aiter(requests)
        self._answer = answer
        self._limit = limit
        self._working: set[asyncio.Future[_Answer]] = set()
        self._reading: asyncio.Task[_Request | None] | None = None
        self._entering: asyncio.Future[None] | None = None  # of the request that looks for its place
        self._stopped = asyncio.create_task(stopping.wait())
        self.ended = False  # the last request was read

    async def wait(self) -> bool:
        """Read on if there is room, and wait until anything happens. False: nothing will happen any more."""
        if self._entering is not None and self._entering.done():
            self._entering = None
        if self._stopped.done():
            if self._reading is not None and not self._reading.done():
                self._reading.cancel()
                self._reading = None
        elif self._has_room():
            self._reading = asyncio.create_task(_next(self._requests))
        waiting: set[asyncio.Future[Any]] = {*self._working}
        waiting.update(each for each in (self._reading, self._entering) if each is not None)
        if not waiting:
            return False
        if not self._stopped.done():
            waiting.add(self._stopped)
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if self._reading is not None and self._reading.done():
            request, self._reading = self._reading.result(), None
            if request is None:
                self.ended = True
            else:
                self._begin(request)
        return True

    def take_ready(self) -> list[asyncio.Future[_Answer]]:
        """The answers that are ready."""
        ready = [task for task in self._working if task.done()]
        self._working.difference_update(ready)
        return ready

    async def close(self) -> None:
        """Give up whatever is not answered."""
        tasks: list[asyncio.Future[Any]] = [*self._working, self._stopped]
        if self._reading is not None:
            tasks.append(self._reading)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _has_room(self) -> bool:
        free = self._reading is None and self._entering is None
        return free and not self.ended and len(self._working) < self._limit

    def _begin(self, request: _Request) -> None:
        entering: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def entered(_: object = None) -> None:
            if not entering.done():
                entering.set_result(None)

        self._entering = entering
        working = asyncio.ensure_future(self._answer(request, entered))
        working.add_done_callback(entered)  # also when it never got there
        self._working.add(working)


async def _next(requests: AsyncIterator[_Request]) -> _Request | None:
    """The next request; None after the last."""
    try:
        return await anext(requests)
    except StopAsyncIteration:
        return None
