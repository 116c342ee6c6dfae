"""What the run asks of an engine, and what an engine tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from whosaid._errors import WhosaidError
from whosaid.batch.worker import Counts, Task
from whosaid.v1 import claim_extraction_service_pb2 as pb


@dataclass(frozen=True, slots=True)
class Ready:
    """A worker can take shards; this is its model."""

    model: pb.ModelInfo


@dataclass(frozen=True, slots=True)
class Progressed:
    """Rows that were dealt with, of a shard that is not finished."""

    shard: int
    rows: int
    characters: int
    errors: int


@dataclass(frozen=True, slots=True)
class Done:
    """A shard is finished."""

    counts: Counts


@dataclass(frozen=True, slots=True)
class Failed:
    """A shard failed with an exception; its worker goes on."""

    shard: int
    error: Exception


@dataclass(frozen=True, slots=True)
class Died:
    """A worker ended without a word, with a shard in hand or (None) without; another one takes its place."""

    shard: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Unusable:
    """There are no workers any more, and more of them would be of no use."""

    error: WhosaidError


Event: TypeAlias = Ready | Progressed | Done | Failed | Died | Unusable


class Engine(Protocol):
    """Runs shards, several at a time. Used by one thread."""

    name: str

    def identify(self) -> pb.ModelInfo:
        """Which model would read, without starting anything that takes long.

        Raises:
            WhosaidError: there is none.
        """

    def start(self) -> None:
        """Begin to make workers. They say when they are ready."""

    def describe(self) -> dict[str, Any]:
        """What the manifest says about it: workers, threads, addresses."""

    @property
    def has_room(self) -> bool:
        """Whether a shard that is submitted now would be begun at once, or nearly."""

    def submit(self, task: Task) -> None:
        """Begin a shard. Only when there is room."""

    def wait(self, timeout: float) -> list[Event]:
        """What happened, after at most ``timeout`` seconds."""

    def close(self) -> None:
        """End the workers at once. Shards in hand are lost, and nothing of them stays. May be called again."""
