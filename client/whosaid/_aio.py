"""The client for programs with an event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, TypeAlias
from weakref import WeakSet

import grpc
import grpc.aio

from whosaid._aio_exchange import AsyncExchange
from whosaid._article import ArticleLike
from whosaid._channel import (
    DEFAULT_ADDRESS,
    DEFAULT_MAX_MESSAGE_BYTES,
    DEFAULT_TIMEOUT,
    ChannelOptions,
    channel_options,
)
from whosaid._errors import ClientClosedError, error_from_call
from whosaid._ledger import MAX_IN_FLIGHT, Answer, Ledger
from whosaid._options import to_options
from whosaid._requests import check_timeout, unary_request
from whosaid._retry import Attempts, RetryBudget
from whosaid._security import Security
from whosaid.v1 import claim_extraction_service_pb2 as pb, claim_extraction_service_pb2_grpc as pb_grpc

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

    from whosaid._options import Selection

_Stream: TypeAlias = "grpc.aio.StreamStreamCall[pb.StreamExtractClaimsRequest, pb.StreamExtractClaimsResponse]"


class AsyncClient:
    """:class:`whosaid.Client` for asyncio: the same arguments, answers and exceptions.

        async with AsyncClient("localhost:50051") as client:
            response = await client.extract("The bridge will open in May, Mayor Ann Lee said.")
            async for answer in client.extract_many(articles):
                ...

    Make it and use it in one event loop.
    """

    def __init__(
        self,
        address: str = DEFAULT_ADDRESS,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        security: Security | None = None,
        credentials: grpc.ChannelCredentials | None = None,
        metadata: Sequence[tuple[str, str]] = (),
        options: ChannelOptions = (),
    ) -> None:
        check_timeout(timeout)
        self.address = address
        self.timeout = timeout
        security = security or Security()
        credentials = security.credentials() if credentials is None else credentials
        self._token = security.token(address, encrypted=credentials is not None)
        self._own_metadata = tuple(metadata)
        self._max_message_bytes = DEFAULT_MAX_MESSAGE_BYTES
        arguments = channel_options(address, options)
        self._channel = (
            grpc.aio.insecure_channel(address, arguments)
            if credentials is None
            else grpc.aio.secure_channel(address, credentials, arguments)
        )
        self._stub: pb_grpc.ClaimExtractionServiceAsyncStub = pb_grpc.ClaimExtractionServiceStub(self._channel)  # type: ignore[assignment]  # the stubs' own division
        self._retries = RetryBudget()
        self._closed = False
        self._streams: WeakSet[_Stream] = WeakSet()

    async def extract(
        self,
        article: ArticleLike,
        *,
        options: pb.ExtractionOptions | None = None,
        timeout: float | None = None,
        **selection: Unpack[Selection],
    ) -> pb.ExtractClaimsResponse:
        """The claims of one article; see :meth:`Client.extract`."""
        self._check_open()
        request = unary_request(article, to_options(options, selection), self._max_message_bytes)
        attempts = Attempts(self._deadline(timeout), self._retries)
        while isinstance(answer := await self._attempt(request, attempts), float):
            await asyncio.sleep(answer)
            self._check_open()
        self._retries.succeeded()
        return answer

    def extract_many(
        self,
        articles: AsyncIterable[ArticleLike] | Iterable[ArticleLike],
        *,
        options: pb.ExtractionOptions | None = None,
        timeout: float | None = None,
        max_in_flight: int = MAX_IN_FLIGHT,
        **selection: Unpack[Selection],
    ) -> AsyncIterator[Answer]:
        """The claims of many articles over one stream; see :meth:`Client.extract_many`.

        An asynchronous iterable is read beside the answers, so a slow one does not hold them up.
        """
        self._check_open()
        ledger = Ledger(
            to_options(options, selection), max_in_flight=max_in_flight, max_message_bytes=self._max_message_bytes
        )
        return AsyncExchange(self._open_stream, articles, ledger, self._deadline(timeout), self.address).answers()

    async def info(self, *, timeout: float | None = None) -> pb.GetServiceInfoResponse:
        """What the service is; see :meth:`Client.info`."""
        self._check_open()
        request = pb.GetServiceInfoRequest()
        try:
            info = await self._stub.GetServiceInfo(request, timeout=self._deadline(timeout), metadata=self._metadata())
        except grpc.aio.AioRpcError as error:
            raise error_from_call(error, self.address) from error
        self._max_message_bytes = info.limits.max_message_bytes or DEFAULT_MAX_MESSAGE_BYTES
        return info

    async def close(self) -> None:
        """Close the connection; calls under way are cancelled. May be called again."""
        self._closed = True
        # Older versions of grpc forget a stream that nobody waits for at the moment, and then it hangs.
        for stream in list(self._streams):
            stream.cancel()
        await self._channel.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def _attempt(self, request: pb.ExtractClaimsRequest, attempts: Attempts) -> pb.ExtractClaimsResponse | float:
        """The answer, or the seconds after which to try again."""
        try:
            return await self._stub.ExtractClaims(request, timeout=attempts.remaining, metadata=self._metadata())
        except grpc.aio.AioRpcError as error:
            told = error_from_call(error, self.address)
            pause = attempts.pause_after(told)
            if pause is None:
                raise told from error
            return pause

    def _open_stream(self) -> _Stream:
        self._check_open()
        stream = self._stub.StreamExtractClaims(metadata=self._metadata())
        self._streams.add(stream)
        return stream

    def _metadata(self) -> tuple[tuple[str, str], ...]:
        """What is sent with a call."""
        return self._own_metadata if self._token is None else (*self._own_metadata, self._token.metadata())

    def _deadline(self, timeout: float | None) -> float | None:
        return check_timeout(self.timeout if timeout is None else timeout)

    def _check_open(self) -> None:
        if self._closed:
            raise ClientClosedError("this client was closed; make a new one")
