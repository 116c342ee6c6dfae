"""Both clients against the real server, and against one whose answers are scripted."""

from __future__ import annotations

import asyncio
import math
import threading
import time
from datetime import datetime, timedelta, timezone

import grpc
import pytest

import whosaid
from whosaid.v1 import article_pb2, claim_extraction_service_pb2 as pb, claim_pb2

TEXT = "The bridge will open in May, Ann Lee said. It is 90 metres long."


def test_extract_takes_a_text(connect, address):
    response = connect(address).extract(TEXT)
    assert [claim.text for claim in response.claims] == ["The bridge will open in May.", "It is 90 metres long."]
    assert response.claims[0].attributions[0].source.name == "Ann Lee"
    span = response.claims[0].evidence[0]
    assert TEXT[span.begin : span.end] == "The bridge will open in May"


def test_extract_takes_an_article_with_all_its_fields(connect, script):
    seen = []
    script.unary = lambda request, context: seen.append(request) or pb.ExtractClaimsResponse()
    time_of_day = datetime(2026, 11, 23, 18, 5, tzinfo=timezone(timedelta(hours=1)))
    connect(script.address).extract(
        whosaid.Article(
            "text", html="<p>", title="t", id="a", url="https://a.example", publisher="p",
            publication_time=time_of_day, language="en",
        )
    )  # fmt: skip
    (request,) = seen
    assert request.article == article_pb2.Article(
        text="text", html="<p>", title="t", id="a", url="https://a.example", publisher="p", language="en",
        publication_time=datetime(2026, 11, 23, 17, 5, tzinfo=timezone.utc),
    )  # fmt: skip


def test_a_time_without_zone_is_utc(connect, script):
    seen = []
    script.unary = lambda request, context: seen.append(request) or pb.ExtractClaimsResponse()
    connect(script.address).extract(whosaid.Article("text", publication_time=datetime(2026, 11, 23, 12)))  # noqa: DTZ001
    assert seen[0].article.publication_time.ToDatetime() == datetime(2026, 11, 23, 12)  # noqa: DTZ001


def test_extract_takes_the_contracts_own_message_and_leaves_it_alone(connect, address):
    message = article_pb2.Article(id="a", html="<p>The bridge is open.</p>")
    before = message.SerializeToString()
    response = connect(address).extract(message)
    assert (response.article_id, response.text) == ("a", "The bridge is open.")
    assert message.SerializeToString() == before


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ({}, 2),
        ({"kinds": ["prediction"]}, 1),
        ({"kinds": "prediction"}, 1),
        ({"kinds": [claim_pb2.CLAIM_KIND_FACT, "CLAIM_KIND_PREDICTION"]}, 2),
        ({"min_check_worthiness": 0.25}, 1),
        ({"min_confidence": 0.8}, 0),
        ({"options": pb.ExtractionOptions(min_confidence=0.8)}, 0),
        ({"options": pb.ExtractionOptions(min_confidence=0.8), "min_confidence": 0}, 2),
    ],
)
def test_options_select_claims(selection, expected, connect, address):
    assert len(connect(address).extract(TEXT, **selection).claims) == expected


def test_offsets_count_what_is_asked_for(connect, address):
    text = "Smile 😀 now. It is 90 metres long."
    client = connect(address)
    begins = {
        encoding: client.extract(text, offset_encoding=encoding).claims[1].evidence[0].begin
        for encoding in ("utf8", "utf-16", "UTF32", article_pb2.OFFSET_ENCODING_UTF32)
    }
    assert begins == {"utf8": 16, "utf-16": 14, "UTF32": 13, article_pb2.OFFSET_ENCODING_UTF32: 13}


def test_info(connect, address):
    info = connect(address).info()
    assert info.model.name == "stand-in"
    assert info.limits.max_message_bytes == 4 * 1024 * 1024


def test_violations_name_every_field(connect, address):
    with pytest.raises(whosaid.InvalidArticleError) as caught:
        connect(address).extract(whosaid.Article("  ", id=" a ", language="?"))
    assert {each.field for each in caught.value.violations} == {"article.text", "article.id", "article.language"}
    assert isinstance(caught.value, ValueError)


def test_an_unexpected_failure_has_a_request_id_and_none_of_the_articles_words(connect, address):
    with pytest.raises(whosaid.InternalServiceError) as caught:
        connect(address).extract("EXPLODE now.")
    assert len(caught.value.request_id) == 32
    assert "words of the article" not in str(caught.value)


def test_deadline_of_the_call_and_of_the_client(connect, address):
    with pytest.raises(whosaid.DeadlineExceededError):
        connect(address).extract("SLOW down.", timeout=0.05)
    with pytest.raises(TimeoutError):
        connect(address, timeout=0.05).extract("SLOW down.")
    assert connect(address, timeout=0.05).extract("SLOW down.", timeout=math.inf).claims


def test_nobody_there(connect, unused_address):
    started = time.monotonic()
    with pytest.raises(ConnectionError, match=unused_address) as caught:
        connect(unused_address).extract(TEXT)
    assert isinstance(caught.value, whosaid.ServiceUnavailableError)
    assert not caught.value.reason
    assert time.monotonic() - started < 10


