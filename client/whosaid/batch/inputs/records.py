"""The records of one file, as they are stored, from any of them on.

Files are read again and again: when the work is planned, by every process that has a part of it, and after a stop. The
records of a file that did not change are the same every time, also the damaged ones.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

import pyarrow as pa
from pyarrow import parquet

from whosaid._decoding import UnreadableError, decode
from whosaid.batch.errors import ArgumentError
from whosaid.batch.inputs.columns import BadRowError, Columns, Parsed, json_type
from whosaid.batch.inputs.files import Format, InputFile
from whosaid.batch.inputs.streams import DAMAGED, open_bytes, open_raw
from whosaid.v1 import article_pb2

# No news article comes near it; a larger one is a mistake and would only fill the memory.
MAX_BYTES = 64 * 1024 * 1024
_TOO_LARGE = f"has more than {MAX_BYTES // 1024**2} MiB; that is no news article"

_DELIMITERS = ",;\t|"
_PARQUET_ROWS = 128  # decoded at a time


@dataclass(frozen=True, slots=True)
class Start:
    """Where a record begins. ``number``: lines, or rows of Parquet, before it; ``offset``: bytes, if they are known."""

    number: int = 0
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """One record.

    ``number``: its line or its row, from 1; 0: the file. ``data``: what ``parse`` takes. ``after``: the place behind
    it.
    """

    number: int
    data: Any
    after: Start


class Source(Protocol):
    """One file. ``can_seek``: whether beginning in the middle costs nothing."""

    can_seek: bool

    def records(self, start: Start) -> Iterator[Record]:
        """The records from ``start`` on. What cannot be read is a last record whose data is a BadRowError."""

    def parse(self, data: Any) -> Parsed:
        """The article of a record. Raises BadRowError."""


def open_source(file: InputFile, columns: Columns) -> Source:
    """The source for the file's format. Nothing is opened yet."""
    match file.format:
        case Format.TEXT | Format.HTML:
            return _Whole(file)
        case Format.JSONL:
            return _JsonLines(file, columns)
        case Format.CSV:
            return _Csv(file, columns)
        case Format.PARQUET:
            return _Parquet(file, columns)


