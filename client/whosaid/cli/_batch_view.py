"""What ``whosaid batch`` tells while it runs and at its end, on stderr: a bar on a terminal, lines otherwise."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING

from pyarrow import parquet
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from whosaid.batch import Estimate, Linked, Stop, Summary, Totals
from whosaid.cli._errors import complain

if TYPE_CHECKING:
    from typing_extensions import Self

_LINE_SECONDS = 10.0  # between the lines where there is no terminal; longer as the run lasts
_SOON = 3.0  # seconds of reading before which nothing can be said of the time left
_SHOWN_ERRORS = 3


class Display:
    """Follows a run. Use it as a context."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._bar = Progress(
            TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:3.0f} %  {task.fields[rest]}"),
            console=self._console, disable=not self._console.is_terminal, transient=True,
        )  # fmt: skip
        self._task: TaskID = self._bar.add_task("", total=None, rest="", visible=False)
        self._totals = Totals()
        self._rows = self._characters = self._errors = 0
        self._begun = self._told = time.monotonic()
        self._begun_characters = self._begun_rows = 0
        self._pause = _LINE_SECONDS

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._bar.stop()

    def planning(self, files: int, size: int) -> None:
        """See ``Observer``."""
        self._bar.update(self._task, visible=True, description="reading the inputs", rest=f"{files:,} files")
        self._tell(f"reading the inputs: {files:,} files, {size / 1e6:,.0f} MB")

    def began(self, totals: Totals, rows: int, characters: int) -> None:
        """See ``Observer``."""
        self._totals = totals
        self._rows = self._begun_rows = rows
        self._characters = self._begun_characters = characters
        self._begun = self._told = time.monotonic()
        before = f", {rows:,} of them done before" if rows else ""
        complain(f"{totals.rows:,} articles in {totals.files:,} files{before}; loading the model")
        self._update()

    def progressed(self, rows: int, characters: int, errors: int) -> None:
        """See ``Observer``."""
        if not self._characters - self._begun_characters:  # the model was loaded only now
            self._begun = time.monotonic() - 1e-3
        self._rows += rows
        self._characters += characters
        self._errors += errors
        self._update()
        self._tell(f"{self._rows:,} of {self._totals.rows:,} articles ({self._share():.0%}), {self._rest()}")

    def remark(self, message: str) -> None:
        """See ``Observer``."""
        complain(message)

    def phase(self, name: str) -> None:
        """See ``Observer``."""
        if name:
            self._bar.update(self._task, description=name, total=None, rest="")

    def step(self, name: str, done: int, total: int) -> None:
        """How far something after the reading is."""
        self._bar.update(
            self._task, visible=True, description=name, completed=done, total=total, rest=f"{done:,} of {total:,}"
        )
        self._tell(f"{name}: {done:,} of {total:,}")

    def _update(self) -> None:
        total = max(1, self._totals.characters)
        self._bar.update(
            self._task, visible=True, description="articles", completed=self._characters, total=total, rest=self._rest()
        )

    def _share(self) -> float:
        return self._characters / max(1, self._totals.characters)

    def _rest(self) -> str:
        """Rate, time left, errors. The time goes by characters: articles differ."""
        seconds = time.monotonic() - self._begun
        read = self._characters - self._begun_characters
        rate = (self._rows - self._begun_rows) / seconds if seconds > 1 else 0.0
        waiting = (self._totals.characters - self._characters) * seconds / max(1, read)
        left = f", {duration(waiting)} left" if read and seconds > _SOON else ""
        errors = f", {self._errors:,} errors" if self._errors else ""
        return f"{rate:,.1f} articles/s{left}{errors}"

    def _tell(self, line: str) -> None:
        """A line now and then, where there is no terminal."""
        now = time.monotonic()
        if not self._console.is_terminal and now - self._told >= self._pause:
            self._told = now
            self._pause = min(600.0, self._pause * 1.2)
            complain(line)


@contextmanager
def stopping(display: Display) -> Iterator[Stop]:
    """What asks a run to stop: Ctrl-C and SIGTERM."""
    stop = Stop()
    presses = 0

    def ask(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - as signal calls it
        nonlocal presses
        presses += 1
        stop.ask()
        if presses == 1:
            display.remark("finishing the pieces in hand; once more stops at once")
        elif presses > 2:
            raise KeyboardInterrupt

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def show_summary(summary: Summary, folder: Path) -> None:
    """What came of a run."""
    if summary.nothing_to_do:
        complain(f"{folder} is complete; there was nothing to read")
    rate = f" ({summary.articles / summary.seconds:,.1f} articles/s)" if summary.seconds and summary.articles else ""
    complain(
        f"{summary.articles:,} articles, {summary.claims:,} claims, {summary.errors:,} errors in "
        f"{duration(summary.seconds)}{rate}"
    )
    if summary.top_sources:
        sources = ", ".join(f"{name} ({count:,})" for name, count in summary.top_sources[:5])
        complain(f"claims by source: {sources}")
    if summary.errors:
        errors = parquet.read_table(folder / "errors.parquet").slice(0, _SHOWN_ERRORS).to_pylist()
        for each in errors:
            place = f"{each['input']}, row {each['row']}" if each["row"] else each["input"]
            complain(f"error: {place}: {each['reason']}")
        if summary.errors > len(errors):
            complain(f"… and {summary.errors - len(errors):,} more: {folder / 'errors.parquet'}")
    if summary.may_succeed:
        complain(f"{summary.may_succeed:,} of the errors may go away: --retry-failed reads those articles again")
    if summary.remarks:
        complain(f"{summary.remarks:,} dates, URLs or other fields could not be used: column remarks of articles/")


def show_estimate(estimate: Estimate, workers: int) -> None:
    """What a run would do, on standard output."""
    totals = estimate.totals
    formats = ", ".join(f"{count:,} {name}" for name, count in totals.formats.items())
    print(f"files:     {totals.files:,} ({formats}), {totals.bytes / 1e6:,.1f} MB")
    print(f"articles:  {totals.articles:,} with {totals.characters:,} characters, in {totals.shards:,} pieces")
    for name, columns in estimate.columns.items():
        print(
            f"columns:   {name}: {', '.join(f'{field}={column}' for field, column in columns.items()) or 'none known'}"
        )
    bad = totals.rows - totals.articles
    if bad:
        print(f"errors:    {bad:,} rows cannot be read, {totals.duplicates:,} of them because their id is there before")
        for sample in totals.samples:
            print(f"           {sample}")
    for ending, count in estimate.ignored.items():
        print(f"ignored:   {count:,} files that end in {ending}")
    seconds = estimate.seconds(workers)
    if seconds is not None:
        rate = estimate.characters_per_second * workers
        print(
            f"time:      about {duration(seconds)}: {workers} at a time, {rate:,.0f} characters/s, judging by "
            f"{estimate.measured} articles"
        )


def linked(result: Linked) -> str:
    """What linking found, in one line."""
    return (
        f"{result.claims:,} claims in {result.texts:,} wordings make {result.groups:,} groups; {result.shared:,} of "
        "them are made by several articles"
    )


def duration(seconds: float) -> str:
    """Seconds in the largest unit that makes sense."""
    for unit, size in (("days", 86_400 * 2), ("h", 7200), ("min", 120)):
        if seconds >= size:
            return f"{seconds / {'days': 86_400, 'h': 3600, 'min': 60}[unit]:,.1f} {unit}"
    return f"{seconds:.1f} s"
