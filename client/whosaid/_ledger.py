"""The book-keeping of ``extract_many``: which articles are unanswered, and what becomes of them when a stream breaks.

Shared by both clients; it does no input or output and reads no clock.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from whosaid._article import ArticleLike
from whosaid._errors import (
    DeadlineExceededError,
    InternalServiceError,
    InvalidArticleError,
    MessageTooLargeError,
    OverloadedError,
    RequestCancelledError,
    ServiceUnavailableError,
    WhosaidError,
    error_from_status,
)
from whosaid._requests import stream_request
from whosaid.v1 import claim_extraction_service_pb2 as pb

MAX_IN_FLIGHT = 16

# How often one article is sent, and how many streams in a row may break without an answer, before it is given up. A
# service that never answered is not waited for: its address is more likely wrong than the service restarting.
_ATTEMPTS = 6
_ATTEMPTS_AT_FIRST = 2
# From so many attempts on an article is sent alone: it may be what breaks the streams, and others must not suffer.
_SUSPICIOUS_ATTEMPTS = 2

_FIRST_DELAY = 0.2  # seconds before the first reconnection; three times longer before each further one
_LONGEST_DELAY = 10.0

# A stream that ends like this may work when it is opened again, for all or all but one of its articles.
_TRANSIENT = (
    ServiceUnavailableError,
    OverloadedError,
    InternalServiceError,
    InvalidArticleError,
    RequestCancelledError,
    DeadlineExceededError,
    MessageTooLargeError,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one article of ``extract_many``: a response or an error, never both.

    ``index``: the article's place in the input, from 0. ``article``: the input itself, as it was given.
    """

    index: int
    article: ArticleLike
    response: pb.ExtractClaimsResponse | None = None
    error: WhosaidError | None = None

    def result(self) -> pb.ExtractClaimsResponse:
        """The response. Raises the error when there is none."""
        if self.response is not None:
            return self.response
        raise self.error or InternalServiceError("an answer without a response")


class ReasonLostError(InternalServiceError):
    """The stream broke, and gRPC lost the reason. Says nothing about the service."""


@dataclass(slots=True)
class _Entry:
    index: int
    article: ArticleLike
    request: pb.StreamExtractClaimsRequest
    attempts: int = 0


