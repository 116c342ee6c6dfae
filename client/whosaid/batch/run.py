"""A run from its inputs to its tables: begun, or gone on with."""

from __future__ import annotations

import filecmp
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, BinaryIO

from whosaid._errors import WhosaidError
from whosaid.batch.assembly import assemble
from whosaid.batch.engines.engine import Engine
from whosaid.batch.errors import ArgumentError, InterruptedRunError, NoReaderError, OtherRunError, StoppedError
from whosaid.batch.folder import OutputFolder
from whosaid.batch.inputs.files import STDIN, Format, Inputs
from whosaid.batch.job import Job, Observer, Stop, Summary, differences, model_identity
from whosaid.batch.listing import changed_inputs
from whosaid.batch.plan import Plan, Planner, Shard, Totals
from whosaid.batch.shardwork import ShardWork
from whosaid.batch.worker import is_full
from whosaid.v1 import claim_extraction_service_pb2 as pb


def run(job: Job, engine: Engine, observer: Observer, stop: Stop, stdin: BinaryIO | None = None) -> Summary:
    """Do the job, or what is left of it. ``stdin``: what "-" among the inputs is; None: the process's own.

    Raises:
        BatchError: see ``whosaid.batch.errors``. What was finished stays, and the same job goes on with it.
    """
    folder = OutputFolder(job.output)
    folder.open()
    try:
        with _room(folder), _leaving_nothing(folder):
            return _Run(job, folder, engine, observer, stop, stdin or sys.stdin.buffer).run()
    finally:
        engine.close()
        folder.close()


@contextmanager
def _room(folder: OutputFolder) -> Iterator[None]:
    """A full disk stops the run and is told as such."""
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise StoppedError(f"there is no room left for {folder.path}: {error.strerror or error}") from error
        raise


@contextmanager
def _leaving_nothing(folder: OutputFolder) -> Iterator[None]:
    """A run that could not begin leaves no folder behind."""
    try:
        yield
    except BaseException:
        if folder.manifest() is None:
            folder.discard()
        raise


