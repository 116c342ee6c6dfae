"""The rows of a run's files: articles with their ids, or what is wrong with them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from whosaid.batch.inputs.columns import BadRowError, Columns
from whosaid.batch.inputs.files import Format, InputFile
from whosaid.batch.inputs.records import Record, Source, Start, open_source
from whosaid.v1 import article_pb2

_MAX_ID = 256  # the contract's limit
_HTML_CHARACTERS = 4  # of a page count as one of running text

_SINGLE = (Format.TEXT, Format.HTML)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an input.

    ``input``: the file's name. ``number``: line of the file, or row of a Parquet table, from 1; 0: the whole file.
    ``article``: None when it makes none, and then ``reason`` says why. ``size``: characters of running text, about.
    ``begin``: where it is found again.
    """

    input: str
    number: int
    article_id: str
    article: article_pb2.Article | None
    reason: str
    remarks: tuple[str, ...]
    begin: Start

    @property
    def size(self) -> int:
        """How much there is to read, in characters of running text."""
        if self.article is None:
            return 0
        return len(self.article.text) or len(self.article.html) // _HTML_CHARACTERS

    def digest(self) -> bytes:
        """What tells this row from another one."""
        content = self.reason.encode() if self.article is None else self.article.SerializeToString(deterministic=True)
        return b"%d\0%d\0%b" % (self.number, self.article is not None, content)


@dataclass(frozen=True, slots=True)
class Segment:
    """Some rows of one file that follow each other. ``rows``: how many."""

    file: InputFile
    start: Start
    rows: int

    def to_list(self) -> list[Any]:
        """The fields as JSON has them."""
        return [self.file.to_dict(), self.start.number, self.start.offset, self.rows]

    @classmethod
    def from_list(cls, values: list[Any]) -> Segment:
        """The segment that ``to_list`` described."""
        file, number, offset, rows = values
        return cls(InputFile.from_dict(file), Start(number, offset), rows)


class Rows:
    """Reads rows. Going on in a file where the last call ended costs nothing, whatever its format."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._file: InputFile | None = None
        self._source: Source | None = None
        self._records: Iterator[Record] = iter(())
        self._place = Start()

    def of(self, file: InputFile, start: Start = Start()) -> Iterator[Row]:  # noqa: B008 - immutable
        """The rows of ``file`` from ``start`` on; the iterator is of use until the next call."""
        self._go_to(file, start)
        assert self._source is not None  # noqa: S101 - opened by _go_to
        for record in self._records:
            begin, self._place = self._place, record.after
            yield _row(file, self._source, record, begin)

    def of_segment(self, segment: Segment) -> Iterator[Row]:
        """The rows of a segment; fewer than it says, when the file has become shorter."""
        rows = self.of(segment.file, segment.start)
        for _ in range(segment.rows):  # not one record further, so that the next segment can go on from here
            row = next(rows, None)
            if row is None:
                return
            yield row

    def _go_to(self, file: InputFile, start: Start) -> None:
        if file == self._file and self._source is not None:
            if start == self._place:
                return
            if not self._source.can_seek and self._place.number < start.number:
                for record in self._records:
                    self._place = record.after
                    if self._place.number >= start.number:
                        return
        self._file, self._source = file, open_source(file, self._columns)
        self._records, self._place = self._source.records(start), start


def generated_id(file: InputFile, number: int) -> str:
    """The id of a row that has none: the file's name, for tables with the row's number; at most 256 code points."""
    name = "".join(char if char.isprintable() else "_" for char in file.name.encode(errors="replace").decode()).strip()
    name = name if file.format in _SINGLE else f"{name}#{number}"
    if len(name) <= _MAX_ID:
        return name
    mark = hashlib.blake2b(name.encode(), digest_size=8).hexdigest()
    return f"{mark}…{name[len(mark) + 1 - _MAX_ID :].strip()}"


def _row(file: InputFile, source: Source, record: Record, begin: Start) -> Row:
    try:
        if isinstance(record.data, BadRowError):
            raise record.data
        parsed = source.parse(record.data)
    except BadRowError as error:
        return Row(file.name, record.number, error.article_id, None, str(error), (), begin)
    article = parsed.article
    if not article.id:
        article.id = generated_id(file, record.number)
    return Row(file.name, record.number, article.id, article, "", parsed.remarks, begin)
