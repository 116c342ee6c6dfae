"""Two services to talk to: the real server around a stand-in for the model, and one whose every answer is scripted.

Both run in threads of this process, on free ports.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent import futures
from contextlib import closing, contextmanager
from typing import Any

import grpc
import pytest
from google.rpc import status_pb2
from grpc_status import rpc_status

import whosaid
from whosaid.v1 import claim_extraction_service_pb2 as pb, claim_extraction_service_pb2_grpc as pb_grpc
from whosaid_models import domain
from whosaid_server.app import ClaimExtractionServer
from whosaid_server.handler import ExtractionHandler
from whosaid_server.settings import Settings


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of whoever runs the tests changes what the program does."""
    for name in list(os.environ):
        if name.startswith("WHOSAID_") or name.lower().endswith("_proxy") or name in {"NO_COLOR", "FORCE_COLOR"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "80")


class StandIn:
    """Every sentence is a claim; "…, Ann Lee said." has a source. Some words make it misbehave."""

    def __init__(self) -> None:
        self.info = domain.ModelInfo(
            name="stand-in", version="1", content_hash="ab" * 32, languages=("en",), max_characters=20_000
        )
        self.read: list[str] = []

    def extract_many(self, articles: Sequence[domain.Article]) -> Iterator[domain.Extraction]:
        return map(self._extract, articles)

    def _extract(self, article: domain.Article) -> domain.Extraction:
        self.read.append(article.id)
        text = article.text or re.sub(r"<[^>]+>", "", article.html)
        if "EXPLODE" in text:
            raise RuntimeError("words of the article")
        if "SLOW" in text:
            time.sleep(0.8)
        claims = tuple(self._claim(match) for match in re.finditer(r"[^.!?\s][^.!?]*[.!?]", text))
        return domain.Extraction(
            article_id=article.id,
            text=text,
            title=article.title,
            language="en",
            claims=claims,
            attributions=tuple(attribution for claim in claims for attribution in claim.attributions),
            warnings=(),
            token_count=len(text.split()),
            timings={"read": 0.001},
        )

    def _claim(self, match: re.Match[str]) -> domain.Claim:
        said = re.fullmatch(r"(.+), ([A-Z]\w+ [A-Z]\w+) (said)\.", match[0])
        text, evidence, attributions = match[0], domain.Span(*match.span()), ()
        if said:
            spans = [domain.Span(match.start() + said.start(n), match.start() + said.end(n)) for n in (1, 2, 3)]
            source = domain.Source(mention=spans[1], mention_text=said[2], name=said[2], type=domain.SourceType.PERSON)
            attributions = (
                domain.Attribution(
                    source=source, cue=spans[2], contents=(spans[0],), style=domain.QuoteStyle.INDIRECT, confidence=0.9
                ),
            )
            text, evidence = f"{said[1]}.", spans[0]
        return domain.Claim(
            id=f"{match.start()}",
            fingerprint=text,
            text=text,
            evidence=(evidence,),
            edits=(),
            attributions=attributions,
            holder=None,
            kind=domain.ClaimKind.PREDICTION if " will " in text else domain.ClaimKind.FACT,
            negated=" not " in text,
            hedged=False,
            check_worthiness=min(1.0, len(text) / 100),
            confidence=0.75,
        )


@pytest.fixture(scope="session")
def stand_in() -> StandIn:
    return StandIn()


@pytest.fixture(scope="session")
def start_server(stand_in: StandIn) -> Callable[..., Any]:
    """``with start_server(**settings) as address``: the real server around the stand-in."""

    @contextmanager
    def start(**settings: Any) -> Iterator[str]:
        chosen = Settings(port=0, log_level="error", **settings)
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever)
        thread.start()

        def run(task: Any) -> Any:
            return asyncio.run_coroutine_threadsafe(task, loop).result(20)

        async def begin() -> ClaimExtractionServer:
            server = ClaimExtractionServer(chosen, lambda: ExtractionHandler(stand_in, chosen.max_characters))
            await server.start()
            await server.ready()
            return server

        server = run(begin())
        try:
            yield server.address
        finally:
            run(server.stop(0))
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    return start


@pytest.fixture(scope="session")
def address(start_server: Callable[..., Any]) -> Iterator[str]:
    """The real server, shared by all tests that do not change it."""
    with start_server() as address:
        yield address


