"""The inputs → shards: pieces of work that are small enough to lose and large enough not to cost.

The plan is made once, in one pass over all inputs, and kept: where each shard begins, how many rows it has, and a
digest of them, so that a file that changes while it is read is noticed. It depends on the inputs alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from whosaid.batch.duplicates import DuplicateFinder
from whosaid.batch.folder import OutputFolder
from whosaid.batch.inputs.columns import Columns
from whosaid.batch.inputs.files import InputFile, Inputs
from whosaid.batch.inputs.rows import Row, Rows, Segment
from whosaid.batch.listing import sha256_of

# A shard's largest size. Its articles are read again when its process is killed, and waited for after Ctrl-C.
MOST_ROWS = 256
MOST_CHARACTERS = 128_000
# The first shards are smaller, so that a small archive is work for every process.
_FIRST_ROWS = 2
_FIRST_CHARACTERS = 4_000
_STEP = 8  # shards until they double

_SAMPLES = 5
_PROGRESS_ROWS = 500


@dataclass(frozen=True, slots=True)
class Shard:
    """Rows that are read, and written, together. ``first``: the index of the first among all rows, from 0.

    ``characters``: of running text, about. ``duplicates``: by index, the reason why a row is not read.
    """

    number: int
    first: int
    rows: int
    characters: int
    digest: str
    segments: tuple[Segment, ...]
    duplicates: dict[int, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """One line, without the duplicates."""
        segments = [segment.to_list() for segment in self.segments]
        values = [self.number, self.first, self.rows, self.characters, self.digest, segments]
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, line: str) -> Shard:
        """The shard that ``to_json`` described."""
        number, first, rows, characters, digest, segments = json.loads(line)
        return cls(number, first, rows, characters, digest, tuple(map(Segment.from_list, segments)))


@dataclass(slots=True)
class Totals:
    """What the inputs have. ``sha256``: over the list of the files. ``samples``: the first rows that are of no use."""

    files: int = 0
    bytes: int = 0
    rows: int = 0
    articles: int = 0
    duplicates: int = 0
    characters: int = 0
    shards: int = 0
    sha256: str = ""
    formats: dict[str, int] = field(default_factory=dict)
    samples: list[str] = field(default_factory=list)


class RowDigest:
    """The digest of a shard's rows."""

    def __init__(self) -> None:
        self._hash = hashlib.blake2b(digest_size=16)

    def add(self, row: Row) -> None:
        """One row, in order."""
        content = row.digest()
        self._hash.update(b"%d\0" % len(content))
        self._hash.update(content)

    def value(self) -> str:
        """In hexadecimal."""
        return self._hash.hexdigest()


def describe_place(name: str, number: int) -> str:
    """How messages call a row."""
    return f"{name}, row {number}" if number else name


