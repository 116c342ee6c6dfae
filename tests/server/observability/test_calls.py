"""Request ids, the log's line of a call, and what neither may ever say."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging

import grpc
import pytest

from whosaid.v1 import claim_extraction_service_pb2 as pb
from whosaid_server.observability.logs import JsonFormatter, TextFormatter


def trailing(call_or_error) -> dict[str, str]:
    return {name: value for name, value in call_or_error if isinstance(value, str)}


@pytest.fixture
def lines(caplog):
    """The log's lines about calls, as JSON."""
    caplog.set_level(logging.INFO, "whosaid_server")
    caplog.handler.setFormatter(JsonFormatter())

    def read() -> list[dict]:
        return [each for each in map(json.loads, caplog.text.splitlines()) if "method" in each]

    return read


async def test_a_caller_sees_the_request_id_that_the_log_has(faked, request_of, lines):
    call = faked.stub.ExtractClaims(request_of("good"), timeout=10)
    await call
    [line] = lines()
    assert trailing(await call.trailing_metadata())["x-request-id"] == line["request_id"]
    assert (line["method"], line["code"], line["answers"], line["tokens"]) == ("ExtractClaims", "OK", 1, 1)
    assert line["bytes"] > 0
    assert line["ms"] >= line["read_ms"] >= 0
    assert "reason" not in line


async def test_a_caller_may_choose_the_request_id(faked, request_of, lines):
    await faked.stub.ExtractClaims(request_of("good"), metadata=[("x-request-id", "desk-7")], timeout=10)
    evil = [("x-request-id", 'x" injected=1'), ("x-request-id", "y" * 65)]
    for each in evil:
        await faked.stub.ExtractClaims(request_of("good"), metadata=[each], timeout=10)
    first, *others = [line["request_id"] for line in lines()]
    assert first == "desk-7"
    assert all(len(each) == 32 and each.isalnum() for each in others)


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [("", "INVALID_ARGUMENT", "INVALID_REQUEST"), ("fail, my dear", "INTERNAL", "UNEXPECTED")],
)
async def test_errors_carry_the_request_id_twice(faked, request_of, details_of, lines, text, code, reason):
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await faked.stub.ExtractClaims(request_of(text), timeout=10)
    [line] = lines()
    assert (line["code"], line["reason"]) == (code, reason)
    assert details_of(caught.value)["RequestInfo"].request_id == line["request_id"]
    assert trailing(caught.value.trailing_metadata())["x-request-id"] == line["request_id"]


async def test_a_stream_is_one_line_with_the_errors_of_its_items(faked, details_of, lines):
    items = [
        pb.StreamExtractClaimsRequest(request_id=str(number), article={"text": text})
        for number, text in enumerate(("good", "", "fail", "good"))
    ]
    call = faked.stub.StreamExtractClaims(items, timeout=30)
    answers = {answer.request_id: answer async for answer in call}
    [line] = lines()
    assert (line["method"], line["code"], line["answers"], line["errors"]) == ("StreamExtractClaims", "OK", 2, 2)
    assert trailing(await call.trailing_metadata())["x-request-id"] == line["request_id"]
    for number in ("1", "2"):
        assert details_of(answers[number].error.status)["RequestInfo"].request_id == line["request_id"]


async def test_cancelled_and_expired_calls_are_told_apart(faked, fake, request_of, lines):
    with pytest.raises(grpc.aio.AioRpcError):
        await faked.stub.ExtractClaims(request_of("block"), timeout=0.2)
    call = faked.stub.ExtractClaims(request_of("block"))
    waiting = asyncio.ensure_future(call)
    await asyncio.sleep(0.2)
    waiting.cancel()
    await asyncio.sleep(0.2)
    fake.release.set()
    assert [line["code"] for line in lines()] == ["DEADLINE_EXCEEDED", "CANCELLED"]


async def test_no_log_at_any_level_has_a_word_of_an_article(faked, fake, request_of, caplog):
    caplog.set_level(logging.DEBUG)
    word = "Zyxomma"
    for text in (word, f"fail {word}", f"unreadable {word}", f"die {word}"):
        with contextlib.suppress(grpc.aio.AioRpcError):
            await faked.stub.ExtractClaims(request_of(text, title=word, url=f"https://{word}.example"), timeout=10)
    stream = faked.stub.StreamExtractClaims([pb.StreamExtractClaimsRequest(article={"text": word})], timeout=10)
    with contextlib.suppress(grpc.aio.AioRpcError):
        async for _ in stream:
            pass
    assert "ExtractClaims" in caplog.text
    assert word not in caplog.text


def record(message: str, **fields) -> logging.LogRecord:
    made = logging.LogRecord("whosaid_server", logging.INFO, __file__, 1, message, (), None)
    made.fields = fields
    return made


def test_a_line_of_text_and_one_of_json():
    made = record("ExtractClaims OK", request_id="é", ms=1.5)
    assert TextFormatter().format(made).endswith("INFO whosaid_server: ExtractClaims OK request_id=é ms=1.5")
    read = json.loads(JsonFormatter().format(made))
    assert (read["message"], read["level"], read["ms"], read["request_id"]) == ("ExtractClaims OK", "info", 1.5, "é")
    assert read["time"].endswith("+00:00")


def test_json_is_one_line_whatever_is_logged():
    assert len(JsonFormatter().format(record("a\nb\u2028c", text='"\n')).splitlines()) == 1
