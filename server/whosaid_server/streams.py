"""Many requests over one stream: a bounded number at a time, answers as they are ready."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar

from whosaid_server.errors import ShuttingDown

_Request = TypeVar("_Request")
_Answer = TypeVar("_Answer")


async def answers(
    requests: AsyncIterator[_Request],
    answer: Callable[[_Request], Awaitable[_Answer]],
    limit: int,
    stopping: asyncio.Event,
) -> AsyncGenerator[_Answer, None]:
    """Answer ``requests``, at most ``limit`` at a time, in the order in which answers are ready.

    The next request is read only when there is room and the consumer has taken the answers that are ready: a slow
    consumer slows down the sender. Once ``stopping`` is set no request is read any more.

    Raises:
        ShuttingDown: ``stopping`` was set before the last request; all that were read are answered.
    """
    incoming = aiter(requests)
    working: set[asyncio.Future[_Answer]] = set()
    reading: asyncio.Task[_Request | None] | None = None
    stopped = asyncio.create_task(stopping.wait())
    ended = False
    try:
        while True:
            if not (ended or reading or stopped.done()) and len(working) < limit:
                reading = asyncio.create_task(_next(incoming))
            if reading and stopped.done() and not reading.done():
                reading.cancel()
                reading = None
            waiting: set[asyncio.Future[_Answer] | asyncio.Task[_Request | None] | asyncio.Task[bool]] = {*working}
            if reading:
                waiting.add(reading)
            if not waiting:
                break
            if not stopped.done():
                waiting.add(stopped)
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            if reading and reading.done():
                request, reading = reading.result(), None
                if request is None:
                    ended = True
                else:
                    working.add(asyncio.ensure_future(answer(request)))
            for ready in [task for task in working if task.done()]:
                working.remove(ready)
                yield ready.result()
    finally:
        await _cancel(stopped, *([reading] if reading else []), *working)
    if not ended:
        raise ShuttingDown


async def _next(requests: AsyncIterator[_Request]) -> _Request | None:
    """The next request; None after the last."""
    try:
        return await anext(requests)
    except StopAsyncIteration:
        return None


async def _cancel(*tasks: asyncio.Future[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
