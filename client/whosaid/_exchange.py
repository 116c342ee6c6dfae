"""``Client.extract_many``: one stream after another until every article is answered."""

from __future__ import annotations

import contextlib
import queue
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

import grpc

from whosaid._article import ArticleLike
from whosaid._errors import DeadlineExceededError, WhosaidError, error_from_call
from whosaid._ledger import Answer, Ledger
from whosaid.v1 import claim_extraction_service_pb2 as pb

if TYPE_CHECKING:
    _Call: TypeAlias = grpc._CallIterator[pb.StreamExtractClaimsResponse]
_Open: TypeAlias = "Callable[[Iterator[pb.StreamExtractClaimsRequest]], _Call]"


# How long the service has to end a stream when all is answered.
FAREWELL_SECONDS = 1.0


def jittered(delay: float) -> float:
    """``delay`` or up to a third less, so that clients that lost one service do not return all at once."""
    return delay * random.uniform(0.67, 1.0)  # noqa: S311 - no secret


def no_answer(target: str, timeout: float | None) -> DeadlineExceededError:
    """The error of articles that wait on a stream without any answer."""
    return DeadlineExceededError(f"{target}: no answer for {timeout:g} s; allow more time or send fewer at a time")


class _Stream:
    """One call. gRPC's thread sends, a thread of ours receives, so that neither direction can block the other."""

    def __init__(self, open_call: _Open) -> None:
        self._outgoing: queue.SimpleQueue[pb.StreamExtractClaimsRequest | None] = queue.SimpleQueue()
        # In the queue: answers, then the error or None for the end.
        self._incoming: queue.SimpleQueue[pb.StreamExtractClaimsResponse | grpc.RpcError | None] = queue.SimpleQueue()
        self._call = open_call(iter(self._outgoing.get, None))
        threading.Thread(target=self._receive_all, name="whosaid-stream", daemon=True).start()

    def send(self, request: pb.StreamExtractClaimsRequest) -> None:
        self._outgoing.put(request)

    def receive(self, timeout: float | None) -> pb.StreamExtractClaimsResponse | grpc.RpcError | None:
        """The next answer, the error that ended the call, or None for its regular end. Raises queue.Empty."""
        return self._incoming.get(timeout=timeout) if timeout != 0 else self._incoming.get_nowait()

    def half_close(self) -> None:
        """Tell the service that nothing more comes."""
        self._outgoing.put(None)

    def finish(self) -> None:
        """End a call whose requests are all answered: the service shall see an end and not a cancellation."""
        self.half_close()
        with contextlib.suppress(queue.Empty):
            deadline = time.monotonic() + FAREWELL_SECONDS
            while isinstance(self.receive(max(0.001, deadline - time.monotonic())), pb.StreamExtractClaimsResponse):
                pass  # answers to what was answered before

    def close(self) -> None:
        self.half_close()  # also ends gRPC's sending thread
        self._call.cancel()

    def _receive_all(self) -> None:
        try:
            for response in self._call:
                self._incoming.put(response)
            self._incoming.put(None)
        except grpc.RpcError as error:
            self._incoming.put(error)


class Exchange:
    """Drives one ``extract_many``. ``timeout``: seconds without any answer; None: no limit."""

    def __init__(
        self,
        open_call: _Open,
        articles: Iterable[ArticleLike],
        ledger: Ledger,
        timeout: float | None,
        target: str,
    ) -> None:
        self._open_call = open_call
        self._inputs = iter(articles)
        self._ledger = ledger
        self._timeout = timeout
        self._target = target
        self._input_error: Exception | None = None
        self._stream: _Stream | None = None

    def answers(self) -> Iterator[Answer]:
        """One answer for each article; the exceptions are those of ``Client.extract_many``."""
        try:
            while not self._ledger.finished:
                yield from self._step()
                if self._ledger.fatal:
                    raise self._ledger.fatal
            if self._stream is not None:
                self._stream.finish()
        finally:
            self._drop_stream()
        if self._input_error is not None:
            raise self._input_error

    def _step(self) -> list[Answer]:
        """Send one article if there is room, then take what has arrived; wait for it if there was no room."""
        request = self._next_request()
        if isinstance(request, Answer):
            return [request]
        if request is not None:
            return self._send(request)
        if self._stream is None or not self._ledger.in_flight:
            # Finished; or the service takes no more on this stream, and what is left needs another one.
            return [] if self._ledger.finished else self._broke(None)
        if self._ledger.draining:
            self._stream.half_close()
        return self._receive(self._stream, self._timeout)

    def _send(self, request: pb.StreamExtractClaimsRequest) -> list[Answer]:
        try:
            if self._stream is None:
                time.sleep(jittered(self._ledger.delay))
                self._stream = _Stream(self._open_call)
        except WhosaidError as error:  # the client was closed meanwhile
            return self._broke(error)
        self._stream.send(request)
        return self._receive(self._stream, 0)

    def _next_request(self) -> pb.StreamExtractClaimsRequest | Answer | None:
        if (request := self._ledger.again()) is not None:
            return request
        if not self._ledger.wants_input:
            return None
        try:
            article = next(self._inputs)
        except StopIteration:
            self._ledger.exhausted = True
            return None
        except Exception as error:  # noqa: BLE001 - raised again when everything sent is answered
            self._input_error, self._ledger.exhausted = error, True
            return None
        return self._ledger.enter(article)

    def _receive(self, stream: _Stream, timeout: float | None) -> list[Answer]:
        try:
            message = stream.receive(timeout)
        except queue.Empty:
            return [] if timeout == 0 else self._broke(no_answer(self._target, timeout))
        if message is None:
            return self._broke(None)
        if isinstance(message, grpc.RpcError):
            return self._broke(error_from_call(message, self._target))
        answer = self._ledger.settle(message)
        return [] if answer is None else [answer]

    def _broke(self, error: WhosaidError | None) -> list[Answer]:
        self._drop_stream()
        return self._ledger.broke(error)

    def _drop_stream(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None
