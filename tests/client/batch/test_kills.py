"""Whatever is killed, and whenever: the tables are those of a run that nothing happened to."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import time
from functools import partial
from pathlib import Path

import pytest

from whosaid import batch

# Generous: the machine may have other things to do.
SECONDS = 300
# Here, because a test finds no such variables in its environment.
KILLS = int(os.environ.get("WHOSAID_SOAK_KILLS", "8"))
pytestmark = pytest.mark.timeout(2 * SECONDS)


def finish(start, engine, output, archive, timeout=SECONDS):
    process = start(engine, output, 0, archive)
    out, _ = process.communicate(timeout=timeout)
    assert process.returncode == 0, out


def children_of(pid: int) -> list[int]:
    listed = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout
    return [int(each) for each in listed.split()]


def finished_shards(output: Path) -> int:
    return sum(path.parent.name.isdigit() for path in output.glob("_work/shards/*/*/done.json"))


def wait_for(condition, timeout=SECONDS):
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def kill_at_random_moments(start, engine, output, archive, chance, times, longest):
    """Kill the run, every time after it has done something more; how often it was."""
    killed = 0
    for _ in range(times):
        before = finished_shards(output)
        process = start(engine, output, 0.02, archive)
        try:
            while process.poll() is None and finished_shards(output) <= before:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, longest))
        finally:
            over = process.poll() is not None
            process.kill()
            process.communicate()
        if over:
            break
        killed += 1
    return killed


def test_a_run_that_is_killed_continues_to_the_same_tables(archive, expected, start, tables_of, tmp_path):
    output = tmp_path / "out"
    assert kill_at_random_moments(start, "local", output, archive, random.Random(1), times=3, longest=0.4) == 3
    shards = [json.loads(path.read_bytes()) for path in output.glob("_work/shards/*/[0-9]*/done.json")]
    finish(start, "local", output, archive)
    assert tables_of(output) == expected
    runs = json.loads((output / "manifest.json").read_text())["runs"]
    assert [run["ended"] is None for run in runs] == [True, True, True, False]
    # Killed runs count until they last wrote something: two processes had finished these shards by then.
    read = sum(each["seconds"] for each in shards)
    assert sum(run["seconds"] for run in runs[:3]) >= read / 2 > 0


@pytest.mark.soak
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("engine", ["local", "ray"])
def test_a_run_that_is_killed_again_and_again(engine, archive, expected, start, tables_of, tmp_path):
    killed = 0
    for seed in range(KILLS):
        output = tmp_path / f"out-{seed}"
        killed += kill_at_random_moments(start, engine, output, archive, random.Random(seed), times=6, longest=0.5)
        finish(start, engine, output, archive)
        assert tables_of(output) == expected
    assert killed
    print(f"{engine}: killed {killed} times")


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_a_run_that_is_killed_while_it_plans_or_assembles(archive, expected, start, tables_of, tmp_path):
    """At moments that are not tied to shards: before the plan is there, and when the tables are put together."""
    chance = random.Random(3)
    for number in range(12):
        output = tmp_path / f"out-{number}"
        for longest in (1.5, 4.0):
            process = start("local", output, 0, archive)
            time.sleep(chance.uniform(0.2, longest))
            process.kill()
            process.communicate()
        finish(start, "local", output, archive)
        assert tables_of(output) == expected


def test_processes_that_are_killed_are_replaced(archive, expected, start, tables_of, tmp_path):
    output = tmp_path / "out"
    process = start("local", output, 0.02, archive)
    for done in (1, 4):
        wait_for(lambda done=done: finished_shards(output) >= done)
        victims = [
            pid for pid in children_of(process.pid) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
        ]
        os.kill(random.Random(done).choice(victims), signal.SIGKILL)
    out, _ = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, out
    assert tables_of(output) == expected


def test_processes_end_with_their_run(archive, start, tmp_path):
    process = start("local", tmp_path / "out", 0.05, archive)
    wait_for(lambda: finished_shards(tmp_path / "out") > 0)
    children = children_of(process.pid)
    process.kill()
    process.communicate()
    assert children
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children), timeout=SECONDS)


def test_an_article_that_ends_its_process_becomes_an_error(run, tables_of, tmp_path):
    lines = [{"id": f"a{number}", "text": f"Bridge {number} is open."} for number in range(12)]
    lines[5]["text"] = "DIE here."
    (tmp_path / "in.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    summary = run(tmp_path / "out", tmp_path / "in.jsonl", engine="local")
    found = tables_of(tmp_path / "out")
    assert [each["article_id"] for each in found["articles"]] == [line["id"] for line in lines if line["id"] != "a5"]
    assert [(each["article_id"], each["row"], each["stage"]) for each in found["errors"]] == [("a5", 6, "reading")]
    assert "SIGKILL" in found["errors"][0]["reason"]
    assert summary.may_succeed == 1


def limited(size: int):
    """For a child: no file may become larger, as on a disk that is full."""
    return partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, size))


def test_a_full_disk_stops_the_run_and_loses_nothing(archive, expected, start, tables_of, tmp_path):
    output = tmp_path / "out"
    for size in (3000, 14_000):
        process = start("local", output, 0, archive, preexec_fn=limited(size))
        out, _ = process.communicate(timeout=SECONDS)
        assert process.returncode == 6, out
        assert "no room left" in out
        assert not (output / "claims").exists()
    finish(start, "local", output, archive)
    assert tables_of(output) == expected


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_a_small_file_system_that_fills_up(archive, expected, start, tables_of, tmp_path):
    """A real file system without room, at sizes from far too small to nearly enough; then it grows."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount")
    try:
        stopped = 0
        for size in ("64k", "200k", "300k", "400k", "500k", "700k"):
            subprocess.run(["mount", "-o", f"remount,size={size}", str(disk)], check=True)
            process = start("local", disk / "out", 0, archive)
            out, _ = process.communicate(timeout=SECONDS)
            assert process.returncode in (0, 6), out
            stopped += process.returncode == 6
        assert stopped >= 3
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        finish(start, "local", disk / "out", archive)
        assert tables_of(disk / "out") == expected
    finally:
        subprocess.run(["umount", str(disk)], check=False)


def test_two_runs_do_not_write_into_one_folder(archive, start, run, tmp_path):
    process = start("local", tmp_path / "out", 0.1, archive)
    try:
        wait_for((tmp_path / "out" / "manifest.json").exists)
        with pytest.raises(batch.BusyError, match=f"process {process.pid}"):
            run(tmp_path / "out", archive)
    finally:
        process.kill()
        process.communicate()
