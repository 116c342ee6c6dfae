"""Bearer tokens: who is let in, and how they are replaced."""

from __future__ import annotations

import logging

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from whosaid.v1 import claim_extraction_service_pb2 as pb
from whosaid_server.security import SecretsError, Tokens

FIRST, SECOND, THIRD = (letter * 32 for letter in "abc")


def bearer(token: str) -> tuple[tuple[str, str]]:
    return (("authorization", f"Bearer {token}"),)


@pytest.fixture
def token_file(tmp_path):
    file = tmp_path / "tokens"
    file.write_text(f"# the news desk\n{FIRST}\n\n  {SECOND}  \n")
    return file


@pytest.mark.parametrize("token", [FIRST, SECOND])
async def test_any_of_the_tokens_will_do(start_server, fake, token_file, request_of, token):
    async with start_server(extractor=fake, token_file=token_file) as running:
        assert await running.stub.ExtractClaims(request_of("a"), metadata=bearer(token), timeout=10)
        stream = running.stub.StreamExtractClaims(
            [pb.StreamExtractClaimsRequest(article={"text": "a"})], metadata=bearer(token), timeout=10
        )
        assert [each.HasField("response") async for each in stream] == [True]


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ((), "the call has no token"),
        (bearer(THIRD), "the token is not one of this service's"),
        (bearer(FIRST[:-1]), "the token is not one of this service's"),
        (bearer(""), "the token is not one of this service's"),
        ((("authorization", f"Basic {FIRST}"),), "the call has no token"),
        ((("authorization", FIRST),), "the call has no token"),
    ],
)
async def test_others_are_refused_before_their_request_is_looked_at(
    start_server, fake, token_file, request_of, details_of, metadata, words
):
    async with start_server(extractor=fake, token_file=token_file) as running:
        invalid = pb.ExtractClaimsRequest()
        calls = [
            running.stub.ExtractClaims(request_of("a"), metadata=metadata, timeout=10),
            running.stub.ExtractClaims(invalid, metadata=metadata, timeout=10),
            running.stub.GetServiceInfo(pb.GetServiceInfoRequest(), metadata=metadata, timeout=10),
            running.stub.StreamExtractClaims([], metadata=metadata, timeout=10).read(),
        ]
        for call in calls:
            with pytest.raises(grpc.aio.AioRpcError, match=words) as caught:
                await call
            assert caught.value.code() is grpc.StatusCode.UNAUTHENTICATED
            assert details_of(caught.value)["ErrorInfo"].reason == "UNAUTHENTICATED"
    assert not fake.read


async def test_health_needs_no_token_and_reflection_does(start_server, fake, token_file):
    async with start_server(extractor=fake, token_file=token_file) as running:
        answer = await health_pb2_grpc.HealthStub(running.channel).Check(health_pb2.HealthCheckRequest(), timeout=10)
        assert answer.status == health_pb2.HealthCheckResponse.SERVING
        reflection = reflection_pb2_grpc.ServerReflectionStub(running.channel).ServerReflectionInfo
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await reflection(iter([reflection_pb2.ServerReflectionRequest(list_services="")]), timeout=10).read()
        assert caught.value.code() is grpc.StatusCode.UNAUTHENTICATED


async def test_tokens_are_replaced_without_a_restart(start_server, fake, token_file, request_of):
    async with start_server(extractor=fake, token_file=token_file) as running:

        async def is_let_in(token: str) -> bool:
            try:
                await running.stub.ExtractClaims(request_of("a"), metadata=bearer(token), timeout=10)
            except grpc.aio.AioRpcError as error:
                if error.code() is not grpc.StatusCode.UNAUTHENTICATED:
                    raise
                return False
            return True

        async def let_in() -> list[bool]:
            return [await is_let_in(token) for token in (FIRST, SECOND, THIRD)]

        assert await let_in() == [True, True, False]
        token_file.write_text(f"{SECOND}\n{THIRD}\n# both, while callers change over\n")
        assert await let_in() == [False, True, True]
        token_file.write_text(f"{THIRD}\n")
        assert await let_in() == [False, False, True]


@pytest.mark.parametrize("mistake", ["", "# nothing\n", "short\n", f"{'x' * 20} and more\n", "\ufffd" * 20])
def test_a_rotation_that_goes_wrong_leaves_the_old_tokens_in_force(token_file, caplog, mistake):
    caplog.set_level(logging.INFO, "whosaid_server")
    tokens = Tokens(token_file)
    token_file.write_text(mistake)
    assert tokens.accept(FIRST)
    assert not tokens.accept(mistake.strip())
    assert "what was read before stays in force" in caplog.text
    assert mistake.strip()[:8] not in caplog.text or not mistake.strip()
    token_file.unlink()
    assert tokens.accept(SECOND)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read: No such file"),
        (b"", "has no token"),
        (b"\xff\xfe" * 20, "no text in UTF-8"),
        (b"secretsecret\n", "line 1 of .* is no token: at least 16"),
        (b"# fine\nword word word word\n", "line 2 of .* is no token"),
    ],
)
def test_files_of_no_use_are_told_at_the_start_and_not_quoted(tmp_path, content, words):
    file = tmp_path / "tokens"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SecretsError, match=f"--token-file: .*{words}") as caught:
        Tokens(file)
    assert "secretsecret" not in str(caught.value)
