"""The client for programs with threads, or without."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING

import grpc

from whosaid._article import ArticleLike
from whosaid._channel import (
    DEFAULT_ADDRESS,
    DEFAULT_MAX_MESSAGE_BYTES,
    DEFAULT_TIMEOUT,
    ChannelOptions,
    channel_options,
)
from whosaid._errors import ClientClosedError, error_from_call
from whosaid._exchange import Exchange
from whosaid._ledger import MAX_IN_FLIGHT, Answer, Ledger
from whosaid._options import to_options
from whosaid._requests import check_timeout, unary_request
from whosaid._retry import Attempts, RetryBudget
from whosaid._security import Security
from whosaid.v1 import claim_extraction_service_pb2 as pb, claim_extraction_service_pb2_grpc as pb_grpc

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

    from whosaid._options import Selection


class Client:
    """Sends articles to a service and gets their claims back.

        with Client("localhost:50051") as client:
            for claim in client.extract("The bridge will open in May, Mayor Ann Lee said.").claims:
                print(claim.text, claim.attributions[-1].source.name if claim.attributions else "the article")

    ``address``: host:port, or any other of gRPC's notations. ``timeout``: seconds that a call may take when it does not
    say otherwise; ``math.inf``: no limit. ``security``: TLS, certificates, the token; None: an unencrypted connection
    without a token. ``credentials``: gRPC's own, in the place of those of ``security``. ``metadata``: sent with every
    call. ``options``: gRPC channel arguments.

    The address may stand for several services, as ``dns:///name:port`` or ``ipv4:host:port,host:port`` do: calls go to
    the healthy ones in turn. All articles of one ``extract_many`` go to one of them.

    Safe to use from several threads. Connects with the first call, and again when the connection is lost.

    Raises:
        ValueError: the files of ``security`` cannot be used, or its token would be sent unencrypted to another machine.
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
            grpc.insecure_channel(address, arguments)
            if credentials is None
            else grpc.secure_channel(address, credentials, arguments)
        )
        self._stub = pb_grpc.ClaimExtractionServiceStub(self._channel)
        self._retries = RetryBudget()
        self._closed = False

    def extract(
        self,
        article: ArticleLike,
        *,
        options: pb.ExtractionOptions | None = None,
        timeout: float | None = None,
        **selection: Unpack[Selection],
    ) -> pb.ExtractClaimsResponse:
        """The claims of one article.

        ``article``: its text, a :class:`whosaid.Article` or the contract's message. ``options``: the contract's
        message; the keywords ``min_check_worthiness``, ``min_confidence``, ``kinds`` and ``offset_encoding`` are
        written over it. ``timeout``: seconds; None: the client's. Offsets in the answer are code points from 0, so
        that Python's slices fit, unless ``offset_encoding`` says otherwise.

        A service that is too busy says when to try again; the call is made again then, if the timeout allows it, and
        unless too many of this client's calls had to be.

        Raises:
            WhosaidError: see the tree in the documentation of ``whosaid``.
            TypeError, ValueError: an argument is of no use.
        """
        self._check_open()
        request = unary_request(article, to_options(options, selection), self._max_message_bytes)
        attempts = Attempts(self._deadline(timeout), self._retries)
        while isinstance(answer := self._attempt(request, attempts), float):
            time.sleep(answer)
            self._check_open()
        self._retries.succeeded()
        return answer

    def extract_many(
        self,
        articles: Iterable[ArticleLike],
        *,
        options: pb.ExtractionOptions | None = None,
        timeout: float | None = None,
        max_in_flight: int = MAX_IN_FLIGHT,
        **selection: Unpack[Selection],
    ) -> Iterator[Answer]:
        """The claims of many articles over one stream: one :class:`Answer` for each, in the order they are ready.

        ``articles`` is read as answers come, never more than ``max_in_flight`` articles ahead of them. An article
        that cannot be read has an error in its answer. When the connection is lost it is made again and what is
        unanswered is sent again; articles that are given up have the reason in their answers. ``timeout``: seconds
        without any answer after which the articles that wait are given up; None: the client's.

        Raises:
            WhosaidError: going on is of no use (for example, the service stays unreachable). Every article that was
                read from ``articles`` has had its answer before. What ``articles`` itself raises comes after them, too.
            TypeError, ValueError: an argument is of no use.
        """
        self._check_open()
        ledger = Ledger(
            to_options(options, selection), max_in_flight=max_in_flight, max_message_bytes=self._max_message_bytes
        )
        return Exchange(self._open_stream, articles, ledger, self._deadline(timeout), self.address).answers()

    def info(self, *, timeout: float | None = None) -> pb.GetServiceInfoResponse:
        """Which model reads, what the service accepts and which labels it gives. Raises as :meth:`extract`.

        From then on the client checks requests against this service's own message limit.
        """
        self._check_open()
        request = pb.GetServiceInfoRequest()
        try:
            info = self._stub.GetServiceInfo(request, timeout=self._deadline(timeout), metadata=self._metadata())
        except grpc.RpcError as error:
            raise error_from_call(error, self.address) from error
        self._max_message_bytes = info.limits.max_message_bytes or DEFAULT_MAX_MESSAGE_BYTES
        return info

    def close(self) -> None:
        """Close the connection; calls under way are cancelled. May be called again."""
        self._closed = True
        self._channel.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _attempt(self, request: pb.ExtractClaimsRequest, attempts: Attempts) -> pb.ExtractClaimsResponse | float:
        """The answer, or the seconds after which to try again."""
        try:
            return self._stub.ExtractClaims(request, timeout=attempts.remaining, metadata=self._metadata())
        except grpc.RpcError as error:
            told = error_from_call(error, self.address)
            pause = attempts.pause_after(told)
            if pause is None:
                raise told from error
            return pause

    def _open_stream(
        self, requests: Iterator[pb.StreamExtractClaimsRequest]
    ) -> grpc._CallIterator[pb.StreamExtractClaimsResponse]:
        self._check_open()
        try:
            return self._stub.StreamExtractClaims(requests, metadata=self._metadata())
        except grpc.RpcError as error:
            raise error_from_call(error, self.address) from error

    def _metadata(self) -> tuple[tuple[str, str], ...]:
        """What is sent with a call."""
        return self._own_metadata if self._token is None else (*self._own_metadata, self._token.metadata())

    def _deadline(self, timeout: float | None) -> float | None:
        return check_timeout(self.timeout if timeout is None else timeout)

    def _check_open(self) -> None:
        if self._closed:
            raise ClientClosedError("this client was closed; make a new one")
