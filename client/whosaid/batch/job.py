"""What a run is asked to do, what it tells while it does it, and what came of it."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from whosaid._version import __version__
from whosaid.batch.inputs.columns import Columns
from whosaid.batch.inputs.files import Format
from whosaid.batch.outputs.schema import VERSION as SCHEMA_VERSION
from whosaid.batch.plan import MOST_ROWS, Totals
from whosaid.batch.reading import Options
from whosaid.v1 import claim_extraction_service_pb2 as pb


@dataclass(frozen=True, kw_only=True)
class Job:
    """``inputs``: files, folders, patterns, URLs, "-" for standard input. ``output``: a folder.

    ``options`` and ``columns`` decide what is found, so that a folder keeps those that it was begun with; the rest may
    change from run to run. ``shard_rows``: the most rows of a shard; it counts when the plan is made. ``retry_failed``:
    read articles again whose reading failed for a reason that may have gone.
    """

    inputs: Sequence[str]
    output: Path
    options: Options = field(default_factory=Options)
    columns: Columns = field(default_factory=Columns)
    input_format: Format | None = None
    shard_rows: int = MOST_ROWS
    retry_failed: bool = False

    def identity(self) -> dict[str, Any]:
        """What a folder must have been begun with for this job to go on in it, beside model and inputs."""
        return {
            "software": f"whosaid {__version__}",
            "schema": SCHEMA_VERSION,
            "min_check_worthiness": self.options.min_check_worthiness,
            "min_confidence": self.options.min_confidence,
            "kinds": sorted(self.options.kinds),
            "engine": self.options.engine,
            "columns": dict(sorted(self.columns.given.items())),
            "input_format": self.input_format.value if self.input_format else "",
        }


class Stop:
    """How somebody asks a run to stop: once, after the shards in hand; twice, at once."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._now = threading.Event()

    def ask(self) -> None:
        """Ask once more. May be called from a signal handler."""
        (self._now if self._asked.is_set() else self._asked).set()

    @property
    def asked(self) -> bool:
        """No new shard shall be begun."""
        return self._asked.is_set()

    @property
    def now(self) -> bool:
        """Nor shall the shards in hand be finished."""
        return self._now.is_set()


class Observer(Protocol):
    """Whom a run tells how far it is. Called in the run's thread."""

    def planning(self, files: int, size: int) -> None:
        """So many files, with so many bytes, were read to plan the work."""

    def began(self, totals: Totals, rows: int, characters: int) -> None:
        """Reading begins; so many rows, and characters, were dealt with before."""

    def progressed(self, rows: int, characters: int, errors: int) -> None:
        """So many more; less than none when a shard was lost."""

    def remark(self, message: str) -> None:
        """Something that the user should know, and that stops nothing."""

    def phase(self, name: str) -> None:
        """All is read; what is done now."""


class Silent:
    """An observer that tells nobody."""

    def planning(self, files: int, size: int) -> None:
        """See ``Observer``."""

    def began(self, totals: Totals, rows: int, characters: int) -> None:
        """See ``Observer``."""

    def progressed(self, rows: int, characters: int, errors: int) -> None:
        """See ``Observer``."""

    def remark(self, message: str) -> None:
        """See ``Observer``."""

    def phase(self, name: str) -> None:
        """See ``Observer``."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a folder has.

    ``seconds``: of reading, of all runs together; those that were killed count until they last wrote something.
    ``top_sources``: names with their claims.
    """

    totals: Totals
    articles: int
    claims: int
    errors: int
    may_succeed: int
    remarks: int
    seconds: float
    top_sources: list[tuple[str, int]]
    nothing_to_do: bool = False


def model_identity(model: pb.ModelInfo) -> dict[str, str]:
    """The model as the manifest has it."""
    return {"name": model.name, "version": model.version, "content_hash": model.content_hash}


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """What is another in two identities, one sentence each."""
    return tuple(
        f"{name.replace('_', ' ')}: {_shown(before.get(name))} when it was begun, {_shown(value)} now"
        for name, value in now.items()
        if before.get(name) != value
    )


def _shown(value: Any) -> str:
    if isinstance(value, Mapping) and "content_hash" in value:
        return f"{value['name']} {value['version']} ({value['content_hash'][:12]})"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}={each}" for key, each in value.items()) or "(none)"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "(all)"
    return str(value) or "(none)"