def test_a_call_that_finds_the_service_gone_is_made_again(connect, script, abort_with):
    calls = []

    def answer(request, context):
        calls.append(request)
        if len(calls) == 1:
            abort_with(context, grpc.StatusCode.UNAVAILABLE)
        return pb.ExtractClaimsResponse(article_id="second")

    script.unary = answer
    assert connect(script.address).extract(TEXT).article_id == "second"


def test_a_full_queue_is_not_asked_again_at_once(connect, script, abort_with):
    calls = []

    def answer(request, context):
        calls.append(request)
        abort_with(context, grpc.StatusCode.RESOURCE_EXHAUSTED)

    script.unary = answer
    with pytest.raises(whosaid.OverloadedError):
        connect(script.address).extract(TEXT)
    assert len(calls) == 1


def test_metadata_goes_with_every_call(connect, script):
    connect(script.address, metadata=[("authorization", "Bearer t")]).extract(TEXT)
    assert script.metadata[0]["authorization"] == "Bearer t"


def test_a_request_over_the_limit_is_not_sent(connect, address):
    with pytest.raises(whosaid.MessageTooLargeError, match="4,194,304") as caught:
        connect(address).extract("x" * (4 * 1024 * 1024))
    assert [each.field for each in caught.value.violations] == ["article.text"]
    assert caught.value.code is None


def test_the_limit_is_the_services_own_once_it_is_known(connect, script):
    script.info.limits.max_message_bytes = 100
    client = connect(script.address)
    client.extract("x" * 200)
    client.info()
    with pytest.raises(whosaid.MessageTooLargeError, match="accepts 100"):
        client.extract(whosaid.Article(html="x" * 200))


def test_the_services_own_refusal_of_a_large_message_is_recognised(connect, start_server):
    with start_server(max_message_bytes=2000) as small, pytest.raises(whosaid.MessageTooLargeError) as caught:
        connect(small).extract("x" * 3000)
    assert caught.value.code is grpc.StatusCode.RESOURCE_EXHAUSTED


def test_large_answers_arrive(connect, script):
    script.unary = lambda request, context: pb.ExtractClaimsResponse(text="x" * 6_000_000)
    assert len(connect(script.address).extract(TEXT).text) == 6_000_000


def test_a_lone_surrogate_is_named(connect, address):
    with pytest.raises(whosaid.InvalidArticleError, match=r"article\.title: character 2 .*U\+D800"):
        connect(address).extract(whosaid.Article("text", title="ab\ud800"))


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"article": 7}, TypeError, "not int"),
        ({"article": whosaid.Article(text=b"bytes")}, TypeError, r"Article\.text is a str, not bytes"),
        ({"timeout": 0}, ValueError, "timeout"),
        ({"timeout": -1}, ValueError, "timeout"),
        ({"timeout": math.nan}, ValueError, "timeout"),
        ({"kinds": ["gossip"]}, ValueError, "fact, prediction, opinion, normative"),
        ({"kinds": ["unspecified"]}, ValueError, "no claim kind"),
        ({"offset_encoding": "latin1"}, ValueError, "utf8, utf16, utf32"),
        ({"min_confidense": 1}, TypeError, "min_confidense"),
    ],
)
def test_useless_arguments_are_refused_before_anything_is_sent(arguments, error, words, connect, script):
    with pytest.raises(error, match=words):
        connect(script.address).extract(**{"article": TEXT, **arguments})
    assert not script.metadata


def test_a_closed_client_says_so(connect, address):
    client = connect(address)
    with client:
        assert client.extract(TEXT)
    client.close()
    for call in (lambda: client.extract(TEXT), client.info, lambda: list(client.extract_many([TEXT]))):
        with pytest.raises(whosaid.ClientClosedError, match="closed"):
            call()


def test_a_service_that_is_not_this_one(connect):
    server = grpc.server(__import__("concurrent.futures").futures.ThreadPoolExecutor(1))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        with pytest.raises(whosaid.UnsupportedServiceError):
            connect(f"127.0.0.1:{port}").extract(TEXT)
    finally:
        server.stop(None)


@pytest.mark.parametrize("variable", ["http_proxy", "https_proxy", "grpc_proxy"])
def test_proxies_of_the_environment_are_not_for_this_machine(variable, connect, address, monkeypatch, unused_address):
    monkeypatch.setenv(variable, f"http://{unused_address}")
    assert connect(address).extract(TEXT).claims
    assert connect(address.replace("127.0.0.1", "localhost")).extract(TEXT).claims


def test_threads_may_share_a_client(address):
    with whosaid.Client(address) as client:
        counts: list[int] = []
        threads = [threading.Thread(target=lambda: counts.append(len(client.extract(TEXT).claims))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert counts == [2] * 8


async def test_cancelling_a_task_cancels_its_call(address):
    async with whosaid.AsyncClient(address) as client:
        task = asyncio.create_task(client.extract("SLOW down."))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
