"""A real server on a free port for every test; the model is loaded once."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import grpc
import pytest
import pytest_asyncio
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

from whosaid.v1 import claim_extraction_service_pb2 as pb, claim_extraction_service_pb2_grpc as pb_grpc
from whosaid_models import domain
from whosaid_server.app import ClaimExtractionServer
from whosaid_server.handler import ExtractionHandler, Extractor
from whosaid_server.settings import Settings

NO_PROXY = [("grpc.enable_http_proxy", 0)]

StartServer = Callable[..., AbstractAsyncContextManager["Running"]]


class Running:
    """A server and a way to talk to it."""

    def __init__(self, server: ClaimExtractionServer, channel: grpc.aio.Channel) -> None:
        self.server = server
        self.channel = channel
        self.stub: Any = pb_grpc.ClaimExtractionServiceStub(channel)


class FakeExtractor:
    """For what a model does only by accident: it fails, hangs, or is asked something unforeseen.

    A text that starts with "fail" raises, "die" ends the thread, "block" waits for ``release``. ``read`` has the ids of
    the articles in the order in which they were begun.
    """

    def __init__(self) -> None:
        self.info = domain.ModelInfo(
            name="fake", version="1", content_hash="0" * 64, languages=("en",), max_characters=10_000
        )
        self.read: list[str] = []
        self.begun = threading.Event()
        self.release = threading.Event()

    def extract_many(self, articles: Sequence[domain.Article]) -> Iterator[domain.Extraction | domain.ArticleError]:
        for article in articles:
            if article.text.startswith("unreadable"):
                yield domain.ArticleError("published", "cannot be read: send another one")
            else:
                yield self._extract(article)

    def _extract(self, article: domain.Article) -> domain.Extraction:
        self.read.append(article.id)
        self.begun.set()
        if article.text.startswith("fail"):
            msg = f"secret of {article.text}"
            raise RuntimeError(msg)
        if article.text.startswith("die"):
            raise SystemExit
        if article.text.startswith("block"):
            assert self.release.wait(30)
        return domain.Extraction(
            article_id=article.id,
            text=article.text,
            title=article.title,
            language="en",
            claims=(),
            attributions=(),
            warnings=(),
            token_count=1,
            timings={"read": 0.001},
        )


@pytest.fixture(scope="session")
def handler() -> ExtractionHandler:
    """The real model."""
    return ExtractionHandler.load(threads=1)


@pytest.fixture
def fake() -> FakeExtractor:
    return FakeExtractor()


@pytest.fixture
def start_server() -> StartServer:
    """``async with start_server(extractor=…, **settings) as running``."""

    @asynccontextmanager
    async def start(
        *, extractor: Extractor | None = None, handler: ExtractionHandler | None = None, **settings: Any
    ) -> AsyncIterator[Running]:
        chosen = Settings(port=0, **settings)

        def load() -> ExtractionHandler:
            return handler or ExtractionHandler(extractor, chosen.max_characters)

        server = ClaimExtractionServer(chosen, load)
        await server.start()
        await server.ready()
        try:
            async with grpc.aio.insecure_channel(server.address, options=NO_PROXY) as channel:
                yield Running(server, channel)
        finally:
            if isinstance(extractor, FakeExtractor):
                extractor.release.set()
            await server.stop(0)

    return start


@pytest_asyncio.fixture
async def running(start_server: StartServer, handler: ExtractionHandler) -> AsyncIterator[Running]:
    """A server with the real model."""
    async with start_server(handler=handler) as running:
        yield running


@pytest_asyncio.fixture
async def faked(start_server: StartServer, fake: FakeExtractor) -> AsyncIterator[Running]:
    """A server with the fake model."""
    async with start_server(extractor=fake, queue_tokens=4 * 16, stream_in_flight=3) as running:
        yield running


@pytest.fixture
def request_of() -> Callable[..., pb.ExtractClaimsRequest]:
    """``request_of("text", id="a", options={...})``."""

    def make(text: str = "", options: dict[str, Any] | None = None, **article: Any) -> pb.ExtractClaimsRequest:
        return pb.ExtractClaimsRequest(article={"text": text, **article}, options=options)

    return make


@pytest.fixture
def details_of() -> Callable[[Any], dict[str, Any]]:
    """The details of an error's status (or of a call's error), by their message's name."""

    def unpack(error: grpc.aio.AioRpcError | status_pb2.Status) -> dict[str, Any]:
        status = error if isinstance(error, status_pb2.Status) else rpc_status.from_call(error)
        assert status is not None, error
        found = {}
        for detail in status.details:
            message = getattr(error_details_pb2, detail.TypeName().rpartition(".")[2])()
            assert detail.Unpack(message)
            found[type(message).__name__] = message
        return found

    return unpack
