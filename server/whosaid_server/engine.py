"""The handler behind the batcher: what an article costs, and what its answer says about the wait."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from whosaid.v1 import claim_extraction_service_pb2 as pb
from whosaid_server.batching import Batcher, BatchLimits, Observer, Work
from whosaid_server.conversion import to_duration
from whosaid_server.errors import DeadlineExceeded
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


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer, and when it was made: times of ``time.monotonic``, in seconds.

    ``queued``: when the article found its place in the queue; ``together``: how many articles were read in its batch.
    """

    response: pb.ExtractClaimsResponse
    queued: float
    begun: float
    ended: float
    together: int


class Engine:
    """Answers checked requests, in batches, on a thread of its own."""

    def __init__(
        self,
        load: Callable[[], ExtractionHandler],
        queue_tokens: int,
        batch_tokens: int,
        max_deadline: float,
        observer: Observer | None = None,
    ) -> None:
        """``load`` runs on the engine's thread.

        ``queue_tokens``: how many tokens may be read or wait at a time; ``batch_tokens``: how many are read together;
        ``max_deadline``: seconds after which an article is given up, whatever its caller says.
        """
        self._load = load
        self._max_deadline = max_deadline
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

    async def answer(self, request: CheckedRequest, deadline: float | None = None) -> Reading:
        """Read one article now or soon; ``deadline`` is a time of ``time.monotonic``, in seconds.

        Raises:
            QueueFull, DeadlineUnreachable: too much waits already.
            DeadlineExceeded: the deadline passed before the article was read.
            InvalidRequest: the article cannot be read.
            ModelFailed: nothing can be read any more.
        """
        work = _work(request, self._capped(deadline))
        return await _in_time(self.batcher.submit(work), work)

    async def answer_in_turn(
        self, request: CheckedRequest, deadline: float | None, entered: Callable[[], None]
    ) -> Reading:
        """Like ``answer``, but wait as long as too much waits. ``entered`` is called once it is in the queue.

        The service's own limit of time counts from there.
        """
        work = _work(request, deadline)

        def begin() -> None:
            work.submitted = time.monotonic()
            work.deadline = self._capped(deadline)
            entered()

        return _reading(await self.batcher.submit_in_turn(work, begin), work)

    def _capped(self, deadline: float | None) -> float:
        latest = time.monotonic() + self._max_deadline
        return latest if deadline is None else min(deadline, latest)

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


async def _in_time(answering: Awaitable[pb.ExtractClaimsResponse], work: _Work) -> Reading:
    """The answer, unless the deadline passes while the article is read: then it is of no use to anybody."""
    assert work.deadline is not None  # noqa: S101 - it was capped
    try:
        response = await asyncio.wait_for(answering, work.deadline - time.monotonic())
    except asyncio.TimeoutError as error:
        raise DeadlineExceeded from error
    return _reading(response, work)


def _reading(response: pb.ExtractClaimsResponse, work: _Work) -> Reading:
    response.timings.queue.CopyFrom(to_duration(work.waited))
    begun = work.submitted + work.waited
    return Reading(response, work.submitted, begun, work.ended or begun, work.together)
