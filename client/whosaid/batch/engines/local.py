"""Processes of this machine, each with a model of its own.

They are spawned, not forked: a fork of a process with threads, as gRPC and torch have them, may hang. A process that
ends without a word is replaced. When this process ends, however that happens, they end too.
"""

from __future__ import annotations

import contextlib
import math
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import connection
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from whosaid._errors import InternalServiceError, WhosaidError
from whosaid.batch.engines.engine import Died, Done, Event, Failed, Progressed, Ready, Unusable
from whosaid.batch.inputs.columns import Columns
from whosaid.batch.reading import Reader
from whosaid.batch.worker import ShardWorker, Task
from whosaid.v1 import claim_extraction_service_pb2 as pb

# What one process with its model takes, generously; more of them than fit would be killed by the system.
_BYTES_PER_PROCESS = 1_500_000_000

_THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def available_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def default_processes() -> int:
    """As many as there are cores, and as fit into the memory."""
    memory: float
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError, AttributeError):
        memory = math.inf
    return max(1, min(available_cores(), int(min(memory / _BYTES_PER_PROCESS, 1 << 16))))


def limit_threads(threads: int) -> None:
    """What the libraries under the model shall use. Before torch is imported."""
    for variable in _THREAD_VARIABLES:
        os.environ[variable] = str(threads)
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


@dataclass(slots=True)
class _Process:
    process: BaseProcess
    pipe: Connection
    ready: bool = False
    shard: int | None = None


class LocalEngine:
    """``open_reader``: makes the reader of a process, given its number of threads; it is sent there by pickle."""

    name = "local"

    def __init__(
        self,
        open_reader: Callable[[int], Reader],
        identify: Callable[[], pb.ModelInfo],
        columns: Columns,
        processes: int | None = None,
    ) -> None:
        self._open_reader = open_reader
        self._identify = identify
        self._columns = columns
        self._count = processes or default_processes()
        self._threads = max(1, available_cores() // self._count)
        self._context = multiprocessing.get_context("spawn")
        self._processes: list[_Process] = []

    def identify(self) -> pb.ModelInfo:
        """See ``Engine``."""
        return self._identify()

    def describe(self) -> dict[str, Any]:
        """See ``Engine``."""
        return {"engine": self.name, "processes": self._count, "threads": self._threads}

    def start(self) -> None:
        """See ``Engine``."""
        self._processes = [self._spawn() for _ in range(self._count)]

    @property
    def has_room(self) -> bool:
        """See ``Engine``."""
        return any(self._is_free(each) for each in self._processes)

    def submit(self, task: Task) -> None:
        """See ``Engine``."""
        free = next(each for each in self._processes if self._is_free(each))
        free.shard = task.shard.number
        with contextlib.suppress(OSError):  # it ended just now, and ``wait`` will say so
            free.pipe.send(task)

    def wait(self, timeout: float) -> list[Event]:
        """See ``Engine``."""
        owners = {each.pipe: each for each in self._processes}
        events: list[Event] = []
        for pipe in connection.wait(list(owners), timeout):
            owner = owners[pipe]  # type: ignore[index]
            try:
                while owner.pipe.poll():
                    events.append(self._received(owner, owner.pipe.recv()))
            except (EOFError, OSError):
                events.append(self._replace(owner))
        return events

    def close(self) -> None:
        """See ``Engine``."""
        for each in self._processes:
            each.process.kill()
        for each in self._processes:
            each.process.join()
            each.pipe.close()
        self._processes.clear()

    @staticmethod
    def _is_free(each: _Process) -> bool:
        return each.ready and each.shard is None

    def _spawn(self) -> _Process:
        ours, theirs = self._context.Pipe()
        arguments = (theirs, self._open_reader, self._columns, self._threads)
        process = self._context.Process(target=_serve, args=arguments, name="whosaid-batch", daemon=True)
        process.start()
        theirs.close()
        return _Process(process, ours)

    @staticmethod
    def _received(owner: _Process, event: Event) -> Event:
        if isinstance(event, Ready):
            owner.ready = True
        elif isinstance(event, (Done, Failed)):
            owner.shard = None
        return event

    def _replace(self, owner: _Process) -> Event:
        owner.process.join()
        owner.pipe.close()
        self._processes[self._processes.index(owner)] = self._spawn()
        return Died(owner.shard, _describe_end(owner.process.exitcode))


def _describe_end(code: int | None) -> str:
    if code is None or code >= 0:
        return f"it ended with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    hint = ", as the system does when the memory is full" if name == "SIGKILL" else ""
    return f"it was ended by {name}{hint}"


def _serve(pipe: Connection, open_reader: Callable[[int], Reader], columns: Columns, threads: int) -> None:
    """What a process does: shards from the pipe, events into it, until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    threading.Thread(target=_end_with_parent, daemon=True).start()
    limit_threads(threads)
    try:
        reader = open_reader(threads)
    except Exception as error:  # noqa: BLE001 - the parent tells it
        told = error if isinstance(error, WhosaidError) else InternalServiceError(f"{type(error).__name__}: {error}")
        pipe.send(Unusable(told))
        return
    pipe.send(Ready(reader.model))
    shard = 0
    worker = ShardWorker(reader, columns, lambda *done: pipe.send(Progressed(shard, *done)))
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            task: Task = pipe.recv()
            shard = task.shard.number
            try:
                pipe.send(Done(worker.run(task)))
            except BrokenPipeError:
                raise
            except Exception as error:  # noqa: BLE001 - one shard's failure is not the process's
                pipe.send(Failed(shard, error))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
