"""What slow, rude and vanishing clients do to others: nothing. Real processes, real sockets."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import time
from pathlib import Path

import grpc
import pytest

import whosaid
from whosaid.v1 import claim_extraction_service_pb2 as pb, claim_extraction_service_pb2_grpc as pb_grpc

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

NO_PROXY = [("grpc.enable_http_proxy", 0)]
TEXTS = [f"Bridge {number} is open." for number in range(60)]
MEGABYTE = 1 << 20


def still_serves(address: str, seconds: float = 20.0) -> bool:
    with whosaid.Client(address, timeout=seconds) as client:
        return bool(client.extract("The bridge is open.").claims)


def test_killed_in_mid_stream_loses_and_doubles_nothing(start):
    server = start(seconds=0.01)
    got = []
    with whosaid.Client(server.address) as client:
        for answer in client.extract_many(TEXTS, max_in_flight=8):
            got.append(answer)
            if len(got) in (10, 30):
                server.kill()
                server = start(port=server.port, seconds=0.01)
    assert sorted(answer.index for answer in got) == list(range(len(TEXTS)))
    assert all(answer.result().claims[0].text == TEXTS[answer.index] for answer in got)


def test_a_caller_of_a_killed_server_hears_unavailable(start):
    server = start(seconds=5)
    with grpc.insecure_channel(server.address, options=NO_PROXY) as channel:
        stub = pb_grpc.ClaimExtractionServiceStub(channel)
        stream = stub.StreamExtractClaims(iter([pb.StreamExtractClaimsRequest(article={"text": "a"})]), timeout=30)
        single = stub.ExtractClaims.future(pb.ExtractClaimsRequest(article={"text": "a"}), timeout=30)
        time.sleep(0.3)
        server.kill()
        for call in (lambda: next(stream), single.result):
            with pytest.raises(grpc.RpcError) as caught:
                call()
            assert caught.value.code() is grpc.StatusCode.UNAVAILABLE


def test_articles_of_a_client_that_vanished_are_not_read(start):
    server = start(seconds=0.5)
    command = [sys.executable, str(Path(__file__).parent / "vanishing_client.py"), server.address, "100"]
    client = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert client.stdout is not None
    assert client.stdout.readline() == "answered\n"
    client.kill()
    client.wait()
    client.stdout.close()
    time.sleep(0.5)
    start_time = time.monotonic()
    assert still_serves(server.address)
    # What is being read is finished, at most a batch; the hundred articles would take 50 s.
    assert time.monotonic() - start_time < 10


async def test_a_client_that_never_reads_costs_a_bounded_amount_of_memory(start):
    server = start()
    assert await asyncio.to_thread(still_serves, server.address)
    before = server.resident_bytes
    text = "x" * 100_000  # its answer has a megabyte
    async with grpc.aio.insecure_channel(server.address, options=NO_PROXY) as channel:
        stream = pb_grpc.ClaimExtractionServiceStub(channel).StreamExtractClaims()
        sent = 0
        for _ in range(500):
            try:
                await asyncio.wait_for(stream.write(pb.StreamExtractClaimsRequest(article={"text": text})), 3)
            except asyncio.TimeoutError:
                break
            sent += 1
        assert sent < 500, "the sender was never held back"
        assert await asyncio.to_thread(still_serves, server.address)
        assert server.resident_bytes - before < 200 * MEGABYTE
        stream.cancel()


def test_connections_that_say_nothing_or_nonsense_hold_nobody_up(start):
    server = start()
    rng = random.Random(1)
    sockets = [server.connect() for _ in range(100)]
    try:
        for number, each in enumerate(sockets):
            if number % 3 == 0:
                each.sendall(rng.randbytes(2000))
            elif number % 3 == 1:
                each.sendall(b"PRI * HTTP/2.0\r\n")  # and never the rest
            # the others say nothing
        assert still_serves(server.address)
        for each in sockets[1::3]:
            each.sendall(b"\r")
        assert still_serves(server.address)
    finally:
        for each in sockets:
            each.close()
    assert still_serves(server.address)
    assert server.process.poll() is None


def test_frames_of_nonsense_after_a_good_beginning(start):
    server = start()
    rng = random.Random(2)
    for _ in range(30):
        with server.connect() as connection:
            connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9).replace(b"\0\0\0\0", b"\0\0\0\4", 1))
            connection.sendall(rng.randbytes(rng.randint(1, 5000)))
    assert still_serves(server.address)


def test_a_message_of_100_megabytes_is_refused_and_not_kept(start):
    server = start()
    assert still_serves(server.address)
    before = server.resident_bytes
    options = [*NO_PROXY, ("grpc.max_send_message_length", -1)]
    with grpc.insecure_channel(server.address, options=options) as channel:
        stub = pb_grpc.ClaimExtractionServiceStub(channel)
        with pytest.raises(grpc.RpcError) as caught:
            stub.ExtractClaims(pb.ExtractClaimsRequest(article={"text": "x" * (100 * MEGABYTE)}), timeout=60)
    assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert still_serves(server.address)
    assert server.resident_bytes - before < 50 * MEGABYTE


@pytest.mark.parametrize("body", [b"\x0a\x04\x12\x02\xed\xa0", b"\xff", random.Random(3).randbytes(5000)])
def test_bytes_that_are_no_message_are_the_callers_mistake(start, body):
    server = start()
    with grpc.insecure_channel(server.address, options=NO_PROXY) as channel:
        call = channel.unary_unary("/whosaid.v1.ClaimExtractionService/ExtractClaims")
        with pytest.raises(grpc.RpcError) as caught:
            call(body, timeout=20)
        assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT
        assert "encode it with the contract" in caught.value.details()
        stream = channel.stream_stream("/whosaid.v1.ClaimExtractionService/StreamExtractClaims")
        good = pb.StreamExtractClaimsRequest(request_id="good", article={"text": "The bridge is open."})
        answers = [
            pb.StreamExtractClaimsResponse.FromString(each)
            for each in stream(iter([body, good.SerializeToString()]), timeout=20)
        ]
    assert sorted((each.request_id, each.HasField("error")) for each in answers) == [("", True), ("good", False)]
