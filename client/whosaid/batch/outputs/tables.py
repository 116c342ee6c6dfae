"""Parquet files that are whole or not there."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from whosaid.v1 import claim_extraction_service_pb2 as pb

_MODEL = b"whosaid.model"

# Rows written and read at a time: what has to fit into the memory.
BATCH_ROWS = 4096


def with_model(schema: pa.Schema, model: pb.ModelInfo) -> pa.Schema:
    """``schema`` with the model's identity in its metadata."""
    identity = {"name": model.name, "version": model.version, "content_hash": model.content_hash}
    return schema.with_metadata({_MODEL: json.dumps(identity).encode()})


def model_of(schema: pa.Schema) -> pb.ModelInfo:
    """The model whose claims a table has; empty when the table does not say."""
    return pb.ModelInfo(**json.loads((schema.metadata or {}).get(_MODEL, b"{}")))


def open_writer(path: Path, schema: pa.Schema) -> parquet.ParquetWriter:
    """Writes to ``path``, compressed; nobody shall read it before the writer is closed."""
    return parquet.ParquetWriter(path, schema, compression="zstd", version="2.6")


def write_table(path: Path, schema: pa.Schema, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write a table."""
    with open_writer(path, schema) as writer:
        writer.write_table(pa.Table.from_pylist(list(rows), schema=schema))


def read_table(path: Path) -> pa.Table:
    """The whole table; for small ones."""
    with parquet.ParquetFile(path) as table:
        return table.read()


def read_batches(path: Path, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
    """The table in pieces that fit into the memory, in its order."""
    with parquet.ParquetFile(path) as table:
        yield from table.iter_batches(BATCH_ROWS, columns=columns)


def sync(path: Path) -> None:
    """Wait until the file, or the folder's list of names, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_file(path: Path, content: bytes) -> None:
    """Write a file so that a reader finds the old content or the new one, whatever happens."""
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    sync(path.parent)
