"""One article's turn, and what reads it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

Request = TypeVar("Request")
Answer = TypeVar("Answer")
_Request_contra = TypeVar("_Request_contra", contravariant=True)
_Answer_co = TypeVar("_Answer_co", covariant=True)


class Model(Protocol[_Request_contra, _Answer_co]):
    """What reads; used by one thread at a time."""

    def answer_many(self, requests: Sequence[_Request_contra]) -> Iterator[_Answer_co | Exception]:
        """One answer for each request, in their order, as they are ready; an exception where one cannot be answered.

        Raising ends the batch: what was not answered yet is tried again, each request alone.
        """

    def probe(self) -> None:
        """Read something harmless. Raises when the model is broken."""


@dataclass(slots=True, eq=False)
class Work(Generic[Request, Answer]):
    """One request's turn. Times are those of ``time.monotonic``, in seconds.

    ``tokens``: how much work it is, at least 1. ``deadline``: None for never. ``started`` and ``ended``: when its batch
    was begun and when its answer was ready, None until then. ``together``: how many were in its batch.
    """

    request: Request
    tokens: int
    deadline: float | None = None
    submitted: float = field(default_factory=time.monotonic)
    started: float | None = None
    ended: float | None = None
    together: int = 0
    gone: bool = False  # nobody waits for the answer any more
    future: Future[Answer] = field(default_factory=Future)

    @property
    def waited(self) -> float:
        """Seconds between the submission and the start of the batch; 0 while it waits."""
        return 0.0 if self.started is None else self.started - self.submitted

    def fail(self, error: BaseException) -> None:
        """Give the error instead of an answer, unless the caller has one already or is gone."""
        if not self.future.done():
            self.future.set_exception(error)
