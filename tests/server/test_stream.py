"""StreamExtractClaims: many articles, some of them bad, over one stream."""

from __future__ import annotations

import asyncio

import grpc
import pytest
from google.rpc import code_pb2

from whosaid.v1 import claim_extraction_service_pb2 as pb
from whosaid_server import streams
from whosaid_server.errors import ShuttingDown


def item(request_id: str, text: str = "", **options) -> pb.StreamExtractClaimsRequest:
    article = {"id": f"article {request_id}", "text": text}
    return pb.StreamExtractClaimsRequest(request_id=request_id, article=article, options=options)


async def test_every_item_is_answered_by_its_id(running):
    texts = {str(number): f"The bridge number {number} opened on Monday. " * (number % 5 + 1) for number in range(20)}
    call = running.stub.StreamExtractClaims([item(name, text) for name, text in texts.items()], timeout=60)
    answers = {answer.request_id: answer.response async for answer in call}

    assert answers.keys() == texts.keys()
    for name, response in answers.items():
        assert response.article_id == f"article {name}"
        assert response.claims
        assert response.timings.total.ToNanoseconds() > 0


async def test_stream_and_single_call_give_the_same_answer(running, request_of):
    text = "“It cost €40 million,” the mayor said. 🌉 The bridge opened on Monday."
    single = await running.stub.ExtractClaims(request_of(text, {"offset_encoding": 2}, id="article 1"), timeout=60)
    call = running.stub.StreamExtractClaims([item("1", text, offset_encoding=2)], timeout=60)
    [streamed] = [answer.response async for answer in call]
    single.ClearField("timings")
    streamed.ClearField("timings")
    assert streamed == single


async def test_bad_items_are_errors_and_the_stream_goes_on(faked, details_of):
    items = [
        item("1", "good"),
        item("2", " "),
        item("3", "fail, my dear"),
        item("4", "good", offset_encoding=9, min_confidence=7),
        item("5", "unreadable"),
        pb.StreamExtractClaimsRequest(request_id="6"),
        item("7", "good"),
    ]
    answers = {answer.request_id: answer async for answer in faked.stub.StreamExtractClaims(items, timeout=30)}

    assert {name for name, answer in answers.items() if answer.HasField("response")} == {"1", "7"}
    codes = {name: answer.error.status.code for name, answer in answers.items() if answer.HasField("error")}
    assert codes.pop("3") == code_pb2.INTERNAL
    assert set(codes.values()) == {code_pb2.INVALID_ARGUMENT}
    assert answers["2"].error.article_id == "article 2"
    violations = details_of(answers["4"].error.status)["BadRequest"].field_violations
    assert {each.field for each in violations} == {"options.offset_encoding", "options.min_confidence"}
    assert details_of(answers["5"].error.status)["BadRequest"].field_violations
    assert "secret" not in str(answers["3"])


async def test_overlong_request_id_is_an_error_item(faked):
    call = faked.stub.StreamExtractClaims([item("x" * 257, "good"), item("2", "good")], timeout=30)
    answers = [answer async for answer in call]
    assert sorted(answer.HasField("error") for answer in answers) == [False, True]


async def test_answers_come_as_they_are_ready(faked, fake):
    # The bad item does not wait for the model, so its answer overtakes that of the blocked one.
    call = faked.stub.StreamExtractClaims([item("slow", "block"), item("bad", "")], timeout=30)
    first = await call.read()
    assert first.request_id == "bad"
    fake.release.set()
    assert (await call.read()).request_id == "slow"


async def test_stream_takes_no_more_than_its_share_at_a_time(faked, fake):
    taken = []

    async def items():
        for number in range(50):
            taken.append(number)
            yield item(str(number), "block" + "." * 9000)

    call = faked.stub.StreamExtractClaims(items(), timeout=60)
    await asyncio.to_thread(fake.begun.wait, 10)
    await asyncio.sleep(0.3)
    assert faked.server._engine.batcher.queued_articles == 0  # one is larger than the whole queue
    fake.release.set()
    assert len([answer async for answer in call]) == 50
    assert len(taken) == 50


async def test_full_streams_leave_room_for_single_calls(faked, fake, request_of):
    call = faked.stub.StreamExtractClaims([item(str(number), "block") for number in range(10)], timeout=60)
    await asyncio.to_thread(fake.begun.wait, 10)
    single = asyncio.ensure_future(faked.stub.ExtractClaims(request_of("good"), timeout=30))
    await asyncio.sleep(0.1)
    fake.release.set()
    assert await single
    assert len([answer async for answer in call]) == 10


async def test_cancelled_stream_is_read_no_further(faked, fake, request_of):
    call = faked.stub.StreamExtractClaims([item(str(number), "block") for number in range(10)], timeout=60)
    await asyncio.to_thread(fake.begun.wait, 10)
    call.cancel()
    await asyncio.sleep(0.2)
    fake.release.set()
    await faked.stub.ExtractClaims(request_of("next", id="next"), timeout=10)
    # A batch that was begun is finished; it has at most what a stream may have in the queue.
    assert fake.read in (["article 0", "next"], ["article 0", "article 1", "next"])


async def test_empty_stream_ends_well(faked):
    assert [answer async for answer in faked.stub.StreamExtractClaims([], timeout=10)] == []


async def test_expired_stream_is_told_so(faked, fake):
    call = faked.stub.StreamExtractClaims([item("1", "block")], timeout=0.3)
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call.read()
    assert caught.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED


async def numbers(count: int, taken: list[int]):
    for number in range(count):
        taken.append(number)
        yield number


async def test_slow_consumer_slows_down_the_sender():
    taken: list[int] = []

    async def answer(number: int, entered) -> int:
        entered()
        return number

    answers = streams.answers(numbers(100, taken), answer, limit=3, stopping=asyncio.Event())
    assert await anext(answers) == 0
    await asyncio.sleep(0.05)
    assert len(taken) <= 4
    assert sorted([number async for number in answers]) == list(range(1, 100))


async def test_stopping_answers_what_was_taken_and_takes_no_more():
    taken: list[int] = []
    stopping, release = asyncio.Event(), asyncio.Event()

    async def answer(number: int, entered) -> int:
        entered()
        await release.wait()
        return number

    async def collect(answers: list[int]) -> None:
        async for each in streams.answers(numbers(100, taken), answer, limit=4, stopping=stopping):
            answers.append(each)  # noqa: PERF401 - those before the error count

    answers: list[int] = []
    collecting = asyncio.create_task(collect(answers))
    await asyncio.sleep(0.05)
    stopping.set()
    await asyncio.sleep(0.05)
    release.set()
    with pytest.raises(ShuttingDown):
        await collecting
    assert sorted(answers) == [0, 1, 2, 3]
    assert taken == [0, 1, 2, 3]


async def test_stopping_while_nothing_is_sent_ends_the_stream():
    stopping = asyncio.Event()

    async def silent():
        await asyncio.sleep(60)
        yield 1

    async def answer(number: int, entered) -> int:
        entered()
        return number

    asyncio.get_running_loop().call_later(0.05, stopping.set)
    with pytest.raises(ShuttingDown):
        await anext(streams.answers(silent(), answer, limit=4, stopping=stopping))
