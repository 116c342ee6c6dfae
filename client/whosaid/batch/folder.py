"""The output folder of a run: where everything is, who may write, what was begun and what is done.

    manifest.json               what was run, on what, with what, and what came of it
    inputs.jsonl                every file that was read, with its size and SHA-256
    claims/part-00000.parquet   the tables, in the order of the inputs
    articles/part-00000.parquet
    errors.parquet
    _work/                      what a run needs to go on; gone when nothing is left to do
        plan.jsonl, duplicates.npy      the shards, and which rows have an id that was there before
        shards/000/000042/              one finished shard: claims, articles and errors, and done.json with its counts
        shards/000/000042.r1/           the same, after its failed rows were tried again
        shards/000/.000042.NAME/        one that is being written, or was when its process was killed

A shard is finished when its folder has its name, and it gets the name by one rename.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from whosaid.batch.errors import ArgumentError, BusyError, OtherRunError
from whosaid.batch.outputs.tables import replace_file, sync

MANIFEST_FORMAT = 1
_SHARDS_PER_FOLDER = 1000


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished shard. ``retry``: how often its failed rows were tried again. ``counts``: what done.json has."""

    shard: int
    retry: int
    path: Path

    def counts(self) -> dict[str, Any]:
        """Articles, claims, errors, errors that may go away, seconds."""
        counts: dict[str, Any] = json.loads((self.path / "done.json").read_bytes())
        return counts


class OutputFolder:
    """The paths of one output folder, and its lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.manifest_path = path / "manifest.json"
        self.inputs_path = path / "inputs.jsonl"
        self.claims = path / "claims"
        self.articles = path / "articles"
        self.errors_path = path / "errors.parquet"
        self.work = path / "_work"
        self.plan_path = self.work / "plan.jsonl"
        self.duplicates_path = self.work / "duplicates.npy"
        self.shards = self.work / "shards"
        self._lock: TextIO | None = None

    def open(self) -> None:
        """Make the folder if need be, and keep every other process from writing into it.

        Raises:
            ArgumentError: it cannot be made, or has something else in it.
            BusyError: another process is writing into it.
        """
        try:
            self._refuse_strangers()
            self.work.mkdir(parents=True, exist_ok=True)
            self._take_lock()
        except OSError as error:
            raise ArgumentError(f"{self.path} cannot be written: {error.strerror or error}") from error

    def close(self) -> None:
        """Let others write. May be called again."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def manifest(self) -> dict[str, Any] | None:
        """What the run wrote about itself; None: none was begun.

        Raises:
            OtherRunError: it was written by a version that this one does not understand.
        """
        try:
            manifest: dict[str, Any] = json.loads(self.manifest_path.read_bytes())
        except FileNotFoundError:
            return None
        if manifest.get("format") != MANIFEST_FORMAT:
            raise OtherRunError(
                f"{self.manifest_path} was written by another version of whosaid; choose another output folder"
            )
        return manifest

    def write_manifest(self, manifest: dict[str, Any]) -> None:
        """Replace what the run says about itself, in one step."""
        text = json.dumps({"format": MANIFEST_FORMAT, **manifest}, indent=2, ensure_ascii=False)
        replace_file(self.manifest_path, f"{text}\n".encode())

    def shard_path(self, shard: int, retry: int = 0) -> Path:
        """Where a finished shard is."""
        name = f"{shard:06}.r{retry}" if retry else f"{shard:06}"
        return self.shards / f"{shard // _SHARDS_PER_FOLDER:03}" / name

    def partial_path(self, shard: int, attempt: str) -> Path:
        """Where an attempt at a shard is written until it is finished."""
        return self.shard_path(shard).with_name(f".{shard:06}.{attempt}")

    def finished(self) -> Iterator[Finished]:
        """Every finished shard once, with its last retry; in no order."""
        for folder in sorted(self.shards.iterdir()) if self.shards.is_dir() else ():
            last: dict[int, Finished] = {}
            for entry in os.scandir(folder):
                name, _, retry = entry.name.partition(".r")
                if not name.isdigit():
                    continue
                found = Finished(int(name), int(retry or 0), Path(entry.path))
                if found.shard not in last or last[found.shard].retry < found.retry:
                    last[found.shard] = found
            yield from last.values()

    def last_change(self) -> float:
        """When a run last wrote something here, in seconds since 1970: a killed run's last sign of life."""
        shards = (entry for folder in self.shards.glob("*") for entry in os.scandir(folder))
        return max([self.manifest_path.stat().st_mtime, *(entry.stat().st_mtime for entry in shards)])

    def remove_unfinished(self) -> None:
        """Remove what killed processes left. Nobody else may be writing."""
        for partial in self.shards.glob("*/.*"):
            shutil.rmtree(partial, ignore_errors=True)

    def remove_work(self) -> None:
        """Remove what is needed only as long as something is left to do."""
        trash = self.work / "trash"
        shutil.rmtree(trash, ignore_errors=True)
        if self.shards.exists():
            self.shards.rename(trash)  # so that nobody finds half of the shards
        for path in (self.plan_path, self.duplicates_path, *self.work.glob("stdin.*")):
            path.unlink(missing_ok=True)
        shutil.rmtree(trash, ignore_errors=True)

    def discard(self) -> None:
        """Remove what was made for a run that did not begin."""
        shutil.rmtree(self.work, ignore_errors=True)
        self.inputs_path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self.path.rmdir()  # only when it is empty

    def _refuse_strangers(self) -> None:
        if self.path.exists() and not self.path.is_dir():
            raise ArgumentError(f"{self.path} is a file; name a folder for the output")
        if (
            self.path.is_dir()
            and not self.work.is_dir()
            and not self.manifest_path.exists()
            and any(self.path.iterdir())
        ):
            raise ArgumentError(f"{self.path} has files in it that are of no run; name a new or an empty folder")

    def _take_lock(self) -> None:
        self._lock = (self.work / "lock").open("a+", encoding="utf-8")
        try:
            import fcntl  # noqa: PLC0415 - not on Windows, where nobody is kept out
        except ImportError:
            return
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.seek(0)
            who = self._lock.read().strip() or "another process"
            self.close()
            raise BusyError(f"{self.path} is being written by {who}; wait for it, or name another folder") from None
        self._lock.truncate(0)
        self._lock.write(f"process {os.getpid()} on {platform.node()}")
        self._lock.flush()


def publish(partial: Path, final: Path) -> bool:
    """Give a complete folder its name, in one step. False: there is one of that name already, and it stays."""
    for path in partial.iterdir():
        sync(path)
    sync(partial)
    try:
        partial.rename(final)
    except OSError:
        if final.is_dir():
            shutil.rmtree(partial, ignore_errors=True)
            return False
        raise
    sync(final.parent)
    return True
