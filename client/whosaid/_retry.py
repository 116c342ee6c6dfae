"""When a single call is made again: as the service asks, within the caller's time and the client's budget.

A connection that fails is gRPC's own business (``_channel``); this is about a service that is too busy.
"""

from __future__ import annotations

import random
import threading
import time

from whosaid._errors import OverloadedError

# As gRPC's own retry throttling: a retry costs 1, a success gives back a tenth, and below half nothing is tried again.
# So of all calls at most about a tenth are retries while a service stays overloaded.
_FULL = 10.0
_GIVEN_BACK = 0.1


class RetryBudget:
    """How many retries a client has left. Safe to use from several threads."""

    def __init__(self) -> None:
        self._left = _FULL
        self._lock = threading.Lock()

    def succeeded(self) -> None:
        """A call was answered."""
        with self._lock:
            self._left = min(_FULL, self._left + _GIVEN_BACK)

    def spend(self) -> bool:
        """Take one retry out of the budget; False: none is left for now."""
        with self._lock:
            if self._left - 1 < _FULL / 2:
                return False
            self._left -= 1
            return True


class Attempts:
    """One call's attempts. ``timeout``: seconds for all of them together; None: no limit."""

    def __init__(self, timeout: float | None, budget: RetryBudget) -> None:
        self._ends = None if timeout is None else time.monotonic() + timeout
        self._budget = budget

    @property
    def remaining(self) -> float | None:
        """Seconds that the next attempt may take; None: no limit."""
        return None if self._ends is None else max(0.0, self._ends - time.monotonic())

    def pause_after(self, error: Exception) -> float | None:
        """Seconds to wait before the call is made again; None: it is not, and ``error`` is the caller's.

        Only a service that says when to come again is asked again, and never before. A request that is larger than it
        accepts is not, for that has no such hint.
        """
        if not isinstance(error, OverloadedError) or error.retry_delay is None:
            return None
        # Callers that were refused together shall not come back together.
        pause = error.retry_delay * random.uniform(1.0, 1.25)  # noqa: S311 - no secret
        remaining = self.remaining
        if remaining is not None and pause >= remaining:
            return None
        return pause if self._budget.spend() else None
