"""What there is to count. Metrics implement it; without them nothing is counted."""

from __future__ import annotations

from enum import Enum
from typing import Protocol


class DropReason(str, Enum):
    """Why an article was not read."""

    CANCELLED = "cancelled"  # the caller left while the article waited
    EXPIRED = "expired"  # its deadline passed, or would have passed before it was read, while it waited
    OVERLOAD = "overload"  # the queue was full
    DEADLINE = "deadline"  # at its arrival the queue was too long for its deadline
    MODEL_FAILED = "model_failed"  # the model's thread died


class Observer(Protocol):
    """Hears what happens to work. Called from the event loop's and the model's thread; must not raise or wait."""

    def on_enqueued(self, tokens: int, queued_tokens: int) -> None:
        """An article entered; ``queued_tokens`` are read or wait now, its own included."""

    def on_left(self, queued_tokens: int) -> None:
        """An article was answered or dropped; ``queued_tokens`` are read or wait still."""

    def on_batch(self, tokens: int, padded: int, articles: int, seconds: float) -> None:
        """A batch was read. ``padded``: tokens when every window is as wide as the widest, at least ``tokens``."""

    def on_waited(self, seconds: float) -> None:
        """An article's turn came after ``seconds`` in the queue."""

    def on_dropped(self, reason: DropReason) -> None:
        """An article was not read."""

    def on_retried_alone(self, articles: int) -> None:
        """A batch failed, and so many of its articles are read one by one."""

    def on_model_failed(self) -> None:
        """The model's thread died; nothing is read any more."""


class NullObserver:
    """Counts nothing."""

    def on_enqueued(self, tokens: int, queued_tokens: int) -> None:
        """Nothing."""

    def on_left(self, queued_tokens: int) -> None:
        """Nothing."""

    def on_batch(self, tokens: int, padded: int, articles: int, seconds: float) -> None:
        """Nothing."""

    def on_waited(self, seconds: float) -> None:
        """Nothing."""

    def on_dropped(self, reason: DropReason) -> None:
        """Nothing."""

    def on_retried_alone(self, articles: int) -> None:
        """Nothing."""

    def on_model_failed(self) -> None:
        """Nothing."""
