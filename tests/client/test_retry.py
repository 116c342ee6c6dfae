"""A service that is too busy is asked again, as it says and no sooner; nothing else is."""

from __future__ import annotations

import time
from itertools import pairwise

import grpc
import pytest
from google.protobuf.duration_pb2 import Duration
from google.rpc import error_details_pb2

import whosaid
from whosaid._errors import MessageTooLargeError, OverloadedError
from whosaid._retry import Attempts, RetryBudget
from whosaid.v1 import claim_extraction_service_pb2 as pb

SOON = error_details_pb2.RetryInfo(retry_delay=Duration(nanos=50_000_000))
LATER = error_details_pb2.RetryInfo(retry_delay=Duration(seconds=60))
FULL = grpc.StatusCode.RESOURCE_EXHAUSTED


@pytest.fixture
def busy(script, abort_with):
    """``busy(times, *details)``: the service refuses so often before it answers; gives the times of the calls."""

    def make(times, *details):
        calls = []

        def unary(request, context):
            calls.append(time.monotonic())
            if len(calls) <= times:
                abort_with(context, FULL, "full", *details)
            return pb.ExtractClaimsResponse(token_count=7)

        script.unary = unary
        return calls

    return make


def test_a_busy_service_is_asked_again_when_it_says(connect, script, busy):
    calls = busy(2, SOON)
    assert connect(script.address).extract("The bridge is open.").token_count == 7
    assert len(calls) == 3
    assert all(later - earlier >= 0.05 for earlier, later in pairwise(calls))


@pytest.mark.parametrize("details", [(), (LATER,)], ids=["no hint", "a hint beyond the timeout"])
def test_without_a_hint_that_helps_the_caller_hears_at_once(details, connect, script, busy):
    calls = busy(9, *details)
    start = time.monotonic()
    with pytest.raises(whosaid.OverloadedError):
        connect(script.address).extract("The bridge is open.", timeout=5)
    assert len(calls) == 1
    assert time.monotonic() - start < 4


def test_a_message_that_is_too_large_is_sent_once(connect, start_server):
    with start_server(max_message_bytes=2000) as small:
        client = connect(small)
        with pytest.raises(whosaid.MessageTooLargeError):
            client.extract("x" * 3000)


def test_a_service_that_stays_busy_uses_up_the_budget(connect, script, busy):
    calls = busy(1000, error_details_pb2.RetryInfo(retry_delay=Duration(nanos=1_000_000)))
    client = connect(script.address)
    for _ in range(20):
        with pytest.raises(whosaid.OverloadedError):
            client.extract("The bridge is open.")
    assert len(calls) <= 20 + 5


def test_answers_earn_the_budget_back():
    budget = RetryBudget()
    while budget.spend():
        pass
    for _ in range(11):
        budget.succeeded()
    assert budget.spend()
    assert not budget.spend()


def test_only_a_hint_makes_an_attempt_worth_it():
    attempts = Attempts(10.0, RetryBudget())
    assert attempts.pause_after(OverloadedError("full", retry_delay=0.5)) >= 0.5
    assert attempts.pause_after(OverloadedError("full")) is None
    assert attempts.pause_after(MessageTooLargeError("large")) is None
    assert attempts.pause_after(whosaid.ServiceUnavailableError("gone")) is None
    assert Attempts(None, RetryBudget()).remaining is None
