"""Minutes of every kind of load at once: memory, file descriptors, threads and tasks stay where they were."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import sys
import time

import grpc
import pytest

import whosaid
from whosaid.v1 import claim_extraction_service_pb2 as pb, claim_extraction_service_pb2_grpc as pb_grpc

pytestmark = [
    pytest.mark.soak,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]

SECONDS = float(os.environ.get("WHOSAID_SOAK_SECONDS", "180"))
NO_PROXY = [("grpc.enable_http_proxy", 0)]


async def one_of_everything(address: str, rng: random.Random) -> None:
    """Somebody comes, does something good or bad, and goes."""
    text = "The bridge is open, Ann Lee said. " * rng.randint(1, 300)
    options = [*NO_PROXY, ("whosaid.channel", rng.random())]
    async with grpc.aio.insecure_channel(address, options=options) as channel:
        stub = pb_grpc.ClaimExtractionServiceStub(channel)
        request = pb.ExtractClaimsRequest(article={"text": text})
        with contextlib.suppress(grpc.aio.AioRpcError, asyncio.CancelledError):
            match rng.randrange(6):
                case 0 | 1:
                    await stub.ExtractClaims(request, timeout=10)
                case 2:
                    await stub.ExtractClaims(request, timeout=rng.random() / 50)
                case 3:
                    call = stub.ExtractClaims(request)
                    await asyncio.sleep(rng.random() / 50)
                    call.cancel()
                case 4:
                    await stub.ExtractClaims(pb.ExtractClaimsRequest(article={"id": "\n"}), timeout=10)
                case 5:
                    items = [pb.StreamExtractClaimsRequest(article={"text": text}) for _ in range(20)]
                    stream = stub.StreamExtractClaims(items, timeout=10)
                    for _ in range(rng.randint(1, 20)):
                        await stream.read()
                    stream.cancel()


async def load(address: str, seconds: float, seed: int) -> int:
    rng, ends, count = random.Random(seed), time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        await one_of_everything(address, rng)
        count += 1
    return count


async def test_nothing_grows(start):
    server = start(seconds=0.002)
    levels = []
    for round_number in range(4):
        counts = await asyncio.gather(
            *(load(server.address, SECONDS / 4, round_number * 100 + number) for number in range(16))
        )
        await asyncio.sleep(2)
        levels.append((server.resident_bytes, server.open_files, server.threads, server.tasks))
        print(f"{sum(counts)} visitors: resident, files, threads, tasks = {levels[-1]}")
    (first, *_), (last, *_) = levels[0], levels[-1]
    assert last < 1.1 * first
    for _, files, threads, tasks in levels[1:]:
        assert files <= levels[0][1] + 5
        assert threads <= levels[0][2] + 2
        assert tasks <= levels[0][3] + 2
    with whosaid.Client(server.address) as client:
        assert client.extract("The bridge is open.").claims


def test_connections_that_never_begin_are_ended(start):
    server = start()
    before = server.open_files
    sockets = [server.connect() for _ in range(50)]
    for each in sockets:
        each.sendall(b"PRI")
    deadline = time.monotonic() + 60
    while server.open_files > before + 5:
        assert time.monotonic() < deadline
        time.sleep(1)
    for each in sockets:
        each.close()
