"""What can go wrong with a request, without a word of gRPC.

    ServiceError
    ├── InvalidRequest      the caller must change the request
    ├── Unauthenticated     the caller must show a token
    ├── QueueFull           the caller may try again after a while
    ├── DeadlineUnreachable the same, because the article's turn would come after the caller's deadline
    ├── TooManyStreams      the same, because so many streams are open
    ├── NotReady            the model is still being loaded
    ├── ShuttingDown        the service takes no more articles
    ├── ModelFailed         the service cannot read any more and has to be started again
    └── DeadlineExceeded    the time was over before the article's turn came

Everything else is unexpected. ``whosaid_server.status`` maps them to status codes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldViolation:
    """One offending field: its path in the request ("article.text", "options.kinds[2]") and what to change."""

    field: str
    description: str


class ServiceError(Exception):
    """A request that gets no answer, for a reason that the caller may know."""


class InvalidRequest(ServiceError, ValueError):  # noqa: N818 - the words of INVALID_ARGUMENT's users
    """The request breaks the contract; ``violations`` names every offending field."""

    def __init__(self, violations: Sequence[FieldViolation]) -> None:
        super().__init__("; ".join(f"{violation.field}: {violation.description}" for violation in violations))
        self.violations = tuple(violations)


class Unauthenticated(ServiceError):  # noqa: N818 - the name of the status
    """The call has no token, or one that is not known."""

    def __init__(self, *, token_was_given: bool) -> None:
        what = "the token is not one of this service's" if token_was_given else "the call has no token"
        super().__init__(f"{what}: send one in the metadata, as authorization: Bearer TOKEN; its operator has them")


class QueueFull(ServiceError):  # noqa: N818 - a state of the queue, not a mistake
    """Too much waits for the model; ``retry_after`` estimates, in seconds, when there is room.

    ``capacity``: how many tokens may be read or wait at a time.
    """

    def __init__(self, capacity: int, retry_after: float) -> None:
        super().__init__(f"the queue of {capacity:,} tokens has no room; try again in {retry_after:.1f} s")
        self.capacity = capacity
        self.retry_after = retry_after


class DeadlineUnreachable(ServiceError):  # noqa: N818 - a state of the queue, not a mistake
    """The article's turn would come too late for the caller's deadline. Times are estimates, in seconds."""

    def __init__(self, wait: float, retry_after: float) -> None:
        super().__init__(
            f"about {wait:.1f} s of work wait already, too much for the deadline; allow more time, or try again in "
            f"{retry_after:.1f} s"
        )
        self.wait = wait
        self.retry_after = retry_after


class TooManyStreams(ServiceError):  # noqa: N818 - a state of the service, not a mistake
    """As many streams are open as may be; ``retry_after`` is in seconds."""

    def __init__(self, limit: int, retry_after: float) -> None:
        super().__init__(f"{limit:,} streams are open, and no more may be; try again in {retry_after:.1f} s")
        self.retry_after = retry_after


class NotReady(ServiceError):  # noqa: N818 - a state of the service, not a mistake
    """The model is still being loaded."""

    def __init__(self) -> None:
        super().__init__("the model is being loaded; try again when the health check says SERVING")


class ShuttingDown(ServiceError):  # noqa: N818 - a state of the service, not a mistake
    """The service takes no more articles."""

    def __init__(self) -> None:
        super().__init__("the service is stopping; send the article to another one")


class ModelFailed(ServiceError):  # noqa: N818 - a state of the service, not a mistake
    """The model's thread has died; only a new process reads again."""

    def __init__(self) -> None:
        super().__init__(
            "the service cannot read any more and has to be started again; send the article to another one"
        )


class DeadlineExceeded(ServiceError):  # noqa: N818 - the name of the status
    """The caller's deadline passed before the article's turn came; nothing was read."""

    def __init__(self) -> None:
        super().__init__("the deadline passed while the article waited for the model; allow more time or send it later")
