"""Statuses become exceptions that say what to do."""

from __future__ import annotations

import copy
import pickle

import grpc
import pytest
from google.protobuf.duration_pb2 import Duration
from google.rpc import error_details_pb2, status_pb2

import whosaid
from whosaid._errors import ERROR_OF_CODE, error_from_status

CODES = [code for code in grpc.StatusCode if code is not grpc.StatusCode.OK]


def test_every_status_code_has_an_exception():
    assert set(ERROR_OF_CODE) == set(CODES)


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.name)
def test_a_failed_call_raises_the_exception_of_its_code(code, connect, script, abort_with):
    script.unary = lambda request, context: abort_with(context, code, "what happened")
    with pytest.raises(whosaid.WhosaidError, match="what happened") as caught:
        connect(script.address).extract("The bridge is open.")
    assert type(caught.value) is ERROR_OF_CODE[code]
    assert caught.value.code is code
    assert isinstance(caught.value.__cause__, grpc.RpcError)


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.name)
def test_plain_statuses_without_details_work_as_well(code, connect, script):
    script.unary = lambda request, context: context.abort(code, "from a proxy")
    with pytest.raises(ERROR_OF_CODE[code], match="from a proxy") as caught:
        connect(script.address).extract("The bridge is open.")
    assert script.address in str(caught.value), "what gRPC itself says does not name the service"


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (whosaid.InvalidArticleError, ValueError),
        (whosaid.MessageTooLargeError, whosaid.InvalidArticleError),
        (whosaid.ServiceUnavailableError, ConnectionError),
        (whosaid.DeadlineExceededError, TimeoutError),
        (whosaid.AccessDeniedError, PermissionError),
        (whosaid.UnsupportedServiceError, NotImplementedError),
        (whosaid.InternalServiceError, RuntimeError),
        (whosaid.ClientClosedError, RuntimeError),
        (whosaid.MissingExtraError, ImportError),
        (whosaid.ModelLoadError, RuntimeError),
    ],
)
def test_exceptions_are_builtins_too(error, builtin):
    assert issubclass(error, builtin)
    assert issubclass(error, whosaid.WhosaidError)


def test_violations_retry_delay_request_id_and_reason_are_read(status_of):
    bad = error_details_pb2.BadRequest(field_violations=[{"field": "article.text", "description": "is empty"}])
    error = error_from_status(status_of(grpc.StatusCode.INVALID_ARGUMENT, "article.text: is empty", bad))
    assert error.violations == (whosaid.FieldViolation("article.text", "is empty"),)

    retry = error_details_pb2.RetryInfo(retry_delay=Duration(seconds=2, nanos=500_000_000))
    info = error_details_pb2.ErrorInfo(reason="QUEUE_FULL")
    assert error_from_status(status_of(grpc.StatusCode.RESOURCE_EXHAUSTED, "full", info, retry)).retry_delay == 2.5
    assert error_from_status(status_of(grpc.StatusCode.RESOURCE_EXHAUSTED, "full")).retry_delay is None

    request = error_details_pb2.RequestInfo(request_id="abc")
    assert error_from_status(status_of(grpc.StatusCode.INTERNAL, "failed", request)).request_id == "abc"

    starting = error_details_pb2.ErrorInfo(reason="STARTING")
    assert error_from_status(status_of(grpc.StatusCode.UNAVAILABLE, "soon", starting)).reason == "STARTING"


def test_what_cannot_be_read_does_no_harm():
    status = status_pb2.Status(code=3, message="bad")
    status.details.add(type_url="type.googleapis.com/google.rpc.BadRequest", value=b"\xff\xff")
    assert error_from_status(status).violations == ()
    assert type(error_from_status(status_pb2.Status(code=99))) is whosaid.InternalServiceError
    assert str(error_from_status(status_pb2.Status(code=5))) == "NOT_FOUND"


def test_exceptions_survive_copying_and_pickling(status_of):
    retry = error_details_pb2.RetryInfo(retry_delay=Duration(seconds=2))
    error = error_from_status(status_of(grpc.StatusCode.RESOURCE_EXHAUSTED, "full", retry))
    unavailable = error_from_status(status_of(grpc.StatusCode.UNAVAILABLE, "gone"))
    for each in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert (str(each), each.retry_delay, each.code) == ("full", 2.0, grpc.StatusCode.RESOURCE_EXHAUSTED)
    again = pickle.loads(pickle.dumps(unavailable))
    assert (str(again), again.code) == ("gone", grpc.StatusCode.UNAVAILABLE)
