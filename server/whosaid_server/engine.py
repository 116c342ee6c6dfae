"""The model's own thread, and the queue before it.

torch lets other threads run while it computes, so the event loop answers health checks while an article is read. The
queue is bounded: single calls beyond it are refused, streams wait, which through flow control makes their senders
wait. Who is gone, or out of time, before their turn costs nothing.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from whosaid.v1 import claim_extraction_service_pb2 as pb
from whosaid_server.conversion import to_duration
from whosaid_server.errors import DeadlineExceeded, QueueFull
from whosaid_server.handler import CheckedRequest, ExtractionHandler

# How much the latest article counts in the mean time of an article.
_SMOOTHING = 0.2
_RETRY_AFTER_SECONDS = (0.1, 30.0)


@dataclass(slots=True)
class _Job:
    """One article's turn. Times are those of ``time.monotonic``, in seconds."""

    request: CheckedRequest
    deadline: float | None
    submitted: float = field(default_factory=time.monotonic)
    answer: Future[pb.ExtractClaimsResponse] = field(default_factory=Future)


class Engine:
    """Reads one article at a time, in the order of arrival, on a thread of its own."""

    def __init__(self, load: Callable[[], ExtractionHandler], capacity: int) -> None:
        """``load`` runs on the engine's thread. ``capacity``: how many articles may be read or wait at a time."""
        self.capacity = capacity
        self._load = load
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._slots = asyncio.Semaphore(capacity)
        # Streams refill as fast as they are served; half of the slots is out of their reach, for single calls.
        self._stream_slots = asyncio.Semaphore(max(1, capacity // 2))
        self._loaded: Future[ExtractionHandler] = Future()
        self._mean_seconds = 0.5
        # A daemon: a reading that outlives the grace period must not keep the process alive.
        self._thread = threading.Thread(target=self._run, name="whosaid-model", daemon=True)

    async def start(self) -> ExtractionHandler:
        """Load the model. Raises what ``load`` raises."""
        self._thread.start()
        return await asyncio.wrap_future(self._loaded)

    def stop(self) -> None:
        """Let the thread end after the article that it reads. Call it when nobody waits for answers any more."""
        self._jobs.put(None)

    async def answer(self, request: CheckedRequest, deadline: float | None = None) -> pb.ExtractClaimsResponse:
        """Read one article now or soon; ``deadline`` is a time of ``time.monotonic``, in seconds.

        Raises:
            QueueFull: too many articles wait already.
            DeadlineExceeded: the deadline passed before the article's turn.
            InvalidRequest: the article cannot be read.
        """
        if self._slots.locked():
            raise QueueFull(self.capacity, self._retry_after())
        async with self._slots:
            return await self._submit(request, deadline)

    async def answer_in_turn(self, request: CheckedRequest, deadline: float | None = None) -> pb.ExtractClaimsResponse:
        """Like ``answer``, but wait as long as too many articles wait."""
        async with self._stream_slots, self._slots:
            return await self._submit(request, deadline)

    async def _submit(self, request: CheckedRequest, deadline: float | None) -> pb.ExtractClaimsResponse:
        job = _Job(request, deadline)
        self._jobs.put(job)
        # Cancelling this await cancels the job, unless its article is being read already.
        return await asyncio.wrap_future(job.answer)

    def _retry_after(self) -> float:
        least, most = _RETRY_AFTER_SECONDS
        return min(most, max(least, self._mean_seconds * self._jobs.qsize()))

    def _run(self) -> None:
        self._loaded.set_running_or_notify_cancel()
        try:
            handler = self._load()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the caller of start must hear of it
            self._loaded.set_exception(error)
            return
        self._loaded.set_result(handler)
        while (job := self._jobs.get()) is not None:
            if job.answer.set_running_or_notify_cancel():
                self._do(job, handler)

    def _do(self, job: _Job, handler: ExtractionHandler) -> None:
        start = time.monotonic()
        if job.deadline is not None and start >= job.deadline:
            job.answer.set_exception(DeadlineExceeded())
            return
        try:
            response = handler.answer(job.request)
        except BaseException as error:  # noqa: BLE001 - one article's failure must not end the thread
            job.answer.set_exception(error)
            return
        response.timings.queue.CopyFrom(to_duration(start - job.submitted))
        self._mean_seconds += _SMOOTHING * (time.monotonic() - start - self._mean_seconds)
        job.answer.set_result(response)