class Ledger:
    """Every article is entered once with :meth:`enter` and leaves in exactly one :class:`Answer`."""

    def __init__(
        self,
        options: pb.ExtractionOptions,
        *,
        max_in_flight: int = MAX_IN_FLIGHT,
        max_message_bytes: int,
    ) -> None:
        if max_in_flight < 1:
            msg = f"max_in_flight is at least 1, not {max_in_flight}"
            raise ValueError(msg)
        self._options = options
        self._max_in_flight = max_in_flight
        self._max_message_bytes = max_message_bytes
        self._in_flight: dict[str, _Entry] = {}
        self._again: deque[_Entry] = deque()
        self._entered = 0
        self._failures = 0  # streams in a row that broke without an answer
        self._answered = False
        self._retry_delay = 0.0
        self._reason: WhosaidError | None = None  # why the service takes no more on this stream
        self.exhausted = False  # the caller has no more articles
        self.draining = False  # the service takes no more on this stream
        self.fatal: WhosaidError | None = None  # no use going on

    @property
    def in_flight(self) -> int:
        """How many articles the service has and did not answer."""
        return len(self._in_flight)

    @property
    def finished(self) -> bool:
        """Whether there is nothing left to send or to wait for."""
        return self.exhausted and not self._in_flight and not self._again

    @property
    def has_room(self) -> bool:
        """Whether one more article may be sent on this stream."""
        waiting = (*self._in_flight.values(), *self._again)
        alone = any(entry.attempts >= _SUSPICIOUS_ATTEMPTS for entry in waiting)
        return not self.draining and len(self._in_flight) < (1 if alone else self._max_in_flight)

    @property
    def wants_input(self) -> bool:
        """Whether the caller should be asked for an article now."""
        return self.has_room and not self._again and not self.exhausted

    @property
    def delay(self) -> float:
        """Seconds to wait before the next stream is opened."""
        if not self._failures:
            return self._retry_delay
        return max(min(_FIRST_DELAY * 3.0 ** (self._failures - 1), _LONGEST_DELAY), self._retry_delay)

    def enter(self, article: ArticleLike) -> pb.StreamExtractClaimsRequest | Answer:
        """The request for the caller's next article, or its answer when it cannot be sent."""
        index, self._entered = self._entered, self._entered + 1
        if self.fatal:
            return Answer(index, article, error=self.fatal)
        try:
            request = stream_request(str(index), article, self._options, self._max_message_bytes)
        except WhosaidError as error:
            return Answer(index, article, error=error)
        except TypeError as error:  # not an article; the others must not suffer from it
            return Answer(index, article, error=InvalidArticleError.of("article", str(error)))
        return self._send(_Entry(index, article, request))

    def again(self) -> pb.StreamExtractClaimsRequest | None:
        """The next request that a broken stream left unanswered; None: there is none, or no room for it."""
        if self._again and self.has_room:
            return self._send(self._again.popleft())
        return None

    def settle(self, message: pb.StreamExtractClaimsResponse) -> Answer | None:
        """The answer that ``message`` is; None when it answers nothing or its article must be sent again."""
        entry = self._in_flight.get(message.request_id)
        if entry is None:  # answered before, on a stream that broke after it
            return None
        result = message.WhichOneof("result")
        if result == "response":
            self._failures, self._retry_delay, self._answered = 0, 0.0, True
            return self._close(entry, response=message.response)
        if result is None:
            return self._close(entry, error=InternalServiceError("the service sent an answer without a result"))
        error = error_from_status(message.error.status)
        if isinstance(error, (ServiceUnavailableError, OverloadedError)) and entry.attempts < _ATTEMPTS:
            # It will not take others either. What it has accepted it still answers; the rest goes to a new stream.
            self.draining, self._answered, self._reason = True, True, error
            self._retry_delay = getattr(error, "retry_delay", None) or 0.0
            self._again.append(self._in_flight.pop(message.request_id))
            return None
        self._failures, self._answered = 0, True
        return self._close(entry, error=error)

    def broke(self, error: WhosaidError | None) -> list[Answer]:
        """The stream ended, with ``error`` or regularly, and articles are unanswered: answers for those given up.

        The others are sent again. Sets :attr:`fatal` when going on is of no use; then all are answered.
        """
        error = error or self._reason or ServiceUnavailableError("the service ended the stream before its last answer")
        self.draining, self._reason = False, None
        # A service that says why it is not ready, or when to come again, is there, and will be ready.
        busy = isinstance(error, OverloadedError) and error.retry_delay is not None
        self._answered = self._answered or busy or bool(getattr(error, "reason", ""))
        self._failures += not isinstance(error, ReasonLostError)
        if isinstance(error, OverloadedError):
            self._retry_delay = error.retry_delay or 0.0
        limit = _ATTEMPTS if self._answered else _ATTEMPTS_AT_FIRST
        if not isinstance(error, _TRANSIENT) or self._failures >= limit:
            self.fatal = error
        # What broke the stream was under way, so the others are sent before it.
        unanswered = [*self._again, *self._in_flight.values()]
        self._in_flight.clear()
        self._again.clear()
        answers = []
        for entry in unanswered:
            reason = self.fatal or self._reason_to_give_up(entry, unanswered, error)
            if reason:
                answers.append(self._close(entry, error=reason))
            else:
                self._again.append(entry)
        return answers

    @staticmethod
    def _reason_to_give_up(entry: _Entry, unanswered: list[_Entry], error: WhosaidError) -> WhosaidError | None:
        """Why this article is not sent again, although others are; None: it is."""
        if isinstance(error, DeadlineExceededError):  # all of them had their time
            return error
        # gRPC does not say which message was over the service's limit; the largest one was.
        if isinstance(error, MessageTooLargeError):
            largest = max(unanswered, key=lambda each: each.request.ByteSize())
            return error if entry is largest else None
        if entry.attempts >= _ATTEMPTS:
            return InternalServiceError(f"the connection broke {_ATTEMPTS} times while the service had this article")
        return None

    def _send(self, entry: _Entry) -> pb.StreamExtractClaimsRequest:
        entry.attempts += 1
        self._in_flight[entry.request.request_id] = entry
        return entry.request

    def _close(
        self,
        entry: _Entry,
        *,
        response: pb.ExtractClaimsResponse | None = None,
        error: WhosaidError | None = None,
    ) -> Answer:
        self._in_flight.pop(entry.request.request_id, None)
        return Answer(entry.index, entry.article, response, error)
