"""Finished shards → the tables, in the order of the inputs."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import compute

from whosaid.batch.errors import OtherRunError
from whosaid.batch.folder import OutputFolder
from whosaid.batch.outputs.schema import TABLES
from whosaid.batch.outputs.tables import model_of, open_writer, read_table, sync
from whosaid.v1 import claim_extraction_service_pb2 as pb

# A part's size. Parts are read, converted and linked by themselves; claims and articles of one part belong together.
_PART_CLAIMS = 500_000
_PART_ARTICLES = 100_000
# Rows gathered before they are written as one row group: what has to fit into the memory.
_GROUP_ROWS = 20_000

_TOP_SOURCES = 20
_KNOWN_SOURCES = 200_000  # counted at a time; beyond, the rare ones are forgotten


@dataclass(slots=True)
class Assembled:
    """What the tables have. ``top_sources``: names with their claims, most first."""

    counts: dict[str, int]
    top_sources: list[list[Any]] = field(default_factory=list)


def assemble(folder: OutputFolder, shards: int) -> Assembled:
    """Make claims/, articles/ and errors.parquet of all finished shards. They replace those that are there."""
    building = folder.work / "assembly"
    shutil.rmtree(building, ignore_errors=True)
    for name in ("claims", "articles"):
        (building / name).mkdir(parents=True)
    paths = {each.shard: each.path for each in folder.finished()}
    missing = shards - len(paths)
    if missing:
        msg = f"{missing} shards are not finished"
        raise RuntimeError(msg)
    builder = _Builder(building)
    for number in range(shards):
        builder.add(paths[number])
    result = builder.finish()
    _replace(building / "claims", folder.claims, folder.work)
    _replace(building / "articles", folder.articles, folder.work)
    (building / "errors.parquet").replace(folder.errors_path)
    building.rmdir()
    sync(folder.path)
    return result


class _Builder:
    def __init__(self, building: Path) -> None:
        self._building = building
        self._part = 0
        self._tables: dict[str, _Table] = {}
        self._errors: _Table | None = None
        self._model: pb.ModelInfo | None = None
        self._counts = Counter(dict.fromkeys(("articles", "claims", "errors", "may_succeed", "remarks"), 0))
        self._sources: Counter[str] = Counter()

    def add(self, shard: Path) -> None:
        """The next shard's tables."""
        claims, articles, errors = (read_table(shard / f"{name}.parquet") for name in TABLES)
        model = model_of(claims.schema)
        if self._model is not None and model != self._model:
            # As when the folder was removed and begun anew while an older run was still writing into it.
            raise OtherRunError(f"{shard} is of another model; another run wrote it: remove it, and go on")
        self._model = model
        if not self._tables or self._full():
            self._open_part(claims.schema, articles.schema)
        if self._errors is None:
            self._errors = _Table(self._building / "errors.parquet", errors.schema)
        for name, table in (("claims", claims), ("articles", articles)):
            self._tables[name].add(table)
        self._errors.add(errors)
        self._count(claims, articles, errors)

    def finish(self) -> Assembled:
        self._close_part()
        if self._errors is not None:
            self._errors.close()
        top = [[name, count] for name, count in self._sources.most_common(_TOP_SOURCES)]
        return Assembled(dict(self._counts), top)

    def _full(self) -> bool:
        return self._tables["claims"].rows >= _PART_CLAIMS or self._tables["articles"].rows >= _PART_ARTICLES

    def _open_part(self, claims: pa.Schema, articles: pa.Schema) -> None:
        self._close_part()
        name = f"part-{self._part:05}.parquet"
        self._tables["claims"] = _Table(self._building / "claims" / name, claims)
        self._tables["articles"] = _Table(self._building / "articles" / name, articles)
        self._part += 1

    def _close_part(self) -> None:
        for table in self._tables.values():
            table.close()

    def _count(self, claims: pa.Table, articles: pa.Table, errors: pa.Table) -> None:
        self._counts["claims"] += claims.num_rows
        self._counts["articles"] += articles.num_rows
        self._counts["errors"] += errors.num_rows
        self._counts["may_succeed"] += compute.sum(errors["may_succeed"]).as_py() or 0
        self._counts["remarks"] += compute.sum(compute.list_value_length(articles["remarks"])).as_py() or 0
        for each in compute.value_counts(claims["source"].drop_null()).to_pylist():
            self._sources[each["values"]] += each["counts"]
        if len(self._sources) > 2 * _KNOWN_SOURCES:
            self._sources = Counter(dict(self._sources.most_common(_KNOWN_SOURCES)))


class _Table:
    """One file that grows; small tables are gathered into large row groups."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._path = path
        self._writer = open_writer(path, schema)
        self._schema = schema
        self._gathered: list[pa.Table] = []
        self._waiting = 0
        self.rows = 0

    def add(self, table: pa.Table) -> None:
        self._gathered.append(table)
        self._waiting += table.num_rows
        self.rows += table.num_rows
        if self._waiting >= _GROUP_ROWS:
            self._write()

    def close(self) -> None:
        self._write()
        self._writer.close()
        sync(self._path)

    def _write(self) -> None:
        if self._gathered:
            self._writer.write_table(pa.concat_tables(self._gathered))
        self._gathered, self._waiting = [], 0


def _replace(new: Path, old: Path, work: Path) -> None:
    trash = work / f"old-{old.name}"
    shutil.rmtree(trash, ignore_errors=True)
    if old.exists():
        old.rename(trash)
    sync(new)
    new.rename(old)
    shutil.rmtree(trash, ignore_errors=True)


def parts(folder: Path) -> Iterator[Path]:
    """The files of a table, in order."""
    return iter(sorted(folder.glob("part-*.parquet")))
