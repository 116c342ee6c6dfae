"""The record of every call: who listens to it, and what the caller is told when it fails."""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

import grpc

from whosaid_server import status
from whosaid_server.engine import Reading
from whosaid_server.methods import around

REQUEST_ID = "x-request-id"

# A caller's own id is taken over if it is harmless in a log.
_HARMLESS_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
# Addresses are told apart in the log of one process, and not told.
_SALT = secrets.token_bytes(16)


@dataclass(slots=True)
class Call:
    """One call; never a word of its articles. Times are of ``time.time``, durations in seconds."""

    service: str
    method: str
    request_id: str
    peer: str  # stands for the caller's address
    began: float = field(default_factory=time.time)
    seconds: float = 0.0
    code: str = "CANCELLED"  # until it is known better: nobody else ends a call without a word
    reason: str = ""  # of an error
    bytes: int = 0  # of its requests
    answers: int = 0  # articles that were answered
    errors: dict[str, int] = field(default_factory=dict)  # articles of a stream that were not, by their reason
    claims: int = 0
    tokens: int = 0
    queue_seconds: float = 0.0
    read_seconds: float = 0.0
    trace_id: str = ""
    listeners: Sequence[CallListener] = ()

    def received(self, size: int) -> None:
        """A request of ``size`` bytes arrived."""
        self.bytes += size

    def answered(self, reading: Reading) -> None:
        """An article was read."""
        self.answers += 1
        self.claims += len(reading.response.claims)
        self.tokens += reading.response.token_count
        self.queue_seconds += reading.begun - reading.queued
        self.read_seconds += reading.ended - reading.begun
        for listener in self.listeners:
            listener.answered(self, reading)

    def failed(self, reason: str) -> None:
        """An article of a stream was not read."""
        self.errors[reason] = self.errors.get(reason, 0) + 1


class CallListener(Protocol):
    """Hears of calls, in the event loop. Must not raise or wait."""

    def begun(self, call: Call, metadata: Mapping[str, str]) -> None:
        """A call of a method that exists arrived."""

    def answered(self, call: Call, reading: Reading) -> None:
        """One of its articles was read."""

    def ended(self, call: Call) -> None:
        """The call is over; its code and its duration are known."""


_current: ContextVar[Call] = ContextVar("whosaid_call")


def current_call() -> Call:
    """The call that is being answered."""
    return _current.get()


class Calls(grpc.aio.ServerInterceptor):
    """Keeps a record of every call, and turns exceptions into statuses. The outermost interceptor."""

    def __init__(self, listeners: Sequence[CallListener]) -> None:
        self._listeners = tuple(listeners)

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Any]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Any:
        """Put the record around the method that is called."""
        handler = await continuation(handler_call_details)
        if handler is None:
            return None
        service, _, method = handler_call_details.method.lstrip("/").rpartition("/")
        metadata = {
            name: value
            for name, value in handler_call_details.invocation_metadata or ()
            if isinstance(value, str)
        }  # fmt: skip

        def enter(request: Any, context: Any) -> Any:
            size = 0 if handler.request_streaming else _size(request)
            call = Call(service, method, _request_id(metadata), _peer(context), bytes=size, listeners=self._listeners)
            return self._record(call, metadata, context)

        return around(handler, enter)

    @asynccontextmanager
    async def _record(self, call: Call, metadata: Mapping[str, str], context: Any) -> AsyncIterator[None]:
        _current.set(call)
        start = time.monotonic()
        trailing = ((REQUEST_ID, call.request_id),)
        context.set_trailing_metadata(trailing)
        for listener in self._listeners:
            listener.begun(call, metadata)
        told = None
        try:
            yield
            call.code = "OK"
        except grpc.aio.AbortError:  # gRPC's own services end calls themselves
            call.code = _name_of(context.code())
            raise
        except asyncio.CancelledError:
            # gRPC cancels a call whose deadline has passed, too.
            remaining = cast("float | None", context.time_remaining())
            call.code = "DEADLINE_EXCEEDED" if remaining is not None and remaining <= 0 else "CANCELLED"
            raise
        except Exception as error:  # noqa: BLE001 - no exception's own words may reach the caller
            told = status.to_status(error, call.request_id)
            call.code, call.reason = status.code_name(told), status.reason_of(error)
        finally:
            # Before the caller hears of it: who looks it up then finds it.
            call.seconds = time.monotonic() - start
            for listener in self._listeners:
                listener.ended(call)
        if told is not None:
            await status.abort(context, told, trailing)


def _request_id(metadata: Mapping[str, str]) -> str:
    given = metadata.get(REQUEST_ID, "")
    return given if _HARMLESS_ID.fullmatch(given) else uuid.uuid4().hex


def _peer(context: Any) -> str:
    address = str(context.peer()).rpartition(":")[0]  # without the port, which is another one for every connection
    return hashlib.blake2b(address.encode(), key=_SALT, digest_size=4).hexdigest()


def _size(request: Any) -> int:
    if isinstance(request, bytes):
        return len(request)
    return int(request.ByteSize()) if hasattr(request, "ByteSize") else 0


def _name_of(code: Any) -> str:
    """The name of a status code, which grpc.aio has as a number."""
    for each in grpc.StatusCode:
        if code in (each, each.value[0]):
            return each.name
    return "UNKNOWN"
