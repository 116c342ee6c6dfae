"""The released model, in processes that are killed: the tables are those of a run that nothing happened to."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = [str(Path(sys.executable).parent / "whosaid")]
# Here, because a test finds no such variables in its environment.
KILLS = int(os.environ.get("WHOSAID_SOAK_KILLS", "8"))

pytestmark = pytest.mark.timeout(900)


def run(*arguments):
    return subprocess.Popen([*PROGRAM, "batch", *map(str, arguments)], stderr=subprocess.PIPE, text=True)


def finish(process):
    _, err = process.communicate(timeout=600)
    assert process.returncode == 0, err
    return err


def test_a_killed_run_of_the_real_model_continues_to_the_same_tables(make_archive, tables_of, tmp_path):
    articles = make_archive.make_articles(8, seed=2, paragraphs=(1,))
    make_archive.write_archive(tmp_path / "archive", articles, bad=False)
    options = ["--processes", "1", "--shard-size", "2", tmp_path / "archive"]
    killed = run(*options, tmp_path / "killed")
    chance = random.Random(4)
    while not list((tmp_path / "killed").glob("_work/shards/000/0*")) and killed.poll() is None:
        time.sleep(0.02)
    time.sleep(chance.uniform(0, 0.3))
    children = subprocess.run(["pgrep", "-P", str(killed.pid)], capture_output=True, text=True, check=False).stdout
    assert killed.poll() is None, killed.stderr.read()
    killed.kill()
    killed.communicate()
    end = time.monotonic() + 60
    while any(Path(f"/proc/{pid}").exists() for pid in children.split()) and time.monotonic() < end:
        time.sleep(0.05)
    err = finish(run(*options, tmp_path / "killed"))
    assert "of them done before" in err
    finish(run(*options, tmp_path / "whole"))
    found = tables_of(tmp_path / "killed")
    assert found == tables_of(tmp_path / "whole")
    assert len(found["articles"]) == 8
    assert len(found["claims"]) > 20
    texts = {each.id: each.text for each in articles}
    for claim in found["claims"]:
        for span in claim["evidence"]:
            if span["part"] == "text" and claim["article_id"] in texts:
                assert texts[claim["article_id"]][span["begin"] : span["end"]] == span["text"]


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_run_of_the_real_model_that_is_killed_again_and_again(make_archive, tables_of, tmp_path):
    make_archive.write_archive(tmp_path / "archive", make_archive.make_articles(60, seed=9, paragraphs=(1,)))
    options = ["--processes", "2", "--shard-size", "4", tmp_path / "archive"]
    chance = random.Random(1)
    killed = 0
    for _ in range(KILLS):
        process = run(*options, tmp_path / "killed")
        before = len(list((tmp_path / "killed").glob("_work/shards/000/0*")))
        while len(list((tmp_path / "killed").glob("_work/shards/000/0*"))) <= before and process.poll() is None:
            time.sleep(0.02)
        time.sleep(chance.uniform(0, 2))
        if process.poll() is not None:
            break
        if chance.random() < 0.5:
            process.kill()
        else:  # a process that reads, and then the run
            pids = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False).stdout
            os.kill(int(chance.choice(pids.split())), signal.SIGKILL)
            time.sleep(0.5)
            process.kill()
        process.communicate()
        killed += 1
    run(*options, tmp_path / "killed").communicate(timeout=1200)
    run(*options, tmp_path / "whole").communicate(timeout=1200)
    assert tables_of(tmp_path / "killed") == tables_of(tmp_path / "whole")
    print(f"killed {killed} times")
