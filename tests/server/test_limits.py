"""Every limit: where it comes from, who is told of it, what happens beyond it."""

from __future__ import annotations

import asyncio

import grpc
import pytest

from whosaid.v1 import claim_extraction_service_pb2 as pb
from whosaid_server.settings import Settings, SettingsError


def item(text: str) -> pb.StreamExtractClaimsRequest:
    return pb.StreamExtractClaimsRequest(article={"text": text})


async def test_service_info_tells_every_limit(start_server, fake):
    limits = {
        "max_message_bytes": 5000,
        "max_metadata_bytes": 2000,
        "max_characters": 900,
        "max_streams": 7,
        "stream_in_flight": 3,
        "queue_tokens": 4000,
        "max_deadline": 2.5,
    }
    async with start_server(extractor=fake, **limits) as running:
        told = (await running.stub.GetServiceInfo(pb.GetServiceInfoRequest(), timeout=10)).limits
    assert told.max_message_bytes == 5000
    assert told.max_metadata_bytes == 2000
    assert told.max_article_characters == 900
    assert told.max_streams == 7
    assert told.max_in_flight_per_stream == 3
    assert told.max_queued_tokens == 4000
    assert told.max_deadline.ToMilliseconds() == 2500


async def test_one_stream_too_many_is_told_when_to_come_back(start_server, fake, details_of):
    async with start_server(extractor=fake, max_streams=2) as running:
        streams = [running.stub.StreamExtractClaims(timeout=30) for _ in range(2)]
        for stream in streams:
            await stream.write(item("good"))
            assert await stream.read()
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await running.stub.StreamExtractClaims([item("good")], timeout=10).read()
        assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        details = details_of(caught.value)
        assert details["ErrorInfo"].reason == "TOO_MANY_STREAMS"
        assert 1 <= details["RetryInfo"].retry_delay.ToSeconds() <= 5
        await streams[0].done_writing()
        assert await streams[0].read() is grpc.aio.EOF
        assert [each async for each in running.stub.StreamExtractClaims([item("good")], timeout=10)]


@pytest.mark.parametrize("patience", [None, 60])
async def test_nobody_waits_longer_than_the_service_allows(start_server, fake, request_of, patience):
    async with start_server(extractor=fake, max_deadline=0.3) as running:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await running.stub.ExtractClaims(request_of("block"), timeout=patience)
        assert caught.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        waiting = asyncio.ensure_future(running.stub.ExtractClaims(request_of("never read", id="b"), timeout=patience))
        await asyncio.sleep(0.5)
        fake.release.set()
        with pytest.raises(grpc.aio.AioRpcError):
            await waiting
        assert "b" not in fake.read


async def test_an_article_of_a_stream_has_its_own_time_and_the_stream_goes_on(start_server, fake, details_of):
    async with start_server(extractor=fake, max_deadline=0.4) as running:
        stream = running.stub.StreamExtractClaims(timeout=30)
        await stream.write(item("block"))
        await asyncio.to_thread(fake.begun.wait, 10)
        await stream.write(item("waits too long"))
        await asyncio.sleep(0.6)
        fake.release.set()
        answers = [await stream.read(), await stream.read()]
        await stream.write(item("good"))
        answers.append(await stream.read())
        reasons = [
            details_of(each.error.status)["ErrorInfo"].reason if each.error.status.code else "" for each in answers
        ]
        # Answers come as they are ready: which of the first two is earlier is nobody's promise.
        assert (sorted(reasons[:2]), reasons[2]) == (["", "DEADLINE_EXCEEDED"], "")


async def test_large_headers_are_refused_and_nobody_else_suffers(start_server, fake, request_of):
    async with start_server(extractor=fake, max_metadata_bytes=2000) as running:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await running.stub.ExtractClaims(request_of("good"), metadata=[("x", "y" * 5000)], timeout=10)
        assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert await running.stub.ExtractClaims(request_of("good"), timeout=10)
    assert fake.read == [""]


def test_flags_go_before_variables_and_variables_before_the_file(tmp_path, monkeypatch):
    file = tmp_path / "whosaid.toml"
    file.write_text("port = 1\ngrace = 2\nmax_streams = 3\nreflection = false\n")
    monkeypatch.setenv("WHOSAID_GRACE", "20")
    monkeypatch.setenv("WHOSAID_PORT", "10")
    for arguments in (["--config", str(file), "--port", "100"], [f"--config={file}", "--port=100"]):
        settings = Settings.from_arguments(arguments)
        assert (settings.port, settings.grace, settings.max_streams) == (100, 20, 3)
        assert settings.reflection is False
    monkeypatch.setenv("WHOSAID_CONFIG", str(file))
    assert Settings.from_arguments([]).max_streams == 3


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("prot = 1", "prot: there is no such setting"),
        ("port = 'x'", "--port .*not 'x'"),
        ("port = ", "is no TOML"),
        ("host = '0.0.0.0'", "other machines can reach"),
        (None, "cannot be read: No such file"),
    ],
)
def test_a_file_of_no_use_is_told_in_one_line(tmp_path, content, words):
    file = tmp_path / "whosaid.toml"
    if content is not None:
        file.write_text(content)
    with pytest.raises(SettingsError, match=words) as caught:
        Settings.from_arguments(["--config", str(file)])
    assert "\n" not in str(caught.value)
