"""Errors → google.rpc.Status: the only place that knows status codes.

Reasons and codes are documented at the service in the contract.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from typing import Any, NoReturn

import grpc
from google.protobuf.message import Message
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_status import rpc_status

from whosaid_server.conversion import to_duration
from whosaid_server.errors import (
    DeadlineExceeded,
    DeadlineUnreachable,
    InvalidRequest,
    ModelFailed,
    NotReady,
    QueueFull,
    ServiceError,
    ShuttingDown,
    TooManyStreams,
    Unauthenticated,
)

logger = logging.getLogger("whosaid_server")

DOMAIN = "whosaid.v1"

_CODES: dict[type[ServiceError], tuple[int, str]] = {
    InvalidRequest: (code_pb2.INVALID_ARGUMENT, "INVALID_REQUEST"),
    Unauthenticated: (code_pb2.UNAUTHENTICATED, "UNAUTHENTICATED"),
    QueueFull: (code_pb2.RESOURCE_EXHAUSTED, "QUEUE_FULL"),
    DeadlineUnreachable: (code_pb2.RESOURCE_EXHAUSTED, "DEADLINE_UNREACHABLE"),
    TooManyStreams: (code_pb2.RESOURCE_EXHAUSTED, "TOO_MANY_STREAMS"),
    NotReady: (code_pb2.UNAVAILABLE, "STARTING"),
    ShuttingDown: (code_pb2.UNAVAILABLE, "STOPPING"),
    ModelFailed: (code_pb2.UNAVAILABLE, "MODEL_FAILED"),
    DeadlineExceeded: (code_pb2.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED"),
}

_UNEXPECTED = "UNEXPECTED"

# A status travels in the trailing metadata, of which gRPC takes 8 KiB.
_MAX_MESSAGE_CHARACTERS = 500
_MAX_VIOLATIONS_BYTES = 4000


def to_status(error: Exception, request_id: str = "") -> status_pb2.Status:
    """The status that tells a caller about ``error``; an unexpected one is logged and tells only an id.

    ``request_id``: of the call, by which the caller's operator and the service's can talk about it.
    """
    if not isinstance(error, ServiceError):
        return _unexpected(error, request_id)
    code, reason = _CODES[type(error)]
    details = _common_details(reason, request_id)
    message = str(error)
    if isinstance(error, InvalidRequest):
        details.append(_bad_request(error))
        if len(message) > _MAX_MESSAGE_CHARACTERS:
            fields = ", ".join(violation.field for violation in error.violations)
            message = f"the details say what is wrong with each of these: {fields}"
    elif isinstance(error, (QueueFull, DeadlineUnreachable, TooManyStreams)):
        details.append(error_details_pb2.RetryInfo(retry_delay=to_duration(error.retry_after)))
    return _status(code, _shorten(message), details)


def code_name(status: status_pb2.Status) -> str:
    """The name of the status's code: "INVALID_ARGUMENT"."""
    name: str = code_pb2.Code.Name(status.code)
    return name


def reason_of(error: Exception) -> str:
    """The reason that ErrorInfo has for ``error``: "QUEUE_FULL"."""
    return _CODES[type(error)][1] if isinstance(error, ServiceError) else _UNEXPECTED


async def abort(
    context: grpc.aio.ServicerContext[Any, Any], status: status_pb2.Status, metadata: Sequence[tuple[str, str]] = ()
) -> NoReturn:
    """End the call with ``status``; ``metadata`` is sent after it."""
    told = rpc_status.to_status(status)
    await context.abort(told.code, told.details, (*told.trailing_metadata, *metadata))
    raise AssertionError  # abort raises


def _unexpected(error: Exception, request_id: str) -> status_pb2.Status:
    """INTERNAL. The error's own words may quote the article: neither the caller nor the log gets them."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    logger.error("unexpected %s, request_id=%s\n%s", type(error).__name__, request_id, frames)
    message = f"the service failed; its operator finds why in the log at {request_id}"
    return _status(code_pb2.INTERNAL, message, _common_details(_UNEXPECTED, request_id))


def _common_details(reason: str, request_id: str) -> list[Message]:
    details: list[Message] = [error_details_pb2.ErrorInfo(reason=reason, domain=DOMAIN)]
    if request_id:
        details.append(error_details_pb2.RequestInfo(request_id=request_id))
    return details


def _bad_request(error: InvalidRequest) -> error_details_pb2.BadRequest:
    """All violations, or as many as fit and how many more there are."""
    details = error_details_pb2.BadRequest()
    for count, violation in enumerate(error.violations):
        if details.ByteSize() > _MAX_VIOLATIONS_BYTES:
            more = f"{len(error.violations) - count} more fields are not accepted"
            details.field_violations.add(field="", description=more)
            break
        details.field_violations.add(field=violation.field, description=_shorten(violation.description))
    return details


def _status(code: int, message: str, details: list[Any]) -> status_pb2.Status:
    status = status_pb2.Status(code=code, message=message)
    for detail in details:
        status.details.add().Pack(detail)
    return status


def _shorten(text: str) -> str:
    return text if len(text) <= _MAX_MESSAGE_CHARACTERS else text[: _MAX_MESSAGE_CHARACTERS - 1] + "…"
