"""What a run would read, and about how long it would take, without doing it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from whosaid._errors import WhosaidError
from whosaid.batch.errors import ArgumentError, NoReaderError
from whosaid.batch.inputs.files import STDIN, Inputs
from whosaid.batch.inputs.records import column_names
from whosaid.batch.inputs.rows import Row, Rows
from whosaid.batch.job import Job
from whosaid.batch.plan import Planner, Shard, Totals
from whosaid.batch.reading import Reader

# How many articles are read to measure the speed, and for how many seconds at most.
_ARTICLES = 12
_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """What was found.

    ``characters_per_second``: of one worker; 0: nothing could be measured. ``columns``: by file, which column is which
    field.
    """

    totals: Totals
    ignored: dict[str, int]
    columns: dict[str, dict[str, str]]
    measured: int
    characters_per_second: float

    def seconds(self, workers: int) -> float | None:
        """How long so many workers take."""
        if not self.characters_per_second:
            return None
        return self.totals.characters / self.characters_per_second / workers


def estimate(job: Job, open_reader: Callable[[], Reader]) -> Estimate:
    """Read the inputs, plan the work, and read some of the articles. Nothing is written.

    Raises:
        ArgumentError: as a run would.
        NoReaderError: there is no model, or no service.
    """
    if STDIN in job.inputs:
        raise ArgumentError("standard input can be read only once: --dry-run needs files")
    with tempfile.TemporaryDirectory(prefix="whosaid-") as folder:
        inputs = Inputs(job.inputs, job.input_format)
        totals = Planner(Path(folder), job.columns, job.shard_rows).plan(inputs)
        columns = _columns(job, inputs)
        if not totals.articles:
            return Estimate(totals, dict(inputs.ignored), columns, 0, 0.0)
        sample = _sample(job, Path(folder) / "plan.jsonl", totals.shards)
    measured, speed = _measure(sample, open_reader)
    return Estimate(totals, dict(inputs.ignored), columns, measured, speed)


def _columns(job: Job, inputs: Inputs) -> dict[str, dict[str, str]]:
    """How the first table of each set of columns is understood."""
    found: dict[tuple[str, ...], tuple[str, dict[str, str]]] = {}
    for file in inputs.files():
        names = column_names(file)
        if names and tuple(names) not in found and len(found) < 10:
            found[tuple(names)] = (file.name, job.columns.assign(names))
    return dict(found.values())


def _sample(job: Job, plan: Path, shards: int) -> list[Row]:
    """Articles from all over the plan, one of a shard."""
    step = max(1, shards // _ARTICLES)
    rows = Rows(job.columns)
    sample: list[Row] = []
    with plan.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % step == 0 or shards < _ARTICLES:
                segment = Shard.from_json(line).segments[0]
                wanted = 1 if shards >= _ARTICLES else 1 + _ARTICLES // shards
                readable = (row for row in rows.of_segment(segment) if row.article is not None)
                sample += [row for row, _ in zip(readable, range(wanted), strict=False)]
    return sample[:_ARTICLES]


def _measure(sample: list[Row], open_reader: Callable[[], Reader]) -> tuple[int, float]:
    try:
        reader = open_reader()
    except WhosaidError as error:
        raise NoReaderError(error) from error
    try:
        warm_up, rest = sample[0], sample[1:] or sample
        list(reader.read([warm_up.article] if warm_up.article else []))
        start = time.perf_counter()
        characters = count = 0
        for row in rest:
            list(reader.read([row.article] if row.article else []))
            characters += row.size
            count += 1
            if time.perf_counter() - start > _SECONDS:
                break
        return count, characters / (time.perf_counter() - start)
    except WhosaidError as error:
        raise NoReaderError(error) from error
    finally:
        reader.close()
