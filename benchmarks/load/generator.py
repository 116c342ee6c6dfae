"""Load: an open loop (calls start when they are due, answered or not), a closed loop, and a stream."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import grpc

from load.process import LOOPBACK_OPTIONS
from whosaid.v1 import claim_extraction_service_pb2 as pb, claim_extraction_service_pb2_grpc as pb_grpc

_CHANNELS = 8
_FILLING = 0.25


@dataclass
class Result:
    """What became of the calls. Latencies, in seconds, count from the time at which the call was due to be sent."""

    seconds: float  # the time in which answers were counted as goodput
    latencies: list[float] = field(default_factory=list)  # of answers
    codes: Counter[str] = field(default_factory=Counter)
    words_in_time: int = 0  # of the articles that were answered in that time

    def percentile(self, share: float) -> float:
        """The latency that ``share`` of the answers did not exceed."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


async def open_loop(address: str, texts: Sequence[str], rate: float, seconds: float, timeout: float) -> Result:
    """Send ``rate`` articles a second for ``seconds``, one of ``texts`` after another, evenly.

    Goodput counts from a quarter of that time on: before, the queue fills.
    """
    result = Result(seconds * (1 - _FILLING))
    async with AsyncExitStack() as stack:
        stubs = [await _stub(stack, address, number) for number in range(_CHANNELS)]
        start = time.monotonic() + 0.1

        async def call(number: int) -> None:
            due = start + number / rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            text = texts[number % len(texts)]
            request = pb.ExtractClaimsRequest(article={"text": text})
            try:
                await stubs[number % _CHANNELS].ExtractClaims(request, timeout=timeout)
            except grpc.aio.AioRpcError as error:
                result.codes[error.code().name] += 1
                return
            now = time.monotonic()
            result.codes["OK"] += 1
            result.latencies.append(now - due)
            if start + seconds * _FILLING <= now <= start + seconds:
                result.words_in_time += len(text.split())

        await asyncio.gather(*(call(number) for number in range(max(1, int(rate * seconds)))))
    return result


async def closed_loop(address: str, texts: Sequence[str], connections: int) -> Result:
    """Every connection sends one article after another until all of ``texts`` are answered."""
    left = list(reversed(texts))
    start = time.monotonic()
    result = Result(0.0)
    async with AsyncExitStack() as stack:
        stubs = [await _stub(stack, address, number) for number in range(connections)]

        async def caller(stub: pb_grpc.ClaimExtractionServiceAsyncStub) -> None:
            while left:
                text, began = left.pop(), time.monotonic()
                await stub.ExtractClaims(pb.ExtractClaimsRequest(article={"text": text}), timeout=300)
                result.latencies.append(time.monotonic() - began)

        await asyncio.gather(*map(caller, stubs))
    result.seconds = time.monotonic() - start
    return result


async def stream(address: str, texts: Sequence[str]) -> float:
    """The seconds that one stream with all of ``texts`` takes."""
    requests = [
        pb.StreamExtractClaimsRequest(request_id=str(number), article={"text": text})
        for number, text in enumerate(texts)
    ]
    async with AsyncExitStack() as stack:
        stub = await _stub(stack, address, 0)
        start = time.monotonic()
        answered = [answer.HasField("response") async for answer in stub.StreamExtractClaims(requests)]
        seconds = time.monotonic() - start
    if answered != [True] * len(texts):
        msg = f"of {len(texts)} articles {sum(answered)} were answered"
        raise RuntimeError(msg)
    return seconds


async def _stub(stack: AsyncExitStack, address: str, number: int) -> pb_grpc.ClaimExtractionServiceAsyncStub:
    # An option of its own keeps gRPC from sharing one connection among the channels.
    options = [*LOOPBACK_OPTIONS, ("whosaid.channel", number)]
    channel = await stack.enter_async_context(grpc.aio.insecure_channel(address, options=options))
    return pb_grpc.ClaimExtractionServiceStub(channel)  # type: ignore[return-value]  # the stubs' own division
