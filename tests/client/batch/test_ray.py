"""The engine ray: the same tables as the engine local, from actors on one node and on two, whatever is killed."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("ray")

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(autouse=True)
def _environment(monkeypatch):
    # Ray makes its workers nicer than everything else; a busy machine would never get to them.
    monkeypatch.setenv("RAY_worker_niceness", "0")
    monkeypatch.setenv("PYTHONPATH", ":".join([str(Path(__file__).parent), *sys.path]))


def test_actors_make_the_same_tables(archive, expected, start, tables_of, tmp_path):
    process = start("ray", tmp_path / "out", 0, archive)
    out, _ = process.communicate(timeout=500)
    assert process.returncode == 0, out
    assert tables_of(tmp_path / "out") == expected
    [entry] = json.loads((tmp_path / "out" / "manifest.json").read_text())["runs"]
    assert (entry["engine"], entry["workers"], entry["address"]) == ("ray", 2, "embedded")


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_an_actor_and_a_node_that_are_killed_are_replaced(archive, expected, start, tables_of, monkeypatch, tmp_path):
    """Two nodes on this machine. An actor's process is killed, then a whole node with its actors."""
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 2, "include_dashboard": False})
    node = cluster.add_node(num_cpus=2)
    try:
        cluster.wait_for_nodes()
        monkeypatch.setenv("WHOSAID_TEST_RAY", cluster.address)
        output = tmp_path / "out"
        process = start("ray", output, 0.1, archive)
        finished = lambda: len(list(output.glob("_work/shards/*/[0-9]*")))  # noqa: E731
        while finished() < 2 and process.poll() is None:
            time.sleep(0.02)
        actors = subprocess.run(["pgrep", "-f", "ray::_Worker"], capture_output=True, text=True, check=False).stdout
        subprocess.run(["kill", "-9", actors.split()[0]], check=True)
        while finished() < 5 and process.poll() is None:
            time.sleep(0.02)
        assert process.poll() is None
        cluster.remove_node(node, allow_graceful=False)
        out, _ = process.communicate(timeout=900)
        assert process.returncode == 0, out
        assert tables_of(output) == expected
    finally:
        cluster.shutdown()