class _Run:
    def __init__(
        self, job: Job, folder: OutputFolder, engine: Engine, observer: Observer, stop: Stop, stdin: BinaryIO
    ) -> None:
        self._job = job
        self._folder = folder
        self._engine = engine
        self._observer = observer
        self._stop = stop
        self._stdin = stdin
        self._manifest: dict[str, Any] = {}

    def run(self) -> Summary:
        before = self._folder.manifest()
        if before is None:
            self._begin()
        else:
            self._continue(before)
        if self._manifest["state"] == "complete" and not self._retries():
            return self._summary(nothing_to_do=True)
        self._read()
        self._finish()
        return self._summary()

    def _begin(self) -> None:
        """Plan the work. The manifest comes last: without it there is no run."""
        model = self._identify()
        shutil.rmtree(self._folder.shards, ignore_errors=True)
        planning = self._folder.work / "planning"
        shutil.rmtree(planning, ignore_errors=True)
        planning.mkdir()
        planner = Planner(
            planning, self._job.columns, self._job.shard_rows, lambda: self._planned(planner.totals)
        )  # fmt: skip
        inputs = self._inputs(again=False)
        assert inputs is not None  # noqa: S101 - only when it is done again
        totals = planner.plan(inputs)
        self._refuse_nothing(totals, inputs)
        (planning / "inputs.jsonl").replace(self._folder.inputs_path)
        (planning / "plan.jsonl").replace(self._folder.plan_path)
        (planning / "duplicates.npy").replace(self._folder.duplicates_path)
        planning.rmdir()
        self._manifest = {
            "state": "running",
            "identity": {**self._job.identity(), "model": model_identity(model)},
            "inputs": {"given": list(self._job.inputs), **asdict(totals)},
            "counts": {},
            "runs": [],
        }
        self._folder.write_manifest(self._manifest)

    def _planned(self, totals: Totals) -> None:
        if self._stop.asked:
            raise InterruptedRunError("stopped before anything was read; nothing is kept")
        self._observer.planning(totals.files, totals.bytes)

    def _continue(self, manifest: dict[str, Any]) -> None:
        """Refuse what would make one table of two different things."""
        self._manifest = manifest
        before = manifest["identity"]
        self._refuse(differences(before, self._job.identity()))
        self._refuse(differences(before, {"model": model_identity(self._identify())}))
        listed = self._inputs(again=True)
        if listed is not None and (change := changed_inputs(self._folder.inputs_path, listed)):
            self._refuse((change,))
        self._time_killed_runs()
        self._folder.remove_unfinished()

    def _time_killed_runs(self) -> None:
        """A killed run could not say how long it took: until it last wrote something."""
        for entry in self._manifest["runs"]:
            if "seconds" not in entry:
                started = datetime.fromisoformat(entry["started"]).timestamp()
                entry["seconds"] = round(max(0.0, self._folder.last_change() - started), 3)

    def _read(self) -> None:
        finished = {each.shard: each for each in self._folder.finished()}
        retries = self._retries()
        previous = {number: (finished[number].path, finished[number].retry + 1) for number in retries}
        done = [each.counts() for number, each in finished.items() if number not in previous]
        totals = self._totals()
        self._manifest["state"] = "running"
        with self._noted_run() as entry:
            if len(done) < totals.shards:
                self._observer.began(
                    totals, sum(each["rows"] for each in done), sum(each["characters"] for each in done)
                )
                work = ShardWork(
                    self._folder, self._engine, self._observer, self._stop, self._check_model, previous
                )  # fmt: skip
                try:
                    self._engine.start()
                    entry.update(self._engine.describe())
                    work.run(self._shards(set(finished) - set(previous)))
                except WhosaidError as error:
                    raise NoReaderError(error) from error
                finally:
                    entry["articles"] = sum(each.articles for each in work.done)
                    entry["reading_seconds"] = round(sum(each.reading_seconds for each in work.done), 3)

    def _finish(self) -> None:
        self._observer.phase("putting the tables together")
        result = assemble(self._folder, self._totals().shards)
        self._manifest["counts"] = result.counts
        self._manifest["top_sources"] = result.top_sources
        self._manifest["state"] = "complete"
        # Tables that were linked, or written in other formats, before are made anew.
        if self._manifest.pop("link", None):
            self._observer.remark("the claims are not linked any more, because more were found: --link does it again")
        self._manifest.pop("formats", None)
        self._folder.write_manifest(self._manifest)
        if not result.counts["may_succeed"]:
            self._folder.remove_work()

    def _shards(self, finished: set[int]) -> Iterator[Shard]:
        return (shard for shard in Plan(self._folder).shards() if shard.number not in finished)

    def _retries(self) -> set[int]:
        """Finished shards with rows that are to be tried again."""
        if not self._job.retry_failed:
            return set()
        return {each.shard for each in self._folder.finished() if each.counts()["may_succeed"]}

    def _identify(self) -> pb.ModelInfo:
        try:
            return self._engine.identify()
        except WhosaidError as error:
            raise NoReaderError(error) from error

    def _check_model(self, model: pb.ModelInfo) -> None:
        self._refuse(differences(self._manifest["identity"], {"model": model_identity(model)}))

    def _refuse(self, found: tuple[str, ...]) -> None:
        if found:
            raise OtherRunError(
                f"{self._folder.path} belongs to another run. {'; '.join(found)}. One table cannot have both: go on as "
                "it was begun, or name another output folder",
                found,
            )

    def _inputs(self, *, again: bool) -> Inputs | None:
        """The inputs, with standard input as a file of the folder; None: it was there, and is not needed any more."""
        given = list(self._job.inputs)
        if STDIN in given:
            if given != [STDIN]:
                raise ArgumentError("standard input (-) is an input of its own: name no other beside it")
            path = self._folder.work / f"stdin.{(self._job.input_format or Format.JSONL).value}"
            if again and not path.exists():
                return None
            if not _spool(self._stdin, path, again=again):
                self._refuse(("standard input: it is not what it was when the run was begun",))
            given = [str(path)]
        return Inputs(given, self._job.input_format)

    def _refuse_nothing(self, totals: Totals, inputs: Inputs) -> None:
        if totals.rows and not totals.articles:
            raise ArgumentError(f"no article can be read: {totals.samples[0]}")
        if not totals.files:
            ignored = ", ".join(f"{count} {ending}" for ending, count in inputs.ignored.most_common(5))
            raise ArgumentError(f"there is no file with articles in the inputs{f' (but {ignored})' if ignored else ''}")
        if inputs.ignored:
            ignored = ", ".join(f"{count} {ending}" for ending, count in inputs.ignored.most_common(5))
            self._observer.remark(f"files with other endings are passed over: {ignored}")

    def _totals(self) -> Totals:
        values = {name: value for name, value in self._manifest["inputs"].items() if name != "given"}
        return Totals(**values)

    def _summary(self, *, nothing_to_do: bool = False) -> Summary:
        counts = self._manifest["counts"]
        seconds = sum(each.get("seconds", 0) for each in self._manifest["runs"])
        sources = [(name, count) for name, count in self._manifest["top_sources"]]
        return Summary(self._totals(), **counts, seconds=seconds, top_sources=sources, nothing_to_do=nothing_to_do)

    @contextmanager
    def _noted_run(self) -> Iterator[dict[str, Any]]:
        """An entry in the manifest for this run. One that was killed has no end, and gets its seconds from the next."""
        start = time.monotonic()
        entry: dict[str, Any] = {"started": _now(), "process": os.getpid(), "ended": None}
        self._manifest["runs"].append(entry)
        self._folder.write_manifest(self._manifest)
        end = "stopped by an error"
        try:
            yield entry
            end = "finished"
        except InterruptedRunError:
            end = "interrupted"
            raise
        finally:
            entry.update(ended=_now(), seconds=round(time.monotonic() - start, 3), end=end)
            self._folder.write_manifest(self._manifest)


def _spool(stdin: BinaryIO, path: Path, *, again: bool) -> bool:
    """Keep standard input as a file. ``again``: it was kept before; False: it is neither the same nor empty."""
    if again and stdin.isatty():
        return True
    partial = path.with_suffix(".partial")
    with partial.open("wb") as file:
        shutil.copyfileobj(stdin, file, 1 << 20)
    if not again:
        partial.replace(path)
        return True
    same = not partial.stat().st_size or filecmp.cmp(partial, path, shallow=False)
    partial.unlink()
    return same


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")
