"""One shard, from its rows to its folder. Runs wherever the engine runs it; it and its files are all that is shared."""

from __future__ import annotations

import errno
import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from whosaid._errors import WhosaidError
from whosaid.batch.folder import publish
from whosaid.batch.inputs.columns import Columns
from whosaid.batch.inputs.rows import Row, Rows
from whosaid.batch.outputs import schema
from whosaid.batch.outputs.tables import read_batches, with_model, write_table
from whosaid.batch.outputs.to_rows import RowMaker, error_row
from whosaid.batch.plan import RowDigest, Shard
from whosaid.batch.reading import MAY_SUCCEED, Reader

_HAND = "in-hand"


class ChangedInputError(Exception):
    """A file is not what it was when the work was planned."""


@dataclass(frozen=True, slots=True)
class Task:
    """A shard to work on. ``partial``: where, and ``final``: its name when it is done.

    ``careful``: read one article at a time, and note each before it is read, because this shard has ended a process.
    ``fatal_rows``: by index, why an article is not read again. ``previous``: the shard as it was finished before; only
    its rows that failed and may succeed are read.
    """

    shard: Shard
    partial: Path
    final: Path
    careful: bool = False
    fatal_rows: dict[int, str] = field(default_factory=dict)
    previous: Path | None = None


@dataclass(slots=True)
class Counts:
    """What a shard came to. ``may_succeed``: of the errors. ``characters``: of running text, about."""

    shard: int
    rows: int
    articles: int = 0
    claims: int = 0
    errors: int = 0
    may_succeed: int = 0
    remarks: int = 0
    characters: int = 0
    seconds: float = 0.0
    reading_seconds: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """As done.json has it."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


# Called with the rows that were dealt with, their characters, and the errors among them, since the last call.
Progress = Callable[[int, int, int], None]


class ShardWorker:
    """Works on one shard after another, with one reader."""

    def __init__(self, reader: Reader, columns: Columns, progress: Progress = lambda *_: None) -> None:
        self._reader = reader
        self._rows = Rows(columns)
        self._progress = progress

    def run(self, task: Task) -> Counts:
        """Work on a shard; afterwards ``task.final`` is there, and it was there or was not at every moment.

        Raises:
            ChangedInputError: a file is not what it was.
            OSError: something cannot be written; see ``is_full``.
            WhosaidError: the reader is of no use any more.
        """
        try:
            task.partial.mkdir(parents=True)
            counts = _Attempt(task, self._reader, self._rows, self._progress).run()
            publish(task.partial, task.final)
        except BaseException:
            shutil.rmtree(task.partial, ignore_errors=True)
            raise
        return counts


class _Attempt:
    def __init__(self, task: Task, reader: Reader, rows: Rows, progress: Progress) -> None:
        self._task = task
        self._reader = reader
        self._rows = rows
        self._progress = progress
        self._counts = Counts(task.shard.number, task.shard.rows, characters=task.shard.characters)
        self._tables: dict[str, list[dict[str, Any]]] = {"claims": [], "articles": [], "errors": []}
        self._reported = 0  # errors
        self._skipped = 0  # rows that are errors without being read
        self._hand = (task.partial / _HAND).open("wb", buffering=0) if task.careful else None

    def run(self) -> Counts:
        start = time.perf_counter()
        group: list[tuple[int, Row]] = []
        size = 0
        wanted = None if self._task.previous is None else self._keep_previous(self._task.previous)
        for index, row in self._checked_rows():
            reason = self._task.fatal_rows.get(index)
            if wanted is not None and index not in wanted:
                continue
            if row.article is None:
                self._skip(index, row, "input", row.reason)
            elif duplicate := self._task.shard.duplicates.get(index):
                self._skip(index, row, "input", duplicate)
            elif reason:
                self._skip(index, row, "reading", reason)
            else:
                group.append((index, row))
                size += row.size
                most_articles, most_characters = self._reader.group
                if self._task.careful or len(group) >= most_articles or size >= most_characters:
                    self._read(group)
                    group, size = [], 0
        self._read(group)
        self._report(0)
        self._write()
        counts = self._counts
        counts.seconds = time.perf_counter() - start
        done = self._task.partial / "done.json"
        done.write_text(json.dumps(counts.to_dict()), encoding="utf-8")
        if self._hand is not None:
            self._hand.close()
            (self._task.partial / _HAND).unlink()
        return counts

    def _checked_rows(self) -> Iterator[tuple[int, Row]]:
        """The shard's rows with their index. Raises at the end when they are not those that were planned."""
        shard = self._task.shard
        digest = RowDigest()
        index = shard.first
        for segment in shard.segments:
            for row in self._rows.of_segment(segment):
                digest.add(row)
                yield index, row
                index += 1
        if digest.value() != shard.digest:
            names = ", ".join(dict.fromkeys(segment.file.path for segment in shard.segments[:3]))
            raise ChangedInputError(f"{names} changed since the work was planned (or cannot be read as it could then)")

    def _read(self, group: list[tuple[int, Row]]) -> None:
        if not group:
            return
        if self._hand is not None:
            self._hand.seek(0)
            self._hand.write(group[0][0].to_bytes(8, "little"))
        start = time.perf_counter()
        answers = self._reader.read([row.article for _, row in group if row.article is not None])
        for (index, row), answer in zip(group, answers, strict=True):
            if isinstance(answer, WhosaidError):
                self._fail(index, row, "reading", str(answer), may_succeed=isinstance(answer, MAY_SUCCEED))
                continue
            maker = RowMaker(index, row, answer)
            self._tables["articles"].append(maker.article())
            self._tables["claims"].extend(maker.claims())
            self._counts.remarks += len(row.remarks)
        self._counts.reading_seconds += time.perf_counter() - start
        self._report(len(group), sum(row.size for _, row in group))

    def _report(self, read: int, characters: int = 0) -> None:
        errors = self._counts.errors
        # Rows that are not read are errors at once; those that were read are in ``read``.
        self._progress(read + self._skipped, characters, errors - self._reported)
        self._reported, self._skipped = errors, 0

    def _fail(self, index: int, row: Row, stage: str, reason: str, *, may_succeed: bool = False) -> None:
        self._tables["errors"].append(error_row(index, row, stage, reason, may_succeed=may_succeed))
        self._counts.errors += 1

    def _skip(self, index: int, row: Row, stage: str, reason: str) -> None:
        self._fail(index, row, stage, reason, may_succeed=stage == "reading")
        self._skipped += 1

    def _keep_previous(self, path: Path) -> set[int]:
        """Take over what was finished before; the indexes of the rows to read."""
        wanted = set()
        for name, rows in self._tables.items():
            for batch in read_batches(path / f"{name}.parquet"):
                for values in batch.to_pylist():
                    if name == "errors" and values["may_succeed"]:
                        wanted.add(values["article_index"])
                    else:
                        rows.append(values)
        self._counts.errors = self._reported = len(self._tables["errors"])
        return wanted

    def _write(self) -> None:
        counts, tables = self._counts, self._tables
        for name, rows in tables.items():
            rows.sort(key=lambda values: values["article_index"])  # stable: a claim's place in its article stays
            model = with_model(schema.TABLES[name], self._reader.model)
            write_table(self._task.partial / f"{name}.parquet", model, rows)
        counts.articles, counts.claims = len(tables["articles"]), len(tables["claims"])
        counts.errors = len(tables["errors"])
        counts.may_succeed = sum(values["may_succeed"] for values in tables["errors"])


def article_in_hand(partial: Path) -> int | None:
    """The index of the article that a careful attempt was reading when its process ended; None: it is not known."""
    try:
        data = (partial / _HAND).read_bytes()
    except OSError:
        return None
    return int.from_bytes(data, "little") if len(data) == 8 else None


def is_full(error: OSError) -> bool:
    """Whether there is no room for what is to be written: the disk, a quota or a limit on a file's size."""
    full = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    return error.errno in full or any(f"[errno {number}]" in str(error) for number in full)
