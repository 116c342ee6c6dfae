"""Many articles over a stream: every one is answered once, whatever happens on the way."""

from __future__ import annotations

import asyncio
import itertools
import threading
import time

import pytest

import whosaid
from whosaid.v1 import claim_extraction_service_pb2 as pb

pytestmark = pytest.mark.usefixtures("quick")

TEXTS = [f"Bridge {number} is open." for number in range(40)]


def texts_of(answers):
    return [answer.result().claims[0].text for answer in answers]


def test_every_article_is_answered_and_matched(connect, address, by_index):
    answers = by_index(connect(address).extract_many(TEXTS))
    assert texts_of(answers) == TEXTS
    assert [answer.article for answer in answers] == TEXTS


def test_no_articles_no_stream(connect, script):
    assert list(connect(script.address).extract_many([])) == []
    assert script.streams == 0


def test_options_go_with_every_article(connect, address, by_index):
    (answer,) = by_index(connect(address).extract_many(["It is. It will open."], kinds=["prediction"]))
    assert [claim.text for claim in answer.result().claims] == ["It will open."]


def test_a_bad_article_is_an_error_in_its_place(connect, address, by_index):
    articles = ["One is.", "", None, "x\ud800", "EXPLODE now.", "x" * (4 * 1024 * 1024), "Two is."]
    answers = by_index(connect(address).extract_many(articles))
    kinds = [type(answer.error) for answer in answers]
    assert kinds == [
        type(None),
        whosaid.InvalidArticleError,
        whosaid.InvalidArticleError,
        whosaid.InvalidArticleError,
        whosaid.InternalServiceError,
        whosaid.MessageTooLargeError,
        type(None),
    ]
    assert answers[1].error.violations[0].field == "article.text"
    with pytest.raises(whosaid.InternalServiceError):
        answers[4].result()


def test_the_input_is_read_only_as_far_ahead_as_allowed(connect, address):
    read = []

    def articles():
        for number in itertools.count():
            read.append(number)
            yield f"Bridge {number} is open."

    answers = connect(address).extract_many(articles(), max_in_flight=3)
    assert read == []
    for count, _ in enumerate(itertools.islice(answers, 10), start=1):
        assert len(read) <= count + 3
    answers.close()


def test_useless_arguments_are_refused_at_once(connect, address):
    client = connect(address)
    with pytest.raises(ValueError, match="max_in_flight"):
        list(client.extract_many(TEXTS, max_in_flight=0))
    with pytest.raises(ValueError, match="timeout"):
        list(client.extract_many(TEXTS, timeout=0))
    with pytest.raises(ValueError, match="gossip"):
        list(client.extract_many(TEXTS, kinds=["gossip"]))


def test_what_the_input_raises_comes_after_the_answers(connect, address):
    def articles():
        yield from TEXTS[:5]
        raise LookupError("the archive is gone")

    got = []
    with pytest.raises(LookupError, match="archive"):
        got.extend(connect(address).extract_many(articles()))  # keeps what came before the exception
    assert sorted(answer.index for answer in got) == list(range(5))


def test_answers_that_come_late_or_twice_are_not_counted(connect, script, by_index):
    def stream(requests, context):
        for request in requests:
            yield pb.StreamExtractClaimsResponse(request_id="unheard of", response=pb.ExtractClaimsResponse())
            yield script.answer(request)
            yield script.answer(request)

    script.stream = stream
    assert len(by_index(connect(script.address).extract_many(TEXTS))) == len(TEXTS)


def test_an_answer_without_a_result_is_the_services_failure(connect, script, by_index):
    script.stream = lambda requests, context: (
        pb.StreamExtractClaimsResponse(request_id=request.request_id) for request in requests
    )
    (answer,) = by_index(connect(script.address).extract_many(["One is."]))
    assert isinstance(answer.error, whosaid.InternalServiceError)


def test_stopping_half_way_ends_the_stream(connect, script):
    ended = threading.Event()

    def stream(requests, context):
        context.add_callback(ended.set)
        yield from script.answer_all(requests, context)

    script.stream = stream
    answers = connect(script.address).extract_many(itertools.repeat("One is."))
    next(answers)
    answers.close()
    assert ended.wait(5)


def test_closing_the_client_half_way_reports_what_is_unanswered(connect, script):
    def stream(requests, context):
        yield script.answer(next(requests))
        while context.is_active():
            time.sleep(0.01)

    script.stream = stream
    client = connect(script.address)
    answers = client.extract_many(TEXTS[:3])
    got = [next(answers)]
    client.close()
    with pytest.raises(whosaid.ClientClosedError):
        got.extend(answers)
    assert sorted(answer.index for answer in got) == [0, 1, 2]


async def test_an_asynchronous_input_that_is_slow_does_not_hold_up_answers(address):
    gate = asyncio.Event()

    async def articles():
        yield "One is."
        await gate.wait()
        yield "Two is."

    async with whosaid.AsyncClient(address) as client:
        answers = client.extract_many(articles())
        first = await asyncio.wait_for(anext(answers), 5)
        assert first.index == 0
        gate.set()
        assert [answer.index async for answer in answers] == [1]


async def test_cancelling_the_reader_leaves_nothing_behind(script):
    def stream(requests, context):
        while context.is_active():
            time.sleep(0.01)
        yield from ()

    script.stream = stream
    async with whosaid.AsyncClient(script.address) as client:

        async def read():
            return [answer async for answer in client.extract_many(TEXTS)]

        before = asyncio.all_tasks()
        task = asyncio.create_task(read())
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(0.05)
        assert asyncio.all_tasks() == before


def test_the_service_sees_a_stream_end_and_not_a_cancellation(connect, script):
    ends = []

    def stream(requests, context):
        yield from script.answer_all(requests, context)
        ends.append(context.is_active())

    script.stream = stream
    assert len(list(connect(script.address).extract_many(TEXTS))) == len(TEXTS)
    assert ends == [True]
