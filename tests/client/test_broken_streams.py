"""Streams that break: what is unanswered is sent again, and what cannot be answered says why."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import grpc
import pytest
from google.protobuf.duration_pb2 import Duration
from google.rpc import error_details_pb2

import whosaid
from whosaid.v1 import claim_extraction_service_pb2 as pb

pytestmark = pytest.mark.usefixtures("quick")

TEXTS = [f"Bridge {number} is open." for number in range(40)]


@pytest.mark.parametrize("end", ["abort", "return"])
def test_a_stream_that_ends_early_is_opened_again(end, connect, script, abort_with, by_index):
    def stream(requests, context):
        for count, request in enumerate(requests):
            if script.streams < 4 and count == 3:
                return abort_with(context, grpc.StatusCode.UNAVAILABLE) if end == "abort" else None
            yield script.answer(request)

    script.stream = stream
    answers = by_index(connect(script.address).extract_many(TEXTS, max_in_flight=4))
    assert all(answer.error is None for answer in answers)
    assert len(answers) == len(TEXTS)
    assert script.streams == 4


def test_an_article_that_is_refused_for_now_is_sent_again_on_a_new_stream(connect, script, status_of, by_index):
    retry = error_details_pb2.RetryInfo(retry_delay=Duration(nanos=20_000_000))
    busy = status_of(grpc.StatusCode.RESOURCE_EXHAUSTED, "full", retry)

    def stream(requests, context):
        refused = script.streams == 1
        for count, request in enumerate(requests):
            if refused and count >= 2:
                yield pb.StreamExtractClaimsResponse(
                    request_id=request.request_id, error=pb.ExtractionError(status=busy)
                )
            else:
                yield script.answer(request)

    script.stream = stream
    answers = by_index(connect(script.address).extract_many(TEXTS[:8], max_in_flight=4))
    assert all(answer.error is None for answer in answers)
    assert len(answers) == 8
    assert script.streams == 2


def test_a_service_that_stays_unreachable_ends_it_with_all_that_was_read_answered(connect, unused_address):
    read, got = [], []
    articles = (read.append(text) or text for text in TEXTS)
    with pytest.raises(whosaid.ServiceUnavailableError):
        got.extend(connect(unused_address).extract_many(articles, max_in_flight=5))
    assert 1 <= len(read) <= 5
    assert sorted(answer.index for answer in got) == list(range(len(read)))
    assert all(isinstance(answer.error, whosaid.ServiceUnavailableError) for answer in got)


def test_a_service_that_is_starting_is_waited_for(connect, script, abort_with, by_index):
    starting = error_details_pb2.ErrorInfo(reason="STARTING")

    def stream(requests, context):
        if script.streams < 5:
            abort_with(context, grpc.StatusCode.UNAVAILABLE, "loading", starting)
        yield from script.answer_all(requests, context)

    script.stream = stream
    answers = by_index(connect(script.address).extract_many(TEXTS[:3]))
    assert [answer.error for answer in answers] == [None] * 3


def test_a_refusal_ends_it_at_once(connect, script, abort_with):
    def stream(requests, context):
        next(requests)
        abort_with(context, grpc.StatusCode.UNAUTHENTICATED)
        yield

    script.stream = stream
    got = []
    with pytest.raises(whosaid.AccessDeniedError):
        got.extend(connect(script.address).extract_many(TEXTS, max_in_flight=1))
    assert [type(answer.error) for answer in got] == [whosaid.AccessDeniedError]
    assert script.streams == 1


def test_an_article_that_breaks_every_stream_is_given_up_and_the_others_are_not(connect, script, abort_with, by_index):
    def stream(requests, context):
        for request in requests:
            if request.article.text == "poison":
                abort_with(context, grpc.StatusCode.UNAVAILABLE)
            yield script.answer(request)

    script.stream = stream
    answers = by_index(connect(script.address).extract_many([*TEXTS[:3], "poison", *TEXTS[3:20]], max_in_flight=8))
    assert isinstance(answers[3].error, whosaid.InternalServiceError)
    assert "6 times" in str(answers[3].error)
    assert [answer.index for answer in answers if answer.error] == [3]


def test_a_message_that_only_the_service_finds_too_large_is_singled_out(connect, start_server, by_index):
    with start_server(max_message_bytes=2000) as small:
        articles = [*TEXTS[:3], f"{'x' * 3000}.", *TEXTS[3:6]]
        answers = by_index(connect(small).extract_many(articles))
    assert [answer.index for answer in answers if answer.error] == [3]
    assert isinstance(answers[3].error, whosaid.MessageTooLargeError)


def test_silence_is_given_up_after_the_timeout(connect, script, by_index):
    def stream(requests, context):
        for request in requests:
            if request.article.text == "silence":
                while context.is_active():
                    time.sleep(0.01)
                return
            yield script.answer(request)

    script.stream = stream
    answers = by_index(
        connect(script.address).extract_many([*TEXTS[:4], "silence", *TEXTS[4:8]], timeout=0.3, max_in_flight=1)
    )
    assert [answer.index for answer in answers if answer.error] == [4]
    assert isinstance(answers[4].error, whosaid.DeadlineExceededError)


def test_a_server_that_is_killed_and_started_again(connect, by_index):
    """The real thing: a process that dies without a word, and another one on its port."""

    def start(port):
        command = [sys.executable, str(Path(__file__).parent / "echo_server.py"), str(port)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        return process, int(process.stdout.readline())

    process, port = start(0)
    got = []
    try:
        for answer in connect(f"127.0.0.1:{port}").extract_many(TEXTS, max_in_flight=4):
            got.append(answer)
            if len(got) == 10:
                process.kill()
                process.wait()
                process.stdout.close()
                process, _ = start(port)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    answers = by_index(got)
    assert [answer.error for answer in answers] == [None] * len(TEXTS)
