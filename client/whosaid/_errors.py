"""What can go wrong, and the one table that maps gRPC's status codes to it.

    WhosaidError
    ├── InvalidArticleError (ValueError)            the article or an option must change; names every field
    │   └── MessageTooLargeError                    the request is larger than the service accepts
    ├── ServiceUnavailableError (ConnectionError)   nobody answers there, or the service starts or stops
    ├── OverloadedError                             too many articles wait; says when to try again
    ├── DeadlineExceededError (TimeoutError)        no answer in time
    ├── RequestCancelledError                       the call was cancelled
    ├── AccessDeniedError (PermissionError)         the service does not accept these credentials
    ├── UnsupportedServiceError (NotImplementedError)  something answers there, but it does not offer this call
    ├── InternalServiceError (RuntimeError)         the service failed; its log says why, at .request_id
    ├── ClientClosedError (RuntimeError)            the client was closed before the call
    ├── MissingExtraError (ImportError)             what runs the models in this process is not installed
    └── ModelLoadError (RuntimeError)               the model cannot be loaded in this process

Trying again can help with ServiceUnavailableError, OverloadedError and DeadlineExceededError, and with no other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf.message import DecodeError
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_status import rpc_status


@dataclass(frozen=True, slots=True)
class FieldViolation:
    """One offending field: its path in the request ("article.text", "options.kinds[2]") and what to change."""

    field: str
    description: str

    def __str__(self) -> str:
        return f"{self.field}: {self.description}"


class WhosaidError(Exception):
    """The base of all exceptions that the client raises.

    ``code``: the status code of the service's answer; None when the client itself found the error. ``request_id``:
    names the call in the service's log; empty when the service did not say, or was not reached.
    """

    request_id: str = ""

    def __init__(self, message: str, *, code: grpc.StatusCode | None = None) -> None:
        super().__init__(message)
        self.code = code


class InvalidArticleError(WhosaidError, ValueError):
    """The article, or an option, breaks the contract. ``violations`` names every offending field, if it is known."""

    def __init__(
        self,
        message: str,
        *,
        code: grpc.StatusCode | None = None,
        violations: Iterable[FieldViolation] = (),
    ) -> None:
        super().__init__(message, code=code)
        self.violations = tuple(violations)

    @classmethod
    def of(cls, field: str, description: str) -> InvalidArticleError:
        """An error that the client found in one field."""
        violation = FieldViolation(field, description)
        return cls(str(violation), violations=[violation])


class MessageTooLargeError(InvalidArticleError):
    """The request is larger than the service's Limits.max_message_bytes."""


class ServiceUnavailableError(WhosaidError, ConnectionError):
    """The service cannot be reached, or it is starting or stopping.

    ``reason``: "STARTING", "STOPPING" or "MODEL_FAILED" in the service's own words; empty when nothing was reached.
    """

    def __init__(self, message: str, *, code: grpc.StatusCode | None = None, reason: str = "") -> None:
        super().__init__(message, code=code)
        self.reason = reason


class OverloadedError(WhosaidError):
    """Too many articles wait. ``retry_delay``: seconds after which to try again; None when the service did not say."""

    def __init__(self, message: str, *, code: grpc.StatusCode | None = None, retry_delay: float | None = None) -> None:
        super().__init__(message, code=code)
        self.retry_delay = retry_delay


class DeadlineExceededError(WhosaidError, TimeoutError):
    """There was no answer within the timeout."""


class RequestCancelledError(WhosaidError):
    """The call was cancelled, by this process or by the service."""


class AccessDeniedError(WhosaidError, PermissionError):
    """The service does not accept the caller's credentials."""


class UnsupportedServiceError(WhosaidError, NotImplementedError):
    """What answers at the address is another service, or an older version without this call."""


class InternalServiceError(WhosaidError, RuntimeError):
    """The service failed. Its operator finds why in its log, at ``request_id``."""


class ClientClosedError(WhosaidError, RuntimeError):
    """The client was closed; make a new one."""


class MissingExtraError(WhosaidError, ImportError):
    """The packages that run the models are not installed: pip install "whosaid[server]"."""


class ModelLoadError(WhosaidError, RuntimeError):
    """The model's weights are not there, are damaged, or do not fit into the memory."""


