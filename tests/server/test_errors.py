"""Every way in which a request can be wrong, and what the caller is told."""

from __future__ import annotations

import asyncio
import logging

import grpc
import pytest

from whosaid.v1 import claim_extraction_service_pb2 as pb
from whosaid_server import status
from whosaid_server.errors import (
    DeadlineExceeded,
    DeadlineUnreachable,
    FieldViolation,
    InvalidRequest,
    ModelFailed,
    NotReady,
    QueueFull,
    ServiceError,
    ShuttingDown,
    TooManyStreams,
    Unauthenticated,
)

WRONG = {
    "no article": (pb.ExtractClaimsRequest(), {"article": "is missing: set it"}),
    "neither text nor html": (
        pb.ExtractClaimsRequest(article={"id": "a"}),
        {"article.text": "set text or html", "article.html": "set text or html"},
    ),
    "only spaces": (pb.ExtractClaimsRequest(article={"text": " \n\u00a0\t"}), {"article.text": "only white space"}),
    "both only spaces": (
        pb.ExtractClaimsRequest(article={"text": " ", "html": "\n"}),
        {"article.text": "only white space", "article.html": "only white space"},
    ),
    "html of spaces": (pb.ExtractClaimsRequest(article={"html": " \n"}), {"article.html": "only white space"}),
    "too long": (pb.ExtractClaimsRequest(article={"text": "a" * 10_001}), {"article.text": "the limit is 10,000"}),
    "html too long": (pb.ExtractClaimsRequest(article={"html": "a" * 10_001}), {"article.html": "limit is 10,000"}),
    "id with a line break": (pb.ExtractClaimsRequest(article={"text": "a", "id": "a\nb"}), {"article.id": "line"}),
    "id with spaces around": (pb.ExtractClaimsRequest(article={"text": "a", "id": "a "}), {"article.id": "spaces"}),
    "id too long": (pb.ExtractClaimsRequest(article={"text": "a", "id": "a" * 257}), {"article.id": "256"}),
    "title too long": (pb.ExtractClaimsRequest(article={"text": "a", "title": "a" * 2001}), {"article.title": "2000"}),
    "no url": (pb.ExtractClaimsRequest(article={"text": "a", "url": "a b"}), {"article.url": "URI"}),
    "no language tag": (pb.ExtractClaimsRequest(article={"text": "a", "language": "e!"}), {"article.language": "BCP"}),
    "no point in time": (
        pb.ExtractClaimsRequest(article={"text": "a", "publication_time": {"seconds": 10**14}}),
        {"article.publication_time": "years 1 to 9999"},
    ),
    "out of range": (
        pb.ExtractClaimsRequest(article={"text": "a"}, options={"min_confidence": 1.5, "min_check_worthiness": -1}),
        {"options.min_confidence": "less than or equal to 1", "options.min_check_worthiness": "greater than or equal"},
    ),
    "not a number": (
        pb.ExtractClaimsRequest(article={"text": "a"}, options={"min_confidence": float("nan")}),
        {"options.min_confidence": "less than or equal to 1"},
    ),
    "unknown offset encoding": (
        pb.ExtractClaimsRequest(article={"text": "a"}, options={"offset_encoding": 9}),
        {"options.offset_encoding": "9 is not accepted here; choose one of OFFSET_ENCODING_UTF8, "},
    ),
    "unknown kind": (
        pb.ExtractClaimsRequest(article={"text": "a"}, options={"kinds": [1, 77]}),
        {"options.kinds[1]": "77 is not accepted here; choose one of CLAIM_KIND_FACT, "},
    ),
    "unspecified kind": (
        pb.ExtractClaimsRequest(article={"text": "a"}, options={"kinds": [0]}),
        {"options.kinds[0]": "0 is not accepted"},
    ),
    "kind twice": (
        pb.ExtractClaimsRequest(article={"text": "a"}, options={"kinds": [1, 1]}),
        {"options.kinds": "unique"},
    ),
    "everything at once": (
        pb.ExtractClaimsRequest(
            article={"text": " ", "id": "\t", "url": "?", "language": "-"},
            options={"min_confidence": 2, "offset_encoding": 8, "kinds": [9]},
        ),
        dict.fromkeys(
            (
                "article.text",
                "article.id",
                "article.url",
                "article.language",
                "options.min_confidence",
                "options.offset_encoding",
                "options.kinds[0]",
            ),
            "",
        ),
    ),
}  # fmt: skip

GOOD_IDS = ["", "a", "2024/05/01#3", "Kashmir call (final)", "Łęcka 👩‍👩‍👧.txt", "خبر"]


@pytest.mark.parametrize("case", WRONG)
async def test_invalid_requests_name_every_offending_field(faked, fake, details_of, case):
    request, expected = WRONG[case]
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await faked.stub.ExtractClaims(request, timeout=10)

    assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    details = details_of(caught.value)
    assert details["ErrorInfo"].reason == "INVALID_REQUEST"
    found = {violation.field: violation.description for violation in details["BadRequest"].field_violations}
    assert found.keys() == expected.keys()
    for field, words in expected.items():
        assert words in found[field]
        assert field in caught.value.details()
    assert not fake.read


