"""How an asynchronous stream that is refused says why, although gRPC forgets it while a request is being written."""

from __future__ import annotations

import asyncio

import grpc
import grpc.aio
import pytest

import whosaid
from whosaid._aio_exchange import AsyncExchange
from whosaid._ledger import Ledger
from whosaid.v1 import claim_extraction_service_pb2 as pb


class Refused:
    """A call that is refused after a moment; grpc.aio then loses the reason if something was written meanwhile."""

    def __init__(self) -> None:
        self.written = False

    async def write(self, _: pb.StreamExtractClaimsRequest) -> None:
        self.written = True

    async def read(self) -> None:
        await asyncio.sleep(0.02)
        code, details = grpc.StatusCode.UNAUTHENTICATED, "the call has no token"
        if self.written:
            code, details = grpc.StatusCode.INTERNAL, "Internal error from Core"
        raise grpc.aio.AioRpcError(code, grpc.aio.Metadata(), grpc.aio.Metadata(), details)

    async def done_writing(self) -> None:
        pass

    def cancel(self) -> None:
        pass


async def test_a_reason_that_was_lost_is_asked_for_again_without_writing():
    ledger = Ledger(pb.ExtractionOptions(), max_in_flight=2, max_message_bytes=10_000)
    exchange = AsyncExchange(Refused, ["One.", "Two."], ledger, None, "nowhere")
    answers = exchange.answers()
    refused = await anext(answers)
    assert isinstance(refused.error, whosaid.AccessDeniedError)
    with pytest.raises(whosaid.AccessDeniedError, match="no token"):
        [each async for each in answers]
