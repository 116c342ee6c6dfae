"""Asks every call for a token, but for the health check."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import grpc

from whosaid_server.errors import Unauthenticated
from whosaid_server.methods import behaviour_of
from whosaid_server.security.tokens import Tokens

_HEADER, _SCHEME = "authorization", "bearer"
# Load balancers and probes have no token.
_EXEMPT = "/grpc.health.v1.Health/"


class Authentication(grpc.aio.ServerInterceptor):
    """Refuses calls without one of the tokens, before their requests are decoded."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Any]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Any:
        """Go on with the call, or raise Unauthenticated in the place of its method."""
        handler = await continuation(handler_call_details)
        if handler is None or handler_call_details.method.startswith(_EXEMPT):
            return handler
        given = _token_of(handler_call_details)
        if given is not None and self._tokens.accept(given):
            return handler
        return _refusing(handler, token_was_given=given is not None)


def _token_of(details: grpc.HandlerCallDetails) -> str | None:
    for name, value in details.invocation_metadata or ():
        if name == _HEADER:
            scheme, _, token = (value.decode("latin-1") if isinstance(value, bytes) else value).partition(" ")
            return token.strip() if scheme.lower() == _SCHEME else None
    return None


def _refusing(handler: Any, *, token_was_given: bool) -> Any:
    """``handler`` with its method replaced, and without its decoder."""

    def refuse() -> None:
        raise Unauthenticated(token_was_given=token_was_given)

    async def answer(request: Any, context: Any) -> Any:  # noqa: ARG001
        refuse()

    async def answers(request: Any, context: Any) -> AsyncIterator[Any]:  # noqa: ARG001
        refuse()
        yield  # what makes it a generator

    name, _ = behaviour_of(handler)
    return handler._replace(**{name: answers if handler.response_streaming else answer, "request_deserializer": None})
