"""The handler behind the batcher: what an article costs, and what its answer says about the wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from whosaid.v1 import claim_extraction_service_pb2 as pb
from whosaid_server.batching import Batcher, BatchLimits, Observer, Work
from whosaid_server.conversion import to_duration
from whosaid_server.handler import CheckedRequest, ExtractionHandler

# How many characters of running text, and of a page of HTML, make a token of English news. The estimate may be wrong by
# a factor for other input; the measured rate is in the same unit.
_CHARACTERS_PER_TOKEN = 4
_HTML_CHARACTERS_PER_TOKEN = 16
# Every article costs something, so that a flood of empty ones fills the queue as well.
_LEAST_TOKENS = 16

_Work: TypeAlias = "Work[CheckedRequest, pb.ExtractClaimsResponse]"


class _Model:
    """The handler, as the batcher's thread uses it."""

    def __init__(self, handler: ExtractionHandler) -> None:
        self._handler = handler

    def answer_many(self, requests: Sequence[CheckedRequest]) -> Iterator[pb.ExtractClaimsResponse | Exception]:
        return self._handler.answer_many(requests)

    def probe(self) -> None:
        self._handler.warm_up()


class Engine:
    """Answers checked requests, in batches, on a thread of its own."""

    def __init__(
        self,
        load: Callable[[], ExtractionHandler],
        queue_tokens: int,
        batch_tokens: int,
        observer: Observer | None = None,
    ) -> None:
        """``load`` runs on the engine's thread.

        ``queue_tokens``: how many tokens may be read or wait at a time; ``batch_tokens``: how many are read together.
        """
        self._load = load
        self._handler: ExtractionHandler | None = None
        self.batcher: Batcher[CheckedRequest, pb.ExtractClaimsResponse] = Batcher(
            self._load_model, queue_tokens, BatchLimits(batch_tokens), observer
        )

    async def start(self) -> ExtractionHandler:
        """Load the model. Raises what ``load`` raises."""
        await self.batcher.start()
        assert self._handler is not None  # noqa: S101 - it was loaded
        return self._handler

    def stop(self) -> None:
        """Let the thread end. Call it when nobody waits for answers any more."""
        self.batcher.stop()

    async def failed(self) -> None:
        """Wait until nothing can be read any more, if that ever happens."""
        await self.batcher.failed()

    async def answer(self, request: CheckedRequest, deadline: float | None = None) -> pb.ExtractClaimsResponse:
        """Read one article now or soon; ``deadline`` is a time of ``time.monotonic``, in seconds.

        Raises:
            QueueFull, DeadlineUnreachable: too much waits already.
            DeadlineExceeded: the deadline passed before the article's turn.
            InvalidRequest: the article cannot be read.
            ModelFailed: nothing can be read any more.
        """
        work = _work(request, deadline)
        return _with_wait(await self.batcher.submit(work), work)

    async def answer_in_turn(
        self, request: CheckedRequest, deadline: float | None, entered: Callable[[], None]
    ) -> pb.ExtractClaimsResponse:
        """Like ``answer``, but wait as long as too much waits. ``entered`` is called once it is in the queue."""
        work = _work(request, deadline)
        return _with_wait(await self.batcher.submit_in_turn(work, entered), work)

    def _load_model(self) -> _Model:
        self._handler = self._load()
        return _Model(self._handler)


def estimated_tokens(request: CheckedRequest) -> int:
    """How much work an article is, in tokens, from its size alone: time is constant."""
    article = request.article
    text, html = len(article.text), len(article.html)
    return max(_LEAST_TOKENS, text // _CHARACTERS_PER_TOKEN if text else html // _HTML_CHARACTERS_PER_TOKEN)


def _work(request: CheckedRequest, deadline: float | None) -> _Work:
    return Work(request, estimated_tokens(request), deadline)


def _with_wait(response: pb.ExtractClaimsResponse, work: _Work) -> pb.ExtractClaimsResponse:
    response.timings.queue.CopyFrom(to_duration(work.waited))
    return response
