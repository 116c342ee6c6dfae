"""The event loop's side: work goes in, its answer comes out, or an error says why not."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from typing import Generic

from whosaid_server.batching.admission import Admission
from whosaid_server.batching.observer import DropReason, NullObserver, Observer
from whosaid_server.batching.packing import BatchLimits
from whosaid_server.batching.queue import WorkQueue
from whosaid_server.batching.rate import Rate
from whosaid_server.batching.work import Answer, Model, Request, Work
from whosaid_server.batching.worker import Worker
from whosaid_server.errors import DeadlineUnreachable, ModelFailed, QueueFull

_RETRY_AFTER_SECONDS = (0.1, 30.0)
# Callers that were refused together shall not come back together.
_RETRY_SPREAD = 0.5
_CLOCK_SLACK_SECONDS = 0.01
# An answer must be ready so long before its deadline to arrive in time.
_DELIVERY_SECONDS = 0.05


class Batcher(Generic[Request, Answer]):
    """Reads the articles of all callers in batches, on a thread of its own. Used by one event loop."""

    def __init__(
        self,
        load: Callable[[], Model[Request, Answer]],
        queue_tokens: int,
        limits: BatchLimits,
        observer: Observer | None = None,
    ) -> None:
        """``load`` runs on the batcher's thread. ``queue_tokens``: how many may be read or wait at a time."""
        self._observer = observer or NullObserver()
        self._rate = Rate()
        self._admission = Admission(queue_tokens)
        self._queue: WorkQueue[Work[Request, Answer]] = WorkQueue(limits, self._rate, self._observer)
        self._worker = Worker(load, self._queue, limits, self._rate, self._observer, self._died_on_thread)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._failed = asyncio.Event()

    @property
    def queued_tokens(self) -> int:
        """How many tokens are read or wait."""
        return self._admission.used

    @property
    def queued_articles(self) -> int:
        """How many articles wait for their turn."""
        return len(self._queue)

    async def start(self) -> None:
        """Load the model. Raises what ``load`` raises."""
        self._loop = asyncio.get_running_loop()
        self._worker.start()
        await asyncio.wrap_future(self._worker.loaded)

    def stop(self) -> None:
        """Let the thread end. Call it when nobody waits for answers any more."""
        self._queue.close()

    async def failed(self) -> None:
        """Wait until the model's thread has died, if it ever does."""
        await self._failed.wait()

    async def submit(self, work: Work[Request, Answer]) -> Answer:
        """Read now or soon. Cancelling takes the work out of the queue.

        Raises:
            QueueFull: too much waits already.
            DeadlineUnreachable: too much waits for the work's deadline.
            DeadlineExceeded: the deadline passed while the work waited.
            ModelFailed: nothing is read any more.
        """
        self._check_alive()
        self._refuse_if_overloaded(work)
        self._admission.enter(work.tokens)
        try:
            return await self._wait_for(work)
        finally:
            self._admission.leave(work.tokens)
            self._observer.on_left(self._admission.used)

    async def submit_in_turn(self, work: Work[Request, Answer], entered: Callable[[], None] = lambda: None) -> Answer:
        """Like ``submit``, but wait as long as too much waits. ``entered`` is called when the work is in the queue."""
        self._check_alive()
        await self._admission.enter_in_turn(work.tokens)
        entered()
        try:
            self._check_alive()
            return await self._wait_for(work)
        finally:
            self._admission.leave_from_stream(work.tokens)
            self._observer.on_left(self._admission.used)

    async def _wait_for(self, work: Work[Request, Answer]) -> Answer:
        self._observer.on_enqueued(work.tokens, self._admission.used)
        self._queue.put(work)
        try:
            return await asyncio.wrap_future(work.future)
        except asyncio.CancelledError:
            work.gone = True
            if self._queue.discard(work):
                # gRPC cancels calls whose deadline has passed, too.
                expired = work.deadline is not None and time.monotonic() >= work.deadline - _CLOCK_SLACK_SECONDS
                self._observer.on_dropped(DropReason.EXPIRED if expired else DropReason.CANCELLED)
            raise

    def _refuse_if_overloaded(self, work: Work[Request, Answer]) -> None:
        used, capacity = self._admission.used, self._admission.capacity
        if not self._admission.has_room(work.tokens):
            self._observer.on_dropped(DropReason.OVERLOAD)
            raise QueueFull(capacity, self._retry_after(self._rate.seconds(used + work.tokens - capacity)))
        # When nothing else waits it is worth a try, whatever the estimate says.
        if work.deadline is None or not used or not self._rate.known:
            return
        left = work.deadline - _DELIVERY_SECONDS - time.monotonic()
        late = self._rate.most_seconds(used + work.tokens) - left
        if late > 0:
            self._observer.on_dropped(DropReason.DEADLINE)
            raise DeadlineUnreachable(self._rate.seconds(used), self._retry_after(late))

    @staticmethod
    def _retry_after(seconds: float) -> float:
        least, most = _RETRY_AFTER_SECONDS
        spread = 1.0 + _RETRY_SPREAD * random.random()  # noqa: S311 - no secret
        return min(most, max(least, seconds) * spread)

    def _check_alive(self) -> None:
        if self._failed.is_set():
            raise ModelFailed

    def _died_on_thread(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._died)

    def _died(self) -> None:
        self._failed.set()
        self._observer.on_model_failed()
        self._admission.fail(ModelFailed())
        # What was submitted between the death of the thread and now.
        self._worker.abandon([])