def _broken(error: BaseException) -> BadRowError:
    """The record in the place of what cannot be read any further."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return BadRowError(f"cannot be read any further: {reason or type(error).__name__}")


class _Whole:
    """A file that is one article."""

    can_seek = True

    def __init__(self, file: InputFile) -> None:
        self._file = file

    def records(self, start: Start) -> Iterator[Record]:
        if start.number:
            return
        after = Start(1)
        try:
            with open_bytes(self._file) as stream:
                data = stream.read(MAX_BYTES + 1)
        except DAMAGED as error:
            yield Record(0, _broken(error), after)
        else:
            yield Record(0, data, after)

    def parse(self, data: bytes) -> Parsed:
        if len(data) > MAX_BYTES:
            raise BadRowError(_TOO_LARGE)
        try:
            text = decode(data)
        except UnreadableError as error:
            raise BadRowError(str(error)) from None
        if not text.strip():
            raise BadRowError("is empty")
        if self._file.format is Format.HTML:
            return Parsed(article_pb2.Article(html=text))
        return Parsed(article_pb2.Article(text=text))


class _JsonLines:
    """One JSON object a line; blank lines are no records."""

    def __init__(self, file: InputFile, columns: Columns) -> None:
        self._file = file
        self._columns = columns
        self.can_seek = not file.compression

    def records(self, start: Start) -> Iterator[Record]:
        place = start
        try:
            with open_bytes(self._file) as stream:
                place = self._go_to(start, stream)
                while data := stream.readline(MAX_BYTES + 1):
                    length = len(data)
                    while len(data) > MAX_BYTES and not data.endswith(b"\n"):  # skip the rest of a line without end
                        rest = stream.readline(MAX_BYTES)
                        length += len(rest)
                        if not rest or rest.endswith(b"\n"):
                            break
                    place = Start(place.number + 1, place.offset + length)
                    if data.strip():
                        yield Record(place.number, data, place)
        except DAMAGED as error:
            yield Record(place.number + 1, _broken(error), Start(sys.maxsize, place.offset))

    def parse(self, data: bytes) -> Parsed:
        if len(data) > MAX_BYTES:
            raise BadRowError(f"the line {_TOO_LARGE}")
        try:
            values = json.loads(decode(data))
        except UnreadableError as error:
            raise BadRowError(f"the line {error}") from None
        except json.JSONDecodeError as error:
            raise BadRowError(f"the line is no JSON: {error.msg} at character {error.pos}") from None
        except RecursionError:
            raise BadRowError("the line is no JSON that can be read: it is nested too deeply") from None
        except ValueError as error:  # a number with thousands of digits
            raise BadRowError(f"the line is no JSON that can be read: {error}") from None
        if not isinstance(values, dict):
            raise BadRowError(f"the line is no JSON object but {json_type(values)}")
        return self._columns.article(values, "the line")

    def _go_to(self, start: Start, stream: BinaryIO) -> Start:
        if self.can_seek:
            stream.seek(start.offset)
            return start
        for _ in range(start.number):
            while (data := stream.readline(MAX_BYTES)) and not data.endswith(b"\n"):
                pass
        return start


class _Csv:
    """Rows below a header, separated by commas, semicolons, tabs or bars: whichever makes most of the header."""

    can_seek = False

    def __init__(self, file: InputFile, columns: Columns) -> None:
        self._file = file
        self._columns = columns
        self._header: list[str] = []

    def records(self, start: Start) -> Iterator[Record]:
        number = 0
        csv.field_size_limit(MAX_BYTES)
        try:
            with open_bytes(self._file) as stream:
                if stream.peek(2)[:2] in (b"\xff\xfe", b"\xfe\xff"):  # type: ignore[attr-defined]
                    yield Record(0, BadRowError("is UTF-16; convert it: iconv -f UTF-16 -t UTF-8"), Start(sys.maxsize))
                    return
                text = io.TextIOWrapper(stream, "utf-8-sig", errors="surrogateescape", newline="")
                reader = self._open(text)
                if reader is None:
                    return
                self._columns.check(self._header, "the header")
                while True:
                    number = reader.line_num
                    try:
                        row = next(reader)
                    except StopIteration:
                        return
                    except csv.Error as error:
                        row = BadRowError(f"is no row of a table: {error}")
                    if number >= start.number and row:
                        yield Record(number + 1, row, Start(reader.line_num))
        except ArgumentError as error:
            yield Record(0, BadRowError(str(error)), Start(sys.maxsize))
        except DAMAGED as error:
            yield Record(number + 1, _broken(error), Start(sys.maxsize))

    def parse(self, data: list[str]) -> Parsed:
        if len(data) != len(self._header):
            raise BadRowError(f"the row has {len(data)} fields, the header has {len(self._header)}")
        return self._columns.article(dict(zip(self._header, data, strict=True)), "the row")

    def _open(self, text: io.TextIOWrapper) -> Any:
        """The reader behind the header; None: the file is empty."""
        first = text.readline(MAX_BYTES)
        if not first.strip():
            return None
        reader = csv.reader(_Lines(first, text), delimiter=_delimiter(first))
        self._header = [name.strip() for name in next(reader)]
        return reader


class _Lines:
    """The lines of a text whose first one was read already; none is longer than fits into the memory."""

    def __init__(self, first: str, text: io.TextIOWrapper) -> None:
        self._first: str | None = first
        self._text = text

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line, self._first = self._first, None
        line = line or self._text.readline(MAX_BYTES)
        if not line:
            raise StopIteration
        return line


class _Parquet:
    """Rows of a table; only the columns that are fields of an article are read."""

    can_seek = True

    def __init__(self, file: InputFile, columns: Columns) -> None:
        self._file = file
        self._columns = columns

    def records(self, start: Start) -> Iterator[Record]:
        number = 0
        try:
            with open_raw(self._file) as stream, parquet.ParquetFile(stream) as table:
                names = table.schema_arrow.names
                self._columns.check(names, "the table")
                wanted = list(self._columns.assign(names).values())
                groups, number = _groups_from(table.metadata, start.number)
                for batch in table.iter_batches(_PARQUET_ROWS, row_groups=groups, columns=wanted):
                    first, number = number, number + batch.num_rows
                    if number > start.number:
                        rows = _python_rows(batch)
                        for row in range(max(0, start.number - first), batch.num_rows):
                            yield Record(first + row + 1, rows[row], Start(first + row + 1))
        except ArgumentError as error:
            yield Record(0, BadRowError(str(error)), Start(sys.maxsize))
        except (*DAMAGED, pa.ArrowException) as error:
            yield Record(number, _broken(error), Start(sys.maxsize))

    def parse(self, data: dict[str, Any]) -> Parsed:
        return self._columns.article(data, "the row")


def _groups_from(metadata: Any, number: int) -> tuple[list[int], int]:
    """The row groups from the one on that has row ``number``, from 0; and how many rows are before them."""
    before = group = 0
    while group < metadata.num_row_groups and before + metadata.row_group(group).num_rows <= number:
        before += metadata.row_group(group).num_rows
        group += 1
    return list(range(group, metadata.num_row_groups)), before


def _python_rows(batch: pa.RecordBatch) -> list[dict[str, Any]]:
    columns = {name: _python_values(batch.column(name)) for name in batch.schema.names}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _python_values(column: pa.Array) -> list[Any]:
    """The column's values; bytes that are no UTF-8 are kept as surrogates, so that one of them spoils one row only."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        column = column.view(pa.large_binary() if pa.types.is_large_string(column.type) else pa.binary())
    values = column.to_pylist()
    return [value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value for value in values]


def column_names(file: InputFile) -> list[str]:
    """The columns of a table, or the keys of the first of JSON lines; empty: there are none, or they cannot be read."""
    try:
        match file.format:
            case Format.CSV:
                with open_bytes(file) as stream:
                    first = io.TextIOWrapper(stream, "utf-8-sig", errors="replace").readline(MAX_BYTES)
                return [name.strip() for name in next(csv.reader([first], delimiter=_delimiter(first)))]
            case Format.PARQUET:
                with open_raw(file) as stream:
                    return list(parquet.read_schema(stream).names)
            case Format.JSONL:
                with open_bytes(file) as stream:
                    values = json.loads(stream.readline(MAX_BYTES))
                return list(values) if isinstance(values, dict) else []
            case _:
                return []
    except (*DAMAGED, pa.ArrowException, ValueError, StopIteration, RecursionError):
        return []


def _delimiter(header: str) -> str:
    """The one that makes most columns of a header; a comma when several do."""
    return max(_DELIMITERS, key=lambda each: (len(next(csv.reader([header], delimiter=each))), each == ","))