class Script(pb_grpc.ClaimExtractionServiceServicer):
    """A service that does what the test says, with the calls' metadata noted."""

    def __init__(self) -> None:
        self.unary: Callable[[Any, grpc.ServicerContext], Any] = lambda request, context: pb.ExtractClaimsResponse()
        self.stream: Callable[[Iterator[Any], grpc.ServicerContext], Iterator[Any]] = self.answer_all
        self.info = pb.GetServiceInfoResponse(service_version="9")
        self.metadata: list[dict[str, str]] = []
        self.streams = 0
        self.received: list[str] = []
        self.address = ""

    def ExtractClaims(self, request, context):  # noqa: N802
        self.metadata.append(dict(context.invocation_metadata()))
        return self.unary(request, context)

    def StreamExtractClaims(self, request_iterator, context):  # noqa: N802
        self.streams += 1
        return self.stream(self._noted(request_iterator), context)

    def GetServiceInfo(self, request, context):  # noqa: N802
        return self.info

    def _noted(self, requests):
        for request in requests:
            self.received.append(request.article.text)
            yield request

    @staticmethod
    def answer(request):
        response = pb.ExtractClaimsResponse(article_id=request.article.id, token_count=len(request.article.text))
        return pb.StreamExtractClaimsResponse(request_id=request.request_id, response=response)

    def answer_all(self, requests, context):
        return map(self.answer, requests)


@pytest.fixture
def script() -> Iterator[Script]:
    """The scripted service, listening on ``script.address``."""
    script = Script()
    server = grpc.server(futures.ThreadPoolExecutor(4), options=[("grpc.so_reuseport", 0)])
    pb_grpc.add_ClaimExtractionServiceServicer_to_server(script, server)
    script.address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    yield script
    server.stop(None).wait(5)


@pytest.fixture
def status_of() -> Callable[..., status_pb2.Status]:
    """``status_of(grpc.StatusCode.INTERNAL, "message", detail, …)``."""

    def make(code: grpc.StatusCode, message: str, *details: Any) -> status_pb2.Status:
        status = status_pb2.Status(code=code.value[0], message=message)
        for detail in details:
            status.details.add().Pack(detail)
        return status

    return make


@pytest.fixture
def abort_with(status_of: Callable[..., status_pb2.Status]) -> Callable[..., Any]:
    """``abort_with(context, code, message, *details)`` ends a scripted call."""

    def abort(context: grpc.ServicerContext, code: grpc.StatusCode, message: str = "told", *details: Any) -> Any:
        context.abort_with_status(rpc_status.to_status(status_of(code, message, *details)))

    return abort


class Blocking:
    """An AsyncClient with the methods of a Client, so that one test body tries both."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._loop = asyncio.new_event_loop()

        async def make() -> whosaid.AsyncClient:
            return whosaid.AsyncClient(*arguments, **options)

        self._client = self._loop.run_until_complete(make())

    def extract(self, *arguments: Any, **options: Any) -> Any:
        return self._loop.run_until_complete(self._client.extract(*arguments, **options))

    def extract_many(self, *arguments: Any, **options: Any) -> Iterator[Any]:
        answers = self._client.extract_many(*arguments, **options)

        def one_by_one() -> Iterator[Any]:
            try:
                while (answer := self._loop.run_until_complete(self._next(answers))) is not None:
                    yield answer
            finally:
                self._loop.run_until_complete(answers.aclose())

        return one_by_one()

    async def _next(self, answers: Any) -> Any:
        return await anext(answers, None)

    def info(self, **options: Any) -> Any:
        return self._loop.run_until_complete(self._client.info(**options))

    def close(self) -> None:
        if not self._loop.is_closed():
            self._loop.run_until_complete(self._client.close())

    def end(self) -> None:
        self.close()
        self._loop.close()

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@pytest.fixture(params=["sync", "async"])
def connect(request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """``connect(address, **options)``: a client, either kind, closed after the test."""
    made: list[Any] = []

    def make(*arguments: Any, **options: Any) -> Any:
        kind = whosaid.Client if request.param == "sync" else Blocking
        made.append(kind(*arguments, **options))
        return made[-1]

    yield make
    for client in made:
        (client.end if isinstance(client, Blocking) else client.close)()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reconnecting does not wait."""
    monkeypatch.setattr("whosaid._ledger._FIRST_DELAY", 0.01)
    monkeypatch.setattr("whosaid._ledger._LONGEST_DELAY", 0.02)


@pytest.fixture
def unused_address() -> str:
    """Where nobody listens."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


@pytest.fixture
def by_index() -> Callable[[Iterable[whosaid.Answer]], list[whosaid.Answer]]:
    """Answers in the order of the input; fails when one is missing or doubled."""

    def sort(answers: Iterable[whosaid.Answer]) -> list[whosaid.Answer]:
        ordered = sorted(answers, key=lambda answer: answer.index)
        assert [answer.index for answer in ordered] == list(range(len(ordered)))
        return ordered

    return sort
