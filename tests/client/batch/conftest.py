"""A small archive in every format, and runs of it."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow.parquet as pq
import pytest

from whosaid import batch

HERE = Path(__file__).parent
ROOT = HERE.parents[2]

# Spawned processes get this process's path, and find the stand-in there.
sys.path.insert(0, str(HERE))


def load(path: Path) -> ModuleType:
    """A module by its path; registered, so that what it defines can be sent to other processes."""
    if path.stem in sys.modules:
        return sys.modules[path.stem]
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def make_archive() -> ModuleType:
    return load(ROOT / "scripts" / "make_archive.py")


@pytest.fixture(scope="session")
def stand_in() -> ModuleType:
    return load(HERE / "stand_in.py")


@pytest.fixture(scope="session")
def archive(make_archive: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """96 articles in eight inputs, and rows of every kind that cannot be read."""
    folder = tmp_path_factory.mktemp("archive")
    make_archive.write_archive(folder, make_archive.make_articles(96, seed=5))
    return folder


@pytest.fixture
def run(stand_in: ModuleType) -> Callable[..., batch.Summary]:
    """``run(output, *inputs, delay=…, engine=…, **fields of the job)`` in this process, with the stand-in."""

    def call(
        output: Path, *inputs: Any, delay: float = 0.0, engine: Any = "inline", stop: Any = None, **fields: Any
    ) -> batch.Summary:
        job = batch.Job(inputs=[str(each) for each in inputs], output=output, **{"shard_rows": 8, **fields})
        if isinstance(engine, str):
            engine = stand_in.make_engine(engine, delay, columns=job.columns)
        return batch.run(job, engine, batch.Silent(), stop or batch.Stop())

    return call


@pytest.fixture
def start() -> Callable[..., subprocess.Popen[str]]:
    """``start(engine, output, delay, *inputs)``: the same in a process of its own, to be killed."""

    def call(*arguments: Any, **options: Any) -> subprocess.Popen[str]:
        command = [sys.executable, str(HERE / "stand_in.py"), *map(str, arguments)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)

    return call


def tables(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The tables of a finished run, row by row."""
    return {
        "claims": [row for part in sorted((folder / "claims").iterdir()) for row in pq.read_table(part).to_pylist()],
        "articles": [
            row for part in sorted((folder / "articles").iterdir()) for row in pq.read_table(part).to_pylist()
        ],
        "errors": pq.read_table(folder / "errors.parquet").to_pylist(),
    }


@pytest.fixture(scope="session")
def tables_of() -> Callable[[Path], dict[str, list[dict[str, Any]]]]:
    return tables


@pytest.fixture(scope="session")
def expected(archive: Path, stand_in: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What an uninterrupted run makes of the archive."""
    output = tmp_path_factory.mktemp("expected") / "out"
    job = batch.Job(inputs=[str(archive)], output=output, shard_rows=8)
    batch.run(job, stand_in.make_engine("inline", 0.0), batch.Silent(), batch.Stop())
    return tables(output)
