"""The shards of a plan through an engine, whatever happens to its workers."""

from __future__ import annotations

import contextlib
import shutil
import uuid
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from whosaid._errors import WhosaidError
from whosaid.batch.engines.engine import Died, Done, Engine, Event, Failed, Progressed, Ready, Unusable
from whosaid.batch.errors import InterruptedRunError, NoReaderError, OtherRunError, StoppedError
from whosaid.batch.folder import OutputFolder
from whosaid.batch.job import Observer, Stop
from whosaid.batch.plan import Shard
from whosaid.batch.reading import OtherModelError
from whosaid.batch.worker import ChangedInputError, Counts, Task, article_in_hand, is_full
from whosaid.v1 import claim_extraction_service_pb2 as pb

# How often an article that ends the process that reads it is tried, alone, before it becomes an error.
_DEATHS_OF_ARTICLE = 2
# How many workers may end in a row, without anything being finished in between.
_DEATHS_IN_A_ROW = 12
_FAILURES_OF_SHARD = 3
_TICK = 0.25  # seconds


@dataclass(slots=True)
class _Trouble:
    """What happened to one shard's attempts."""

    deaths: Counter[int] = field(default_factory=Counter)
    fatal_rows: dict[int, str] = field(default_factory=dict)
    failures: int = 0


@dataclass(slots=True)
class _InHand:
    task: Task
    rows: int = 0
    characters: int = 0
    errors: int = 0


class ShardWork:
    """Runs shards. ``previous``: by shard, the folder whose failed rows are tried again, and which try it is."""

    def __init__(
        self,
        folder: OutputFolder,
        engine: Engine,
        observer: Observer,
        stop: Stop,
        check_model: Callable[[pb.ModelInfo], None],
        previous: dict[int, tuple[Path, int]],
    ) -> None:
        self._folder = folder
        self._engine = engine
        self._observer = observer
        self._stop = stop
        self._check_model = check_model
        self._previous = previous
        self._again: deque[Shard] = deque()
        self._in_hand: dict[int, _InHand] = {}
        self._trouble: dict[int, _Trouble] = {}
        self._deaths_in_a_row = 0
        self.done: list[Counts] = []

    def run(self, shards: Iterator[Shard]) -> None:
        """Work on all shards.

        Raises:
            InterruptedRunError: it was asked to stop.
            StoppedError: the disk is full, or workers keep ending.
            NoReaderError: the engine has no model or no service any more.
            OtherRunError: an input, or the model, is not what it was.
        """
        try:
            while True:
                exhausted = self._stop.asked or not self._fill(shards)
                if self._stop.now or (exhausted and not self._in_hand):
                    break
                for event in self._engine.wait(_TICK):
                    self._handle(event)
        finally:
            self._engine.close()
            for each in self._in_hand.values():
                shutil.rmtree(each.task.partial, ignore_errors=True)
        if self._stop.asked:
            raise InterruptedRunError("stopped")

    def _fill(self, shards: Iterator[Shard]) -> bool:
        """Give shards to free workers. False: there are no more."""
        while self._engine.has_room:
            shard = self._again.popleft() if self._again else next(shards, None)
            if shard is None:
                return False
            task = self._task(shard)
            self._in_hand[shard.number] = _InHand(task)
            self._engine.submit(task)
        return True

    def _task(self, shard: Shard) -> Task:
        trouble = self._trouble.get(shard.number)
        previous, retry = self._previous.get(shard.number, (None, 0))
        return Task(
            shard,
            self._folder.partial_path(shard.number, uuid.uuid4().hex[:12]),
            self._folder.shard_path(shard.number, retry),
            careful=trouble is not None,
            fatal_rows=dict(trouble.fatal_rows) if trouble else {},
            previous=previous,
        )

    def _handle(self, event: Event) -> None:
        match event:
            case Ready():
                self._check_model(event.model)
            case Progressed():
                self._count(event.shard, event.rows, event.characters, event.errors)
                self._deaths_in_a_row = 0
            case Done():
                self._finish(event.counts)
            case Failed():
                self._fail(event.shard, event.error)
            case Died():
                self._bury(event)
            case Unusable():
                raise NoReaderError(event.error)

    def _count(self, shard: int, rows: int, characters: int, errors: int) -> None:
        hand = self._in_hand[shard]
        hand.rows += rows
        hand.characters += characters
        hand.errors += errors
        self._observer.progressed(rows, characters, errors)

    def _finish(self, counts: Counts) -> None:
        hand = self._in_hand.pop(counts.shard)
        if hand.task.previous is None:
            # What an engine that tells nothing in between has not told yet.
            self._observer.progressed(
                counts.rows - hand.rows, counts.characters - hand.characters, counts.errors - hand.errors
            )
        else:
            shutil.rmtree(hand.task.previous, ignore_errors=True)
        self._deaths_in_a_row = 0
        self._trouble.pop(counts.shard, None)
        self.done.append(counts)

    def _give_back(self, shard: int) -> _InHand:
        hand = self._in_hand.pop(shard)
        self._observer.progressed(-hand.rows, -hand.characters, -hand.errors)
        self._again.append(hand.task.shard)
        return hand

    def _fail(self, number: int, error: Exception) -> None:
        if isinstance(error, OtherModelError):
            raise OtherRunError(f"{error}; start a new folder with it") from error
        if isinstance(error, OSError) and is_full(error):
            raise StoppedError(f"there is no room left for {self._folder.path}: {error}") from error
        hand = self._give_back(number)
        if isinstance(error, WhosaidError):
            return  # the service is to blame, and the engine knows when to give it up
        trouble = self._trouble.setdefault(number, _Trouble())
        trouble.failures += 1
        if trouble.failures >= _FAILURES_OF_SHARD:
            if isinstance(error, ChangedInputError):
                raise OtherRunError(f"{error}; put it back, or begin in another folder") from error
            names = ", ".join(dict.fromkeys(each.file.path for each in hand.task.shard.segments[:3]))
            raise StoppedError(f"a part of {names} failed: {type(error).__name__}: {error}") from error

    def _bury(self, event: Died) -> None:
        self._deaths_in_a_row += 1
        if self._deaths_in_a_row >= _DEATHS_IN_A_ROW:
            raise StoppedError(f"the processes that read keep ending ({event.reason}); fewer of them may help")
        if event.shard is None:
            return
        hand = self._give_back(event.shard)
        trouble = self._trouble.setdefault(event.shard, _Trouble())
        index = article_in_hand(hand.task.partial)
        with contextlib.suppress(OSError):
            shutil.rmtree(hand.task.partial)
        if index is not None:
            trouble.deaths[index] += 1
            if trouble.deaths[index] >= _DEATHS_OF_ARTICLE:
                trouble.fatal_rows[index] = f"the process that read it ended, twice; the last time {event.reason}"
        self._observer.remark(f"a process that read was lost: {event.reason}; its articles are read again")
