"""What waits for the model: the event loop puts it in, the model's thread takes it out."""

from __future__ import annotations

import threading
import time
from typing import Any, Generic, TypeVar

from whosaid_server.batching.observer import DropReason, Observer
from whosaid_server.batching.packing import BatchLimits, choose, choose_in_turn
from whosaid_server.batching.rate import Rate
from whosaid_server.batching.work import Work
from whosaid_server.errors import DeadlineExceeded

_Work = TypeVar("_Work", bound=Work[Any, Any])

# An article is dropped when less than this part of the time that its reading takes is left to it: then the answer
# would come too late for sure, however wrong the estimate is.
_HOPELESS = 0.5


class WorkQueue(Generic[_Work]):
    """Unbounded by itself: ``admission`` bounds what gets here."""

    def __init__(self, limits: BatchLimits, rate: Rate, observer: Observer) -> None:
        self._limits = limits
        self._rate = rate
        self._observer = observer
        self._waiting: dict[_Work, None] = {}  # in the order of arrival
        self._changed = threading.Condition()
        self._closed = False

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, work: _Work) -> None:
        """Let ``work`` wait for its turn."""
        with self._changed:
            self._waiting[work] = None
            self._changed.notify()

    def discard(self, work: _Work) -> bool:
        """Take ``work`` out before its turn. False: its turn has come."""
        with self._changed:
            if work not in self._waiting:
                return False
            del self._waiting[work]
            return True

    def close(self) -> None:
        """Let ``take`` return None when nothing waits any more."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def take(self) -> list[_Work] | None:
        """The next batch, as soon as anything waits: a model that is idle never waits for a fuller one.

        Who is gone, or out of time, is dropped on the way. None: the queue is closed.
        """
        with self._changed:
            while True:
                self._drop_hopeless()
                if self._waiting:
                    waiting = list(self._waiting)
                    batch = (choose_in_turn if self._is_pressed(waiting) else choose)(waiting, self._limits)
                    for work in batch:
                        del self._waiting[work]
                    # False: cancelled this very moment.
                    return [work for work in batch if work.future.set_running_or_notify_cancel()]
                if self._closed:
                    return None
                self._changed.wait()

    def take_all(self) -> list[_Work]:
        """All that waits; nothing is left."""
        with self._changed:
            waiting = list(self._waiting)
            self._waiting.clear()
            return waiting

    def _is_pressed(self, waiting: list[_Work]) -> bool:
        """Whether somebody would be late if others were read first: they were let in on the promise of their turn."""
        now, ahead = time.monotonic(), self._limits.tokens
        for work in waiting:
            ahead += work.tokens
            if work.deadline is not None and now + self._rate.most_seconds(ahead) > work.deadline:
                return True
        return False

    def _drop_hopeless(self) -> None:
        now = time.monotonic()
        for work in list(self._waiting):
            if work.deadline is None or now + _HOPELESS * self._rate.seconds(work.tokens) < work.deadline:
                continue
            del self._waiting[work]
            if work.future.set_running_or_notify_cancel():
                work.fail(DeadlineExceeded())
                self._observer.on_dropped(DropReason.EXPIRED)