class Planner:
    """Makes the plan of a run in a folder. ``progress`` is called now and then; what it raises ends it."""

    def __init__(
        self, folder: Path, columns: Columns, most_rows: int = MOST_ROWS, progress: Callable[[], None] = lambda: None
    ) -> None:
        self._folder = folder
        self._columns = columns
        self._most_rows = most_rows
        self._progress = progress
        self.totals = Totals()
        self._open: _OpenShard | None = None

    def plan(self, inputs: Inputs) -> Totals:
        """Write inputs.jsonl, plan.jsonl and duplicates.npy into the folder."""
        finder = DuplicateFinder(self._folder)
        rows = Rows(self._columns)
        listed = hashlib.sha256()
        with (
            (self._folder / "inputs.jsonl").open("w", encoding="utf-8") as files,
            (self._folder / "plan.jsonl").open("w", encoding="utf-8") as shards,
        ):
            for place, file in enumerate(inputs.files()):
                listed.update(self._list(file, files))
                for row in rows.of(file):
                    self._add(file, row, shards)
                    if row.article is not None:
                        finder.note(row.article_id, self.totals.rows - 1, place, row.number)
            self._end_shard(shards)
        self.totals.sha256 = listed.hexdigest()
        found = finder.duplicates()
        self.totals.duplicates = len(found)
        self.totals.articles -= len(found)
        np.save(self._folder / "duplicates.npy", found)
        return self.totals

    def _list(self, file: InputFile, out: TextIO) -> bytes:
        """Describe a file in a line; what tells its content from another one's."""
        try:
            digest = sha256_of(file)
        except OSError:
            digest = ""  # its row says why it cannot be read
        print(json.dumps({**file.to_dict(), "sha256": digest}, ensure_ascii=False), file=out)
        self.totals.files += 1
        self.totals.bytes += file.size
        self.totals.formats[file.format.value] = self.totals.formats.get(file.format.value, 0) + 1
        self._progress()
        return f"{file.name}\0{file.size}\0{digest}\n".encode()

    def _add(self, file: InputFile, row: Row, out: TextIO) -> None:
        self.totals.rows += 1
        if self.totals.rows % _PROGRESS_ROWS == 0:
            self._progress()
        self.totals.articles += row.article is not None
        self.totals.characters += row.size
        if row.article is None and len(self.totals.samples) < _SAMPLES:
            self.totals.samples.append(f"{describe_place(row.input, row.number)}: {row.reason}")
        growth = 2 ** min(self.totals.shards // _STEP, 20)
        most = min(self._most_rows, _FIRST_ROWS * growth), min(MOST_CHARACTERS, _FIRST_CHARACTERS * growth)
        if self._open is not None and self._open.full(row, *most):
            self._end_shard(out)
        if self._open is None:
            self._open = _OpenShard(self.totals.rows - 1)
        self._open.add(file, row)

    def _end_shard(self, out: TextIO) -> None:
        if self._open is not None:
            print(self._open.close(self.totals.shards).to_json(), file=out)
            self.totals.shards += 1
            self._open = None


class _OpenShard:
    def __init__(self, first: int) -> None:
        self._first = first
        self._rows = self._characters = 0
        self._digest = RowDigest()
        self._segments: list[Segment] = []
        self._file: InputFile | None = None

    def full(self, row: Row, most_rows: int, most_characters: int) -> bool:
        return self._rows >= most_rows or self._characters + row.size > most_characters

    def add(self, file: InputFile, row: Row) -> None:
        if file is not self._file:
            self._file = file
            self._segments.append(Segment(file, row.begin, 0))
        last = self._segments[-1]
        self._segments[-1] = Segment(file, last.start, last.rows + 1)
        self._rows += 1
        self._characters += row.size
        self._digest.add(row)

    def close(self, number: int) -> Shard:
        digest = self._digest.value()
        return Shard(number, self._first, self._rows, self._characters, digest, tuple(self._segments))


class Plan:
    """A plan that was made, as it is needed to go on. Shards are read from the disk, one after another."""

    def __init__(self, folder: OutputFolder) -> None:
        self._folder = folder
        self._duplicates: NDArray[Any] = np.load(folder.duplicates_path, mmap_mode="r")
        wanted = set(np.unique(self._duplicates["file"]).tolist())
        self._names = dict(self._names_of(wanted)) if wanted else {}

    def shards(self) -> Iterator[Shard]:
        """All shards, in order, with their duplicates."""
        with self._folder.plan_path.open(encoding="utf-8") as lines:
            for line in lines:
                shard = Shard.from_json(line)
                shard.duplicates.update(self._duplicates_of(shard))
                yield shard

    def _duplicates_of(self, shard: Shard) -> Iterator[tuple[int, str]]:
        begin, end = np.searchsorted(self._duplicates["index"], [shard.first, shard.first + shard.rows])
        for index, file, number in self._duplicates[begin:end].tolist():
            place = describe_place(self._names[file], number)
            yield index, f"has the id of an earlier article ({place}), which is read instead"

    def _names_of(self, wanted: set[int]) -> Iterator[tuple[int, str]]:
        with self._folder.inputs_path.open(encoding="utf-8") as lines:
            for place, line in enumerate(lines):
                if place in wanted:
                    yield place, json.loads(line)["name"]