@pytest.mark.parametrize("article_id", GOOD_IDS)
async def test_ids_may_be_file_names_of_any_script(faked, request_of, article_id):
    assert (await faked.stub.ExtractClaims(request_of("a", id=article_id), timeout=10)).article_id == article_id


async def test_article_that_the_model_cannot_read_names_the_field(faked, request_of, details_of):
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await faked.stub.ExtractClaims(request_of("unreadable"), timeout=10)
    assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    violations = details_of(caught.value)["BadRequest"].field_violations
    assert [(each.field, each.description) for each in violations] == [
        ("article.publication_time", "cannot be read: send another one")
    ]


async def test_many_violations_fit_into_a_status(faked, request_of, details_of):
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await faked.stub.ExtractClaims(request_of("a", {"kinds": range(100, 600)}), timeout=10)
    assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert "more fields" in details_of(caught.value)["BadRequest"].field_violations[-1].description


async def test_unexpected_failure_tells_an_id_and_no_secret(faked, request_of, details_of, caplog):
    caplog.set_level(logging.INFO)
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await faked.stub.ExtractClaims(request_of("fail, my dear"), timeout=10)

    assert caught.value.code() == grpc.StatusCode.INTERNAL
    details = details_of(caught.value)
    assert details["ErrorInfo"].reason == "UNEXPECTED"
    request_id = details["RequestInfo"].request_id
    assert request_id in caught.value.details()
    assert request_id in caplog.text
    assert "RuntimeError" in caplog.text
    for text in (caught.value.details(), caplog.text):
        assert "secret" not in text
        assert "dear" not in text
    assert await faked.stub.ExtractClaims(request_of("and the next one is read"), timeout=10)


async def test_request_above_the_message_limit_is_refused_by_the_transport(start_server, fake, request_of):
    async with start_server(extractor=fake, max_message_bytes=2000) as small:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await small.stub.ExtractClaims(request_of("a" * 3000), timeout=10)
    assert caught.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
    assert not fake.read


async def test_full_queue_refuses_single_calls_and_says_when_to_try_again(faked, fake, request_of, details_of):
    waiting = [asyncio.ensure_future(faked.stub.ExtractClaims(request_of("block"), timeout=30)) for _ in range(4)]
    await asyncio.to_thread(fake.begun.wait, 10)
    while faked.server._engine.batcher.queued_tokens < 4 * 16:  # noqa: ASYNC110 - nothing tells of it
        await asyncio.sleep(0.01)

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await faked.stub.ExtractClaims(request_of("one too many"), timeout=10)

    assert caught.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
    details = details_of(caught.value)
    assert details["ErrorInfo"].reason == "QUEUE_FULL"
    assert details["RetryInfo"].retry_delay.ToNanoseconds() > 0
    fake.release.set()
    assert len(await asyncio.gather(*waiting)) == 4
    assert await faked.stub.ExtractClaims(request_of("now there is room"), timeout=10)


async def test_call_that_is_cancelled_before_its_turn_is_never_read(faked, fake, request_of):
    blocking = asyncio.ensure_future(faked.stub.ExtractClaims(request_of("block", id="first"), timeout=30))
    await asyncio.to_thread(fake.begun.wait, 10)
    cancelled = faked.stub.ExtractClaims(request_of("never", id="cancelled"))
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await faked.stub.ExtractClaims(request_of("never", id="expired"), timeout=0.2)
    assert caught.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED
    cancelled.cancel()
    await asyncio.sleep(0.1)
    fake.release.set()
    await blocking

    await faked.stub.ExtractClaims(request_of("last", id="last"), timeout=10)
    assert fake.read == ["first", "last"]


def test_every_error_of_the_service_has_a_code(details_of):
    errors = [
        InvalidRequest([FieldViolation("article.text", "is bad")]),
        Unauthenticated(token_was_given=False),
        QueueFull(3, 1.5),
        DeadlineUnreachable(3.0, 1.5),
        ModelFailed(),
        TooManyStreams(3, 1.5),
        NotReady(),
        ShuttingDown(),
        DeadlineExceeded(),
    ]
    assert {type(error) for error in errors} == set(ServiceError.__subclasses__())
    codes = {}
    for error in errors:
        told = status.to_status(error)
        assert details_of(told)["ErrorInfo"].domain == "whosaid.v1"
        codes[details_of(told)["ErrorInfo"].reason] = status.code_name(told)
    assert codes == {
        "INVALID_REQUEST": "INVALID_ARGUMENT",
        "QUEUE_FULL": "RESOURCE_EXHAUSTED",
        "DEADLINE_UNREACHABLE": "RESOURCE_EXHAUSTED",
        "MODEL_FAILED": "UNAVAILABLE",
        "UNAUTHENTICATED": "UNAUTHENTICATED",
        "TOO_MANY_STREAMS": "RESOURCE_EXHAUSTED",
        "STARTING": "UNAVAILABLE",
        "STOPPING": "UNAVAILABLE",
        "DEADLINE_EXCEEDED": "DEADLINE_EXCEEDED",
    }
