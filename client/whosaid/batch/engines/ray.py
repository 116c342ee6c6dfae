"""A Ray cluster: actors that hold the model, over the same shards.

The shards, and not Ray, remember what is done: a cluster may lose nodes, or be lost as a whole, and the run goes on
from its folder. The folder and the inputs must be where every node finds them, under the same path.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ray
from ray import exceptions

from whosaid._errors import InternalServiceError, ServiceUnavailableError, WhosaidError
from whosaid.batch.engines.engine import Died, Done, Event, Failed, Ready, Unusable
from whosaid.batch.engines.local import limit_threads
from whosaid.batch.inputs.columns import Columns
from whosaid.batch.reading import Reader
from whosaid.batch.worker import Counts, ShardWorker, Task
from whosaid.v1 import claim_extraction_service_pb2 as pb

# Ends of an actor that say nothing about the next one.
_LOST = (exceptions.RayActorError, exceptions.NodeDiedError, exceptions.ObjectLostError, exceptions.WorkerCrashedError)


class _Worker:
    """The actor: one model, one shard at a time."""

    def __init__(self, open_reader: Callable[[int], Reader], columns: Columns, threads: int) -> None:
        limit_threads(threads)
        self._open_reader = open_reader
        self._columns = columns
        self._threads = threads
        self._worker: ShardWorker | None = None

    def load(self) -> bytes | WhosaidError:
        """Load the model. Its identity, or why it cannot be had."""
        try:
            reader = self._open_reader(self._threads)
        except WhosaidError as error:
            return error
        self._worker = ShardWorker(reader, self._columns)
        return reader.model.SerializeToString()

    def run(self, task: Task) -> Counts | Exception:
        """Work on a shard. An exception is given back and not raised, so that it arrives as it is."""
        assert self._worker is not None  # noqa: S101 - it was loaded
        try:
            return self._worker.run(task)
        except Exception as error:  # noqa: BLE001
            return error


@dataclass(slots=True)
class _Actor:
    handle: Any
    ready: bool = False
    shard: int | None = None


class RayEngine:
    """``address``: of a cluster ("auto": the one that this machine belongs to); None: Ray is started here for this run.

    ``workers``: actors; None: one for each GPU, or, without GPUs, for every ``threads`` cores. ``gpus``: whether the
    reader computes on a GPU where there is one (the engines of torch do): an actor has one then, or its share.
    """

    name = "ray"

    def __init__(
        self,
        open_reader: Callable[[int], Reader],
        identify: Callable[[], pb.ModelInfo],
        columns: Columns,
        *,
        address: str | None = None,
        workers: int | None = None,
        threads: int = 1,
        gpus: bool = False,
    ) -> None:
        self._open_reader = open_reader
        self._identify = identify
        self._columns = columns
        self._address = address
        self._count = workers
        self._threads = threads
        self._wants_gpus = gpus
        self._gpus = 0.0
        self._actors: list[_Actor] = []
        self._pending: dict[Any, _Actor] = {}
        self._connected_here = False

    def identify(self) -> pb.ModelInfo:
        """See ``Engine``. The nodes' own models are compared with it when they are loaded."""
        return self._identify()

    def start(self) -> None:
        """See ``Engine``. Raises ServiceUnavailableError when there is no cluster at the address."""
        if not ray.is_initialized():
            self._connect()
        resources = ray.cluster_resources()  # type: ignore[no-untyped-call]
        gpus = int(resources.get("GPU", 0)) if self._wants_gpus else 0
        if self._count is None:
            self._count = gpus or max(1, int(resources.get("CPU", 1)) // self._threads)
        self._gpus = min(1.0, gpus / self._count) if gpus else 0.0
        self._actors = [self._make() for _ in range(self._count)]

    def describe(self) -> dict[str, Any]:
        """See ``Engine``."""
        description = {"engine": self.name, "workers": self._count, "threads": self._threads, "gpus": self._gpus}
        return {**description, "address": self._address or "embedded"}

    @property
    def has_room(self) -> bool:
        """See ``Engine``."""
        return any(each.ready and each.shard is None for each in self._actors)

    def submit(self, task: Task) -> None:
        """See ``Engine``."""
        free = next(each for each in self._actors if each.ready and each.shard is None)
        free.shard = task.shard.number
        self._pending[free.handle.run.remote(task)] = free

    def wait(self, timeout: float) -> list[Event]:
        """See ``Engine``. Actors tell nothing before their shard is finished."""
        done, _ = ray.wait(list(self._pending), num_returns=1, timeout=timeout)
        return [self._settle(self._pending.pop(each), each) for each in done]

    def close(self) -> None:
        """See ``Engine``. A cluster that was there before stays."""
        for each in self._actors:
            ray.kill(each.handle)
        self._actors.clear()
        self._pending.clear()
        if self._connected_here:
            ray.shutdown()
            self._connected_here = False

    def _connect(self) -> None:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        options: dict[str, Any] = {"logging_level": logging.ERROR, "log_to_driver": False}
        if self._address is None:
            options.update(include_dashboard=False, object_store_memory=200 * 1024 * 1024)
        try:
            ray.init(address=self._address or "local", **options)
        except (ConnectionError, RuntimeError, ValueError) as error:
            msg = f"there is no Ray cluster at {self._address or 'this machine'}: {error}"
            raise ServiceUnavailableError(msg) from error
        self._connected_here = True

    def _make(self) -> _Actor:
        remote: Any = ray.remote(_Worker).options(num_cpus=self._threads, num_gpus=self._gpus, max_restarts=0)
        actor = _Actor(remote.remote(self._open_reader, self._columns, self._threads))
        self._pending[actor.handle.load.remote()] = actor
        return actor

    def _settle(self, actor: _Actor, reference: Any) -> Event:
        try:
            result = ray.get(reference)
        except _LOST as error:
            self._actors[self._actors.index(actor)] = self._make()
            return Died(actor.shard, f"its actor was lost ({type(error).__name__})")
        except exceptions.RayError as error:
            return Unusable(InternalServiceError(f"Ray: {error}"))
        if isinstance(result, bytes):
            actor.ready = True
            return Ready(pb.ModelInfo.FromString(result))
        if actor.shard is None:
            return Unusable(result)
        shard, actor.shard = actor.shard, None
        return Done(result) if isinstance(result, Counts) else Failed(shard, result)
