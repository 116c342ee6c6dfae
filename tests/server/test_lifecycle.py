"""The server as its operator sees it: health, reflection, start, end, port, flags."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from whosaid.v1 import claim_extraction_service_pb2 as pb, claim_extraction_service_pb2_grpc as pb_grpc
from whosaid_server.app import SERVICE_NAME, ClaimExtractionServer, PortUnavailableError
from whosaid_server.handler import ExtractionHandler
from whosaid_server.settings import Settings, SettingsError

Health = health_pb2.HealthCheckResponse


async def health_of(channel: grpc.aio.Channel, service: str = "") -> int:
    check = health_pb2_grpc.HealthStub(channel).Check
    return (await check(health_pb2.HealthCheckRequest(service=service), timeout=5)).status


async def test_health_answers_while_an_article_is_read(faked, fake, request_of):
    reading = asyncio.ensure_future(faked.stub.ExtractClaims(request_of("block"), timeout=30))
    await asyncio.to_thread(fake.begun.wait, 10)
    start = time.monotonic()
    assert await health_of(faked.channel) == Health.SERVING
    assert await health_of(faked.channel, SERVICE_NAME) == Health.SERVING
    assert time.monotonic() - start < 1
    assert not reading.done()
    fake.release.set()
    await reading


async def test_liveness_and_readiness_are_told_apart(faked, fake, request_of):
    async def states() -> list[int]:
        names = ("liveness", "readiness", "", SERVICE_NAME)
        return [await health_of(faked.channel, name) for name in names]

    assert await states() == [Health.SERVING] * 4
    reading = asyncio.ensure_future(faked.stub.ExtractClaims(request_of("block"), timeout=30))
    await asyncio.to_thread(fake.begun.wait, 10)
    stopping = asyncio.create_task(faked.server.stop(20))
    await asyncio.sleep(0.1)
    # Whoever restarts it for that would lose what it has taken.
    assert await states() == [Health.SERVING, *[Health.NOT_SERVING] * 3]
    fake.release.set()
    assert await reading
    await stopping


async def test_a_model_that_failed_for_good_is_neither_alive_nor_ready(faked, request_of):
    with pytest.raises(grpc.aio.AioRpcError):
        await faked.stub.ExtractClaims(request_of("die"), timeout=10)
    await asyncio.sleep(0.1)
    for name in ("liveness", "readiness"):
        assert await health_of(faked.channel, name) == Health.NOT_SERVING


async def test_clients_are_asked_to_connect_anew_and_their_calls_finished(start_server, fake, request_of):
    async with start_server(extractor=fake, connection_age=0.3) as running:
        reading = asyncio.ensure_future(running.stub.ExtractClaims(request_of("block"), timeout=30))
        await asyncio.sleep(1)
        fake.release.set()
        assert await reading
        assert await running.stub.ExtractClaims(request_of("good"), timeout=10)


async def test_not_serving_until_the_model_is_loaded(fake, request_of, details_of):
    loaded = asyncio.Event()
    loop = asyncio.get_running_loop()

    def load() -> ExtractionHandler:
        asyncio.run_coroutine_threadsafe(loaded.wait(), loop).result(30)
        return ExtractionHandler(fake)

    server = ClaimExtractionServer(Settings(port=0), load)
    await server.start()
    async with grpc.aio.insecure_channel(server.address, options=[("grpc.enable_http_proxy", 0)]) as channel:
        ready = asyncio.create_task(server.ready())
        stub = pb_grpc.ClaimExtractionServiceStub(channel)
        assert await health_of(channel) == await health_of(channel, SERVICE_NAME) == Health.NOT_SERVING
        for call in (stub.ExtractClaims(request_of("text")), stub.GetServiceInfo(pb.GetServiceInfoRequest())):
            with pytest.raises(grpc.aio.AioRpcError) as caught:
                await call
            assert caught.value.code() == grpc.StatusCode.UNAVAILABLE
            assert details_of(caught.value)["ErrorInfo"].reason == "STARTING"

        loaded.set()
        await ready
        assert await health_of(channel) == await health_of(channel, SERVICE_NAME) == Health.SERVING
        assert await stub.ExtractClaims(request_of("text"), timeout=10)
    await server.stop(0)


async def test_model_that_dies_is_told_to_everybody_at_once(faked, fake, request_of, details_of):
    watch = health_pb2_grpc.HealthStub(faked.channel).Watch(health_pb2.HealthCheckRequest(service=SERVICE_NAME))
    assert (await watch.read()).status == Health.SERVING
    first = asyncio.ensure_future(faked.stub.ExtractClaims(request_of("block"), timeout=30))
    await asyncio.to_thread(fake.begun.wait, 10)
    waiting = [faked.stub.ExtractClaims(request_of(text), timeout=30) for text in ("die", "behind it")]
    stream = faked.stub.StreamExtractClaims([pb.StreamExtractClaimsRequest(article={"text": "streamed"})], timeout=30)
    while faked.server._engine.batcher.queued_tokens < 4 * 16:  # noqa: ASYNC110 - nothing tells of it
        await asyncio.sleep(0.01)
    fake.release.set()
    assert await first
    start = time.monotonic()
    for call in [*waiting, faked.stub.ExtractClaims(request_of("late"), timeout=30)]:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await call
        assert caught.value.code() == grpc.StatusCode.UNAVAILABLE
        assert details_of(caught.value)["ErrorInfo"].reason == "MODEL_FAILED"
    assert details_of((await stream.read()).error.status)["ErrorInfo"].reason == "MODEL_FAILED"
    assert (await watch.read()).status == Health.NOT_SERVING
    assert time.monotonic() - start < 10


async def test_model_that_cannot_be_loaded_is_an_error_of_ready():
    def load() -> ExtractionHandler:
        msg = "no weights in /nowhere"
        raise FileNotFoundError(msg)

    server = ClaimExtractionServer(Settings(port=0), load)
    await server.start()
    with pytest.raises(FileNotFoundError, match="no weights"):
        await server.ready()
    await server.stop(0)


async def reflected_services(channel: grpc.aio.Channel) -> set[str]:
    info = reflection_pb2_grpc.ServerReflectionStub(channel).ServerReflectionInfo
    call = info(iter([reflection_pb2.ServerReflectionRequest(list_services="")]), timeout=10)
    [answer] = [each async for each in call]
    return {service.name for service in answer.list_services_response.service}


async def test_reflection_names_the_services_unless_it_is_switched_off(start_server, fake):
    async with start_server(extractor=fake) as running:
        assert {SERVICE_NAME, "grpc.health.v1.Health"} <= await reflected_services(running.channel)
    async with start_server(extractor=fake, reflection=False) as running:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await reflected_services(running.channel)
        assert caught.value.code() == grpc.StatusCode.UNIMPLEMENTED


async def test_reflection_describes_the_contract_with_its_constraints(running):
    info = reflection_pb2_grpc.ServerReflectionStub(running.channel).ServerReflectionInfo
    call = info(iter([reflection_pb2.ServerReflectionRequest(file_containing_symbol=SERVICE_NAME)]), timeout=10)
    [answer] = [each async for each in call]
    assert any(b"buf/validate/validate.proto" in file for file in answer.file_descriptor_response.file_descriptor_proto)


async def test_end_answers_what_was_taken_and_refuses_the_rest(faked, fake, request_of):
    watch = health_pb2_grpc.HealthStub(faked.channel).Watch(health_pb2.HealthCheckRequest(service=SERVICE_NAME))
    assert (await watch.read()).status == Health.SERVING
    reading = asyncio.ensure_future(faked.stub.ExtractClaims(request_of("block"), timeout=30))
    stream = faked.stub.StreamExtractClaims(timeout=30)
    await stream.write(pb.StreamExtractClaimsRequest(request_id="taken", article={"text": "good"}))
    await asyncio.to_thread(fake.begun.wait, 10)
    await asyncio.sleep(0.1)

    start = time.monotonic()
    stopping = asyncio.create_task(faked.server.stop(20))
    assert (await watch.read()).status == Health.NOT_SERVING
    async with grpc.aio.insecure_channel(faked.server.address, options=[("grpc.enable_http_proxy", 0)]) as another:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await pb_grpc.ClaimExtractionServiceStub(another).ExtractClaims(request_of("late"), timeout=10)
        assert caught.value.code() == grpc.StatusCode.UNAVAILABLE
    assert not stopping.done()
    fake.release.set()

    assert await reading
    assert (await stream.read()).request_id == "taken"
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await stream.read()
    assert caught.value.code() == grpc.StatusCode.UNAVAILABLE
    await stopping
    assert time.monotonic() - start < 10  # neither the open stream nor the watcher holds it up


async def test_end_does_not_wait_longer_than_the_grace_period(faked, fake, request_of):
    reading = asyncio.ensure_future(faked.stub.ExtractClaims(request_of("block"), timeout=30))
    await asyncio.to_thread(fake.begun.wait, 10)
    start = time.monotonic()
    await faked.server.stop(0.2)
    assert time.monotonic() - start < 5
    with pytest.raises(grpc.aio.AioRpcError):
        await reading


async def test_end_that_is_under_way_can_be_hurried(faked, fake, request_of):
    reading = asyncio.ensure_future(faked.stub.ExtractClaims(request_of("block"), timeout=30))
    await asyncio.to_thread(fake.begun.wait, 10)
    start = time.monotonic()
    stopping = asyncio.create_task(faked.server.stop(20))
    await asyncio.sleep(0.1)
    await faked.server.abort()
    await stopping
    assert time.monotonic() - start < 5
    with pytest.raises(grpc.aio.AioRpcError):
        await reading


async def test_port_in_use_is_an_error_that_names_it(running):
    second = ClaimExtractionServer(Settings(port=running.server.port))
    with pytest.raises(PortUnavailableError, match=f"cannot listen on 127.0.0.1:{running.server.port}"):
        await second.start()


# The command.


def command(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "whosaid_server", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_command_serves_until_it_is_told_to_stop(number, request_of):
    with command("--threads", "1", WHOSAID_PORT="0") as process:
        assert process.stdout is not None
        address = process.stdout.readline().removeprefix("listening on ").strip()
        try:
            with grpc.insecure_channel(address, options=[("grpc.enable_http_proxy", 0)]) as channel:
                health = health_pb2_grpc.HealthStub(channel)
                deadline = time.monotonic() + 60
                while health.Check(health_pb2.HealthCheckRequest(), timeout=10).status != Health.SERVING:
                    assert time.monotonic() < deadline
                    time.sleep(0.05)
                stub = pb_grpc.ClaimExtractionServiceStub(channel)
                assert stub.ExtractClaims(request_of("The bridge opened on Monday."), timeout=30).claims
            process.send_signal(number)
            out, err = process.communicate(timeout=30)
        finally:
            process.kill()
    assert process.returncode == 0, err
    assert out == ""
    assert "ExtractClaims OK" in err
    assert "bridge" not in err  # no word of an article in the log


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="systemd is on Linux")
def test_command_tells_its_supervisor_when_it_is_ready_and_when_it_stops(tmp_path):
    name = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(str(name))
        supervisor.settimeout(90)
        with command("--port", "0", "--threads", "1", NOTIFY_SOCKET=str(name)) as process:
            try:
                assert supervisor.recv(100) == b"READY=1"
                process.send_signal(signal.SIGTERM)
                assert supervisor.recv(100) == b"STOPPING=1"
                process.communicate(timeout=30)
            finally:
                process.kill()
    assert process.returncode == 0


def test_command_says_in_one_line_that_the_metrics_port_is_in_use():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        out, err = command("--port", "0", "--metrics-port", str(port)).communicate(timeout=60)
    assert out == ""
    [line] = err.splitlines()
    assert line.endswith("choose another --metrics-port or --metrics-host")


def test_command_says_in_one_line_that_the_port_is_in_use():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        out, err = command("--port", str(port)).communicate(timeout=60)
    assert out == ""
    [line] = err.splitlines()  # and none of gRPC's own
    assert line.startswith(f"whosaid: cannot listen on 127.0.0.1:{port}: it is in use")
    assert "Traceback" not in err


def test_command_says_in_one_line_that_the_model_is_missing(tmp_path):
    process = command("--port", "0", "--model", str(tmp_path / "nothing"))
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "whosaid: cannot load the model: " in err
    assert "Traceback" not in err


def test_wrong_flags_are_all_named():
    with pytest.raises(SettingsError) as caught:
        Settings.from_arguments(["--port", "70000", "--queue-tokens", "none"])
    assert "--port (or WHOSAID_PORT): " in str(caught.value)
    assert "--queue-tokens (or WHOSAID_QUEUE_TOKENS): " in str(caught.value)


def test_flags_go_before_the_environment(monkeypatch):
    monkeypatch.setenv("WHOSAID_PORT", "1234")
    monkeypatch.setenv("WHOSAID_GRACE", "2.5")
    settings = Settings.from_arguments(["--port", "4321", "--no-reflection"])
    assert (settings.port, settings.grace, settings.reflection) == (4321, 2.5, False)
    assert settings.host == "127.0.0.1"