# What the service never sends counts as its failure.
ERROR_OF_CODE: dict[grpc.StatusCode, type[WhosaidError]] = {
    grpc.StatusCode.CANCELLED: RequestCancelledError,
    grpc.StatusCode.UNKNOWN: InternalServiceError,
    grpc.StatusCode.INVALID_ARGUMENT: InvalidArticleError,
    grpc.StatusCode.DEADLINE_EXCEEDED: DeadlineExceededError,
    grpc.StatusCode.NOT_FOUND: InternalServiceError,
    grpc.StatusCode.ALREADY_EXISTS: InternalServiceError,
    grpc.StatusCode.PERMISSION_DENIED: AccessDeniedError,
    grpc.StatusCode.RESOURCE_EXHAUSTED: OverloadedError,
    grpc.StatusCode.FAILED_PRECONDITION: InternalServiceError,
    grpc.StatusCode.ABORTED: InternalServiceError,
    grpc.StatusCode.OUT_OF_RANGE: InvalidArticleError,
    grpc.StatusCode.UNIMPLEMENTED: UnsupportedServiceError,
    grpc.StatusCode.INTERNAL: InternalServiceError,
    grpc.StatusCode.UNAVAILABLE: ServiceUnavailableError,
    grpc.StatusCode.DATA_LOSS: InternalServiceError,
    grpc.StatusCode.UNAUTHENTICATED: AccessDeniedError,
}

_CODE_OF_NUMBER: dict[int, grpc.StatusCode] = {code.value[0]: code for code in grpc.StatusCode}

_REQUEST_ID = "x-request-id"

# gRPC's words for a connection that did not come about, and what they mean.
_TLS_ADVICE = {
    "CERTIFICATE_VERIFY_FAILED": "no authority that this client trusts has signed the service's certificate for this "
    "name: give its authority's as ca (--tls-ca), and the address by the certificate's name",
    "Hostname Verification Check failed": "the service's certificate is for another name: use that in the address",
    "WRONG_VERSION_NUMBER": "the service does not use TLS: leave it out",
    "Socket closed": "if the service uses TLS, ask for it (tls or ca, --tls or --tls-ca); if it wants a certificate of "
    "the client, give cert and key (--tls-cert, --tls-key)",
}

# gRPC's own words when a message is over a limit; it sends no details with them.
_TOO_LARGE = "message larger than max"


def error_from_status(status: status_pb2.Status) -> WhosaidError:
    """The exception for a google.rpc.Status other than OK, with what its details say."""
    code = _CODE_OF_NUMBER.get(status.code, grpc.StatusCode.UNKNOWN)
    message = status.message or code_pb2.Code.Name(code.value[0])
    kind = ERROR_OF_CODE.get(code, InternalServiceError)
    if code is grpc.StatusCode.RESOURCE_EXHAUSTED and _TOO_LARGE in message:
        return MessageTooLargeError(message, code=code)
    made = kind(message, code=code, **_details_for(kind, status))
    if request := _detail(status, error_details_pb2.RequestInfo()):
        made.request_id = request.request_id
    return made


def error_from_call(error: grpc.RpcError, target: str) -> WhosaidError:
    """The exception for a failed call to the service at ``target``."""
    made = error_from_status(_status_of(error, target))
    if not made.request_id:
        made.request_id = next((value for name, value in _trailing(error) if name == _REQUEST_ID), "")
    return made


def _trailing(error: grpc.RpcError) -> Iterable[tuple[str, Any]]:
    """What the service sent after its answer."""
    trailing: Any = error.trailing_metadata()
    return trailing or ()


def _status_of(error: grpc.RpcError, target: str) -> status_pb2.Status:
    try:
        rich = rpc_status.from_call(error)  # type: ignore[arg-type]  # every RpcError of a call is a Call
    except (ValueError, DecodeError):  # details of something that is not this service
        rich = None
    if rich is not None:
        return rich
    code, message = error.code(), error.details() or ""
    # What gRPC itself says does not tell which service it is about.
    message = f"{target}: {message}" if message else target
    return status_pb2.Status(code=code.value[0], message=f"{message}{_advice(message)}")


def _advice(message: str) -> str:
    """What to do about a connection that did not come about because of TLS; gRPC says it in OpenSSL's words."""
    return next((f"; {advice}" for words, advice in _TLS_ADVICE.items() if words in message), "")


def _details_for(kind: type[WhosaidError], status: status_pb2.Status) -> dict[str, Any]:
    """What the exception carries beyond its message, read from the details of the status."""
    if issubclass(kind, InvalidArticleError) and (bad := _detail(status, error_details_pb2.BadRequest())):
        return {"violations": [FieldViolation(each.field, each.description) for each in bad.field_violations]}
    if kind is ServiceUnavailableError and (info := _detail(status, error_details_pb2.ErrorInfo())):
        return {"reason": info.reason}
    if kind is OverloadedError and (retry := _detail(status, error_details_pb2.RetryInfo())):
        return {"retry_delay": retry.retry_delay.ToNanoseconds() / 1e9}
    return {}


def _detail(status: status_pb2.Status, into: Any) -> Any:
    """``into`` filled from the first detail of its type; None when there is none that can be read."""
    for detail in status.details:
        if detail.Is(into.DESCRIPTOR):
            try:
                detail.Unpack(into)
            except DecodeError:
                return None
            return into
    return None
