"""The engine ray on two nodes beside the engine local, over one archive: throughput, and whether tables are the same.

python benchmarks/ray_nodes.py --articles 120 --rounds 2

Both nodes are on this machine, with one core each, and hold one actor with the released model each; local has two
processes. So what is measured is what Ray costs, not what more machines give. The cluster runs before the clock does;
every run loads its two models. By the wall, and by the seconds that the shards took: these leave the loading out.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("RAY_worker_niceness", "0")  # or whatever else runs comes first

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))

from make_archive import make_articles, write_archive
from pyarrow import parquet
from ray.cluster_utils import Cluster

from whosaid import batch
from whosaid.batch.engines.ray import RayEngine
from whosaid.v1 import claim_extraction_service_pb2 as pb

Opener = Callable[[int], batch.Reader]
Identify = Callable[[], pb.ModelInfo]


def run(engine: batch.Engine, archive: Path, output: Path) -> tuple[float, float]:
    """Seconds of a whole run by the wall, and of reading in its shards."""
    start = time.perf_counter()
    batch.run(batch.Job(inputs=[str(archive)], output=output, shard_rows=4), engine, batch.Silent(), batch.Stop())
    wall = time.perf_counter() - start
    [entry] = json.loads((output / "manifest.json").read_text())["runs"]
    return wall, entry["reading_seconds"]


def tables(output: Path) -> list[object]:
    """All rows of a run's tables."""
    paths = [*sorted(output.glob("claims/*")), *sorted(output.glob("articles/*")), output / "errors.parquet"]
    return [row for path in paths for row in parquet.read_table(path).to_pylist()]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a quarter of the articles, once")
    parser.add_argument("--articles", type=int, default=120)
    parser.add_argument("--rounds", type=int, default=2)
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.articles, arguments.rounds = arguments.articles // 4, 1
    opener = partial(batch.open_local_reader, batch.Options(), None)
    model = batch.local_model(None)
    identify = partial(pb.ModelInfo.FromString, model.SerializeToString())
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    try:
        cluster.add_node(num_cpus=1)
        cluster.wait_for_nodes()
        with tempfile.TemporaryDirectory() as folder:
            compare(opener, identify, cluster.address, Path(folder), arguments)
    finally:
        cluster.shutdown()


def compare(opener: Opener, identify: Identify, address: str, folder: Path, arguments: argparse.Namespace) -> None:
    """Rounds of both, in turn."""
    write_archive(folder / "archive", make_articles(arguments.articles, seed=3), bad=False)
    columns = batch.Columns()
    taken: dict[str, list[tuple[float, float]]] = {"local": [], "ray": []}
    found = {}
    for number in range(arguments.rounds):
        for name, rounds in taken.items():
            engine: batch.Engine = (
                batch.LocalEngine(opener, identify, columns, 2)
                if name == "local"
                else RayEngine(opener, identify, columns, address=address, workers=2)
            )
            output = folder / f"{name}-{number}"
            rounds.append(run(engine, folder / "archive", output))
            found[name] = tables(output)
    best = {name: [min(each[place] for each in all_of) for place in (0, 1)] for name, all_of in taken.items()}
    print(f"{arguments.articles} articles, two nodes with one actor each / two local processes")
    for name, (wall, reading) in best.items():
        print(
            f"    {name:5}  {wall:6.1f} s by the wall, {reading:6.1f} s of reading: "
            f"{arguments.articles / wall:.2f} articles/s, {2 * arguments.articles / reading:.2f} without loading"
        )
    wall, reading = (best["local"][place] / best["ray"][place] for place in (0, 1))
    print(f"    throughput of ray / local: {wall:.2f} by the wall, {reading:.2f} without loading")
    print(f"    the same tables: {'yes' if found['ray'] == found['local'] else 'NO'}")


if __name__ == "__main__":
    main()
