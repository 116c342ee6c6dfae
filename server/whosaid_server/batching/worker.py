"""The model's own thread.

The model lets other threads run while it computes, so the event loop answers health checks while articles are read.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Generic

from whosaid_server.batching.observer import DropReason, Observer
from whosaid_server.batching.packing import BatchLimits, padded_tokens
from whosaid_server.batching.queue import WorkQueue
from whosaid_server.batching.rate import Rate
from whosaid_server.batching.work import Answer, Model, Request, Work
from whosaid_server.errors import ModelFailed

logger = logging.getLogger("whosaid_server")

# After so many unexpected failures without an answer between them the model is asked to read something harmless: one
# caller's articles may be what fails, and must not take the service away from others.
_SUSPICIOUS_FAILURES = 3


class Worker(Generic[Request, Answer]):
    """Loads the model, reads batch after batch, and says so when it cannot go on."""

    def __init__(
        self,
        load: Callable[[], Model[Request, Answer]],
        queue: WorkQueue[Work[Request, Answer]],
        limits: BatchLimits,
        rate: Rate,
        observer: Observer,
        on_death: Callable[[], None],
    ) -> None:
        """``load`` and ``on_death`` are called on the worker's thread."""
        self._load = load
        self._queue = queue
        self._limits = limits
        self._rate = rate
        self._observer = observer
        self._on_death = on_death
        self._failures = 0  # in a row, one article alone each
        self.loaded: Future[None] = Future()
        # A daemon: a reading that outlives the grace period must not keep the process alive.
        self._thread = threading.Thread(target=self._run, name="whosaid-model", daemon=True)

    def start(self) -> None:
        """Load the model; ``loaded`` tells when, or what went wrong."""
        self._thread.start()

    def _run(self) -> None:
        self.loaded.set_running_or_notify_cancel()
        try:
            model = self._load()
        except BaseException as error:  # noqa: BLE001 - whatever it is, who waits for the model must hear of it
            self.loaded.set_exception(error)
            return
        self.loaded.set_result(None)
        batch: list[Work[Request, Answer]] | None = None
        try:
            while (batch := self._queue.take()) is not None:
                self._read(model, batch)
        except BaseException as error:
            logger.critical("the model's thread died of %s: nothing is read any more", type(error).__name__)
            logger.debug("the model's thread died", exc_info=error)
            self._on_death()
            self.abandon(batch or [])

    def abandon(self, batch: list[Work[Request, Answer]]) -> None:
        """Fail ``batch`` and all that waits."""
        for work in (*batch, *self._queue.take_all()):
            if not work.future.done():
                self._observer.on_dropped(DropReason.MODEL_FAILED)
            work.fail(ModelFailed())

    def _read(self, model: Model[Request, Answer], batch: list[Work[Request, Answer]]) -> None:
        if not batch:
            return
        start = time.monotonic()
        for work in batch:
            if work.started is None:
                work.started = start
                self._observer.on_waited(work.waited)
            work.together = len(batch)
        try:
            self._answer(batch, model.answer_many([work.request for work in batch]))
        except Exception as error:  # noqa: BLE001 - whatever it is, each caller hears of its own article's
            left = [work for work in batch if not work.future.done()]
            if len(batch) > 1:
                self._retry_alone(model, left, error)
            else:
                self._failed(model, batch[0], error)
            return
        self._failures = 0
        self._measure(batch, time.monotonic() - start)

    def _answer(self, batch: list[Work[Request, Answer]], answers: Iterator[Answer | Exception]) -> None:
        for work, answer in zip(batch, answers, strict=True):
            work.ended = time.monotonic()
            if isinstance(answer, Exception):
                work.fail(answer)
            else:
                work.future.set_result(answer)

    def _retry_alone(self, model: Model[Request, Answer], left: list[Work[Request, Answer]], error: Exception) -> None:
        """One article spoils a batch; its neighbours are read without it."""
        logger.warning("a batch failed with %s; its %d articles are read one by one", type(error).__name__, len(left))
        self._observer.on_retried_alone(len(left))
        for work in left:
            if work.gone:
                work.fail(error)
            else:
                self._read(model, [work])

    def _failed(self, model: Model[Request, Answer], work: Work[Request, Answer], error: Exception) -> None:
        work.fail(error)
        self._failures += 1
        if self._failures >= _SUSPICIOUS_FAILURES:
            model.probe()  # what it raises is the end of this thread
            self._failures = 0

    def _measure(self, batch: list[Work[Request, Answer]], seconds: float) -> None:
        lengths = [work.tokens for work in batch]
        tokens = sum(lengths)
        self._rate.measured(tokens, seconds)
        padded = max(tokens, padded_tokens(lengths, self._limits.window))
        self._observer.on_batch(tokens, padded, len(batch), seconds)
