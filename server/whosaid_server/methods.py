"""What the interceptors need to know of gRPC's handlers of methods."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, aclosing
from typing import Any

_NAMES = {
    (False, False): "unary_unary",
    (False, True): "unary_stream",
    (True, False): "stream_unary",
    (True, True): "stream_stream",
}


def behaviour_of(handler: Any) -> tuple[str, Callable[[Any, Any], Any]]:
    """The handler's field that is set, and the function in it, which takes request(s) and context."""
    name = _NAMES[bool(handler.request_streaming), bool(handler.response_streaming)]
    return name, getattr(handler, name)


def around(handler: Any, enter: Callable[[Any, Any], AbstractAsyncContextManager[Any]]) -> Any:
    """``handler`` with each call inside of ``enter(request or requests, context)``."""
    name, behaviour = behaviour_of(handler)
    if inspect.isasyncgenfunction(behaviour):

        async def answers(request: Any, context: Any) -> AsyncIterator[Any]:
            async with enter(request, context), aclosing(behaviour(request, context)) as each:
                async for answer in each:
                    yield answer

        return handler._replace(**{name: answers})

    async def answer(request: Any, context: Any) -> Any:
        # Of streams, too: some methods write their answers themselves.
        async with enter(request, context):
            return await behaviour(request, context)

    return handler._replace(**{name: answer})
