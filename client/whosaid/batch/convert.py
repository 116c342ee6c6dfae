"""Claims from one format to another.

    from                            to
    a run's folder                  .jsonl, .csv, .jsonld, .parquet (claims alone)
    .jsonl (.gz, .zst): responses   the same; what responses do not have (titles, URLs, publishers, dates) stays empty
    .parquet: a table of claims     the same; what is said of articles alone (warnings, all attributions) stays empty

CSV and JSON-LD have less than the other two and cannot be read back.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from enum import Enum
from itertools import groupby
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa
from google.protobuf.json_format import Parse, ParseError
from pyarrow import parquet

from whosaid.batch.errors import ArgumentError
from whosaid.batch.inputs.files import Inputs
from whosaid.batch.inputs.records import Start
from whosaid.batch.inputs.rows import Row
from whosaid.batch.inputs.streams import DAMAGED, open_bytes
from whosaid.batch.outputs import flat, jsonld
from whosaid.batch.outputs.from_rows import claims_by_article, response_line
from whosaid.batch.outputs.schema import CLAIMS, TABLES
from whosaid.batch.outputs.tables import BATCH_ROWS, model_of, open_writer, read_batches, sync, with_model
from whosaid.batch.outputs.to_rows import RowMaker
from whosaid.v1 import claim_extraction_service_pb2 as pb

_Values = dict[str, Any]


class Target(str, Enum):
    """What claims can be written as, by the ending of the file."""

    PARQUET = "parquet"
    JSONL = "jsonl"
    CSV = "csv"
    JSONLD = "jsonld"


def target_of(path: Path) -> Target | None:
    """The format that a file's ending stands for; None: none."""
    ending = path.suffix.lower().removeprefix(".")
    return Target(ending) if ending in {each.value for each in Target} else None


class Claims:
    """Where claims are read from. Iterating gives every article with its claims; both are rows of the tables.

    ``is_whole``: whether what is said of articles alone is there as well.
    """

    def __init__(
        self, read: Callable[[], Iterator[tuple[_Values, list[_Values]]]], model: pb.ModelInfo, *, whole: bool
    ) -> None:
        self._read = read
        self.model = model
        self.is_whole = whole

    def __iter__(self) -> Iterator[tuple[_Values, list[_Values]]]:
        return self._read()


def open_claims(path: Path) -> Claims:
    """Claims of a run's folder, of a file of responses, or of a table of claims.

    Raises:
        ArgumentError: it is none of these.
    """
    if not path.exists():
        raise ArgumentError(f"{path} does not exist")
    if path.is_dir():
        if not any((path / "claims").glob("part-*.parquet")):
            raise ArgumentError(f"{path} is no folder of a finished run: claims/part-00000.parquet is not there")
        return _claims_of_folder(path)
    name = path.name.lower().removesuffix(".gz").removesuffix(".zst")
    if name.endswith(".parquet"):
        return _claims_of_table(path)
    if name.endswith((".jsonl", ".ndjson")):
        return Claims(lambda: _read_responses(path), pb.ModelInfo(), whole=True)
    if name.endswith((".csv", ".jsonld")):
        raise ArgumentError(
            f"{path}: CSV and JSON-LD have less than a claim's whole; convert from Parquet or JSON lines"
        )
    raise ArgumentError(f"{path}: claims are read from a run's folder, a .parquet or a .jsonl file")


def convert(source: Path, target: Path) -> int:
    """Write the claims at ``source`` to the file ``target``, in the format of its ending. How many there were.

    Raises:
        ArgumentError: either is of no known kind, or a line or a table is not what it should be.
    """
    kind = target_of(target)
    if kind is None:
        raise ArgumentError(f"{target}: claims are written as {', '.join(f'.{each.value}' for each in Target)}")
    claims = open_claims(source)
    return write_claims(claims, target, kind)


def convert_parts(folder: Path, kind: Target) -> Path:
    """Write every part of a run's folder in another format, into a folder of its own beside them."""
    out = folder / kind.value
    out.mkdir(exist_ok=True)
    for part in sorted((folder / "claims").glob("part-*.parquet")):
        write_claims(_claims_of_part(folder, part.name), out / f"{part.stem}.{kind.value}", kind)
    if kind in (Target.JSONL, Target.CSV):
        write_errors(folder / "errors.parquet", out / f"errors.{kind.value}")
    return out


