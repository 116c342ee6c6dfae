"""Running services: two shards at a time for each, so that one is read while the other is prepared and written."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Sequence
from typing import Any

from whosaid._errors import ServiceUnavailableError, WhosaidError
from whosaid.batch.engines.engine import Done, Event, Failed, Progressed, Ready, Unusable
from whosaid.batch.inputs.columns import Columns
from whosaid.batch.reading import Reader
from whosaid.batch.worker import ShardWorker, Task
from whosaid.v1 import claim_extraction_service_pb2 as pb

_THREADS_PER_SERVICE = 2

# Seconds before a service that went away is asked again; a restart takes less than all of them.
_PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 30.0)


class ServerEngine:
    """``open_reader``: connects to the service at an address."""

    name = "server"

    def __init__(
        self,
        open_reader: Callable[[str], Reader],
        addresses: Sequence[str],
        columns: Columns,
        pauses: Sequence[float] = _PAUSES,
    ) -> None:
        self._open_reader = open_reader
        self._addresses = list(addresses)
        self._columns = columns
        self._pauses = pauses
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._ready = 0  # threads that have a service
        self._alive = 0  # threads that have one or look for it
        self._in_hand = 0

    def identify(self) -> pb.ModelInfo:
        """See ``Engine``. The services that answer must have the same model."""
        models: list[pb.ModelInfo] = []
        first: WhosaidError | None = None
        for address in self._addresses:
            try:
                reader = self._open_reader(address)
            except WhosaidError as error:
                first = first or error
                continue
            models.append(reader.model)
            reader.close()
        if not models:
            raise first or ServiceUnavailableError("no address was given")
        return models[0]

    def describe(self) -> dict[str, Any]:
        """See ``Engine``."""
        return {"engine": self.name, "addresses": self._addresses}

    def start(self) -> None:
        """See ``Engine``."""
        for address in self._addresses * _THREADS_PER_SERVICE:
            thread = threading.Thread(target=self._serve, args=(address,), daemon=True)
            self._threads.append(thread)
            self._alive += 1
            thread.start()

    @property
    def has_room(self) -> bool:
        """See ``Engine``."""
        return self._in_hand < self._ready

    def submit(self, task: Task) -> None:
        """See ``Engine``."""
        self._in_hand += 1
        self._tasks.put(task)

    def wait(self, timeout: float) -> list[Event]:
        """See ``Engine``."""
        events: list[Event] = []
        with contextlib.suppress(queue.Empty):
            events.append(self._events.get(timeout=timeout))
            while True:
                events.append(self._events.get_nowait())
        self._in_hand -= sum(isinstance(event, (Done, Failed)) for event in events)
        return events

    def close(self) -> None:
        """See ``Engine``. Threads that wait for an answer end with the process."""
        self._closed.set()
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join(timeout=2)

    def _serve(self, address: str) -> None:
        error: WhosaidError | None = None
        for pause in (0.0, *self._pauses):
            if self._closed.wait(pause):
                break
            try:
                reader = self._open_reader(address)
            except WhosaidError as failure:
                error = failure
                continue
            self._change(ready=1)
            self._events.put(Ready(reader.model))
            try:
                error = self._work(reader)
            finally:
                self._change(ready=-1)
                reader.close()
            if error is None:
                break
        self._change(alive=-1)
        if error is not None and not self._alive:
            self._events.put(Unusable(error))

    def _work(self, reader: Reader) -> WhosaidError | None:
        """Work until there is nothing more (None), or until the service is of no use (why)."""
        while (task := self._tasks.get()) is not None:
            shard = task.shard.number
            worker = ShardWorker(reader, self._columns, lambda *done, s=shard: self._tell(s, *done))
            try:
                self._events.put(Done(worker.run(task)))
            except WhosaidError as error:
                self._events.put(Failed(shard, error))
                return error
            except Exception as error:  # noqa: BLE001 - one shard's failure is not the service's
                self._events.put(Failed(shard, error))
        return None

    def _tell(self, shard: int, rows: int, characters: int, errors: int) -> None:
        if self._closed.is_set():
            raise ServiceUnavailableError("the run was stopped")
        self._events.put(Progressed(shard, rows, characters, errors))

    def _change(self, ready: int = 0, alive: int = 0) -> None:
        with self._lock:
            self._ready += ready
            self._alive += alive