def write_claims(claims: Claims, target: Path, kind: Target) -> int:
    """Write the file; it appears when it is complete. How many claims it has."""
    partial = target.with_name(f".{target.name}.partial")
    try:
        if kind is Target.PARQUET:
            count = _write_parquet(claims, partial)
        else:
            with partial.open("w", encoding="utf-8", newline="\n") as out:
                count = _WRITERS[kind](claims, out)
                out.flush()
                os.fsync(out.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return count


def write_errors(table: Path, target: Path) -> None:
    """The errors of a run as JSON lines or CSV, by the ending of ``target``."""
    names = TABLES["errors"].names
    with target.open("w", encoding="utf-8", newline="\n") as out:
        rows = csv.DictWriter(out, names, lineterminator="\n") if target.suffix == ".csv" else None
        if rows is not None:
            rows.writeheader()
        for batch in read_batches(table):
            for values in batch.to_pylist():
                if rows is not None:
                    rows.writerow(values)
                else:
                    present = {name: value for name, value in values.items() if value is not None}
                    print(json.dumps(present, ensure_ascii=False), file=out)


def _claims_of_folder(path: Path) -> Claims:
    names = [part.name for part in sorted((path / "claims").glob("part-*.parquet"))]
    parts = [_claims_of_part(path, name) for name in names]
    return Claims(lambda: (each for part in parts for each in part), parts[0].model, whole=True)


def _claims_of_part(folder: Path, name: str) -> Claims:
    articles, claims = folder / "articles" / name, folder / "claims" / name
    model = model_of(parquet.read_schema(claims))
    return Claims(lambda: claims_by_article(_rows(articles), _rows(claims)), model, whole=True)


def _claims_of_table(path: Path) -> Claims:
    try:
        schema = parquet.read_schema(path)
    except (OSError, pa.ArrowException) as error:
        raise ArgumentError(f"{path} is no Parquet file: {error}") from error
    missing = [name for name in CLAIMS.names if name not in schema.names]
    if missing:
        raise ArgumentError(f"{path} is no table of claims: it has no column {missing[0]!r}")
    return Claims(lambda: _read_table(path), model_of(schema), whole=False)


def _read_table(path: Path) -> Iterator[tuple[_Values, list[_Values]]]:
    for _, group in groupby(_rows(path), key=lambda row: row["article_index"]):
        claims = list(group)
        empty: _Values = {
            "extracted_text": None, "extracted_title": None, "language": None, "token_count": None,
            "attributions": [], "warnings": [],
        }  # fmt: skip
        yield {**claims[0], **empty}, claims


def _read_responses(path: Path) -> Iterator[tuple[_Values, list[_Values]]]:
    [file] = Inputs([str(path)]).files()
    try:
        with open_bytes(file) as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _rows_of_response(number, _parse(path, number, line))
    except DAMAGED as error:
        raise ArgumentError(f"{path} cannot be read to its end: {error}") from error


def _parse(path: Path, number: int, line: bytes) -> pb.ExtractClaimsResponse:
    try:
        return Parse(line, pb.ExtractClaimsResponse())
    except (ParseError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise ArgumentError(f"{path}, line {number}, is no ExtractClaimsResponse: {reason}") from None


def _rows_of_response(number: int, response: pb.ExtractClaimsResponse) -> tuple[_Values, list[_Values]]:
    row = Row("", number, response.article_id, None, "", (), Start())
    maker = RowMaker(number - 1, row, response)
    return {**maker.article(), "model": response.model}, list(maker.claims())


def _rows(path: Path) -> Iterator[_Values]:
    for batch in read_batches(path):
        yield from batch.to_pylist()


def _write_parquet(claims: Claims, path: Path) -> int:
    count = 0
    with ExitStack() as stack:
        writer: parquet.ParquetWriter | None = None
        for rows in _batched(claims):
            if writer is None:
                model = rows[0].pop("model", None) or claims.model
                schema = with_model(CLAIMS, model)
                writer = stack.enter_context(open_writer(path, schema))
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))
            count += len(rows)
        if writer is None:
            stack.enter_context(open_writer(path, with_model(CLAIMS, claims.model)))
    sync(path)
    return count


def _batched(claims: Claims) -> Iterator[list[_Values]]:
    """Claims in tables' worth; the first of each knows its article's model."""
    rows: list[_Values] = []
    for article, own in claims:
        if own and "model" in article:
            own[0]["model"] = article["model"]
        rows += own
        if len(rows) >= BATCH_ROWS:
            yield rows
            rows = []
    if rows:
        yield rows


def _write_jsonl(claims: Claims, out: TextIO) -> int:
    count = 0
    for article, own in claims:
        print(response_line(article, own, article.get("model") or claims.model), file=out)
        count += len(own)
    return count


def _write_csv(claims: Claims, out: TextIO) -> int:
    rows = flat.open_rows(out)
    count = 0
    for _, own in claims:
        rows.writerows(map(flat.flat_row, own))
        count += len(own)
    return count


def _write_jsonld(claims: Claims, out: TextIO) -> int:
    count = 0
    out.write(jsonld.HEAD)
    for claim in _each(claims):
        for node in jsonld.nodes(claim):
            out.write((jsonld.SEPARATOR if count else "") + node)
            count += 1
    out.write(jsonld.FOOT)
    return count // 2


def _each(claims: Iterable[tuple[_Values, list[_Values]]]) -> Iterator[Mapping[str, Any]]:
    for _, own in claims:
        yield from own


_WRITERS: dict[Target, Callable[[Claims, TextIO], int]] = {
    Target.JSONL: _write_jsonl,
    Target.CSV: _write_csv,
    Target.JSONLD: _write_jsonld,
}
