"""How fast the service is, and how it behaves under more load than it can take: `make bench`, or with ARGS="--quick".

Starts its own server on the loopback address. Every figure is a ratio of two measurements of this run, because absolute
ones say more about the machine; what else runs on it meanwhile still blurs them. Where the service is compared with
something in another process, processor time is compared beside the wall-clock: it is the fairer of the two on a machine
that is shared.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import torch
from load import articles, generator
from load.baselines import BareEngine, Pipeline, timed
from load.process import Server, serving

from whosaid.v1 import claim_extraction_service_pb2 as pb
from whosaid_server.handler import ExtractionHandler

_CONNECTIONS = (1, 4, 16, 64, 256)
_LENGTHS = (100, 300, 1000, 3000, 10_000, 20_000)
_SHORT_WORDS = 40  # of the articles for the connections
_TIMEOUT = 20.0  # of a call under overload, seconds
_LEAST_ARTICLES = 40  # that are read during a load


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    texts: int  # articles of mixed lengths
    rounds: int  # of everything that is compared
    seconds: float  # of each load
    longest: int  # words
    short: int  # articles for the connections


FULL = Plan(texts=26, rounds=2, seconds=20.0, longest=20_000, short=256)
QUICK = Plan(texts=13, rounds=1, seconds=10.0, longest=3000, short=64)

Row = tuple[str, str, str]  # what, figure, target


@dataclass(frozen=True)
class Seconds:
    """What something took, by the wall and by the processor."""

    wall: float
    cpu: float

    def __truediv__(self, other: Seconds) -> str:
        return f"{self.wall / other.wall:.2f} (processor time {self.cpu / other.cpu:.2f})"


def best(measured: list[tuple[float, float]]) -> Seconds:
    """The least of each: what disturbs a measurement only ever adds to it."""
    return Seconds(min(wall for wall, _ in measured), min(cpu for _, cpu in measured))


def throughput(plan: Plan, threads: int) -> Iterator[Row]:
    """The service beside the bare engine, a plain pipeline, and itself without gRPC."""
    texts = articles.mixed(plan.texts)
    bare, pipeline = BareEngine(texts, threads), Pipeline(texts)
    handler = ExtractionHandler.load(threads=threads)
    checked = [handler.check(pb.ExtractClaimsRequest(article={"text": text})) for text in texts]
    compared: dict[str, Callable[[], object]] = {
        "engine": bare.run,
        "handler": lambda: [handler.answer(each) for each in checked],
        "pipeline": pipeline.run,
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ("grpc", *compared)}
    with serving("--threads", str(threads)) as server:
        asyncio.run(generator.stream(server.address, texts[:3]))
        for _ in range(plan.rounds):
            before = server.cpu_seconds
            wall = asyncio.run(generator.stream(server.address, texts))
            taken["grpc"].append((wall, server.cpu_seconds - before))
            for name, run in compared.items():
                taken[name].append(timed(run))
    measured = {name: best(each) for name, each in taken.items()}
    rate = articles.words(texts) / measured["grpc"].wall
    yield "words a second through gRPC", f"{rate:,.0f}", "depends on the machine"
    yield "throughput ÷ the bare engine's on the same windows", measured["engine"] / measured["grpc"], "≥ 0.75"
    yield "throughput ÷ a token-classification pipeline's", measured["pipeline"] / measured["grpc"], "≥ 3"
    share = 1 - measured["engine"].cpu / measured["handler"].cpu
    yield "share of an article's time that is not the engine", f"{share:.0%}", "≤ 25 %"


async def latency_and_overload(server: Server, plan: Plan) -> list[Row]:
    """One article at a time, then half of the capacity, then all of it, twice and ten times it."""
    texts = articles.mixed(plan.texts, seed=1)
    mean_words = articles.words(texts) / len(texts)
    alone = await generator.closed_loop(server.address, texts, connections=1)
    mean = statistics.fmean(alone.latencies)
    # Capacity is measured like the loads: by open loop would be circular, so by a stream that is always full.
    capacity = len(texts) / await generator.stream(server.address, texts)
    # However slow the machine: so long that single articles do not matter.
    seconds = max(plan.seconds, _LEAST_ARTICLES * mean)
    half = await generator.open_loop(server.address, texts, capacity / 2, seconds * 3, _TIMEOUT)
    rows = [
        (
            "an article on the idle server, mean",
            f"{mean * 1000:.0f} ms, {mean_words:.0f} words",
            "depends on the machine",
        ),
        (
            f"latency at half of the capacity, {len(half.latencies)} articles ÷ that mean",
            f"p50 {half.percentile(0.5) / mean:.1f}, p99 {half.percentile(0.99) / mean:.1f}",
            "p99 ≤ 8",
        ),
    ]
    resident = 0
    for factor in (1, 2, 10):
        result = await generator.open_loop(server.address, texts, factor * capacity, seconds, _TIMEOUT)
        goodput = result.words_in_time / result.seconds / (capacity * mean_words)
        resident = resident or server.resident_bytes
        codes = ", ".join(f"{code} {count}" for code, count in sorted(result.codes.items()))
        rows += [
            (f"goodput at {factor} × capacity ÷ capacity", f"{goodput:.2f}", "≥ 0.9" if factor > 1 else "–"),
            (f"… answers ({_TIMEOUT:.0f} s of patience)", codes, "OK, RESOURCE_EXHAUSTED"),
            ("… resident memory ÷ that at 1 ×", f"{server.resident_bytes / resident:.2f}", "0.9 to 1.1"),
        ]
    return rows


async def growth(server: Server, plan: Plan) -> list[Row]:
    """Time against the length of an article, and against the number of connections."""
    lengths = [length for length in _LENGTHS if length <= plan.longest]
    each: dict[int, float] = {}
    for length in lengths:
        # As many words for each length, so that a short measurement is no worse than a long one.
        texts = [articles.article(length, seed) for seed in range(max(1, min(10, lengths[-1] // length)))]
        before = server.cpu_seconds
        await generator.closed_loop(server.address, texts, connections=1)
        each[length] = (server.cpu_seconds - before) / articles.words(texts)
    against = each[1000]
    rows = [
        (
            f"processor time a word, {', '.join(f'{length:,}' for length in lengths)} words ÷ 1,000 words",
            ", ".join(f"{seconds / against:.2f}" for seconds in each.values()),
            "linear: about 1",
        )
    ]
    texts = [articles.article(_SHORT_WORDS, seed) for seed in range(plan.short)]
    connections = [count for count in _CONNECTIONS if count <= plan.short]
    rates, costs = [], []
    for count in connections:
        before = server.cpu_seconds
        result = await generator.closed_loop(server.address, texts, connections=count)
        costs.append(server.cpu_seconds - before)
        rates.append(len(texts) / result.seconds)
    rows += [
        (
            f"articles a second with {', '.join(map(str, connections))} connections ÷ 1 connection",
            ", ".join(f"{rate / rates[0]:.2f}" for rate in rates),
            "about 1 or more",
        ),
        (
            "… processor time an article ÷ 1 connection",
            ", ".join(f"{cost / costs[0]:.2f}" for cost in costs),
            "about 1 or less",
        ),
    ]
    return rows


def show(rows: list[Row]) -> None:
    """Print the figures beside their targets."""
    for what, figure, target in rows:
        print(f"{what:<72} {figure:<44} {target}", flush=True)


def main() -> None:
    """Measure everything, part by part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a minute instead of some five; the figures are rough")
    parser.add_argument("--threads", type=int, default=1, help="of the model, and of what it is compared with")
    parser.add_argument("--only", choices=("throughput", "load", "growth"), help="one part")
    arguments = parser.parse_args()
    plan, threads = QUICK if arguments.quick else FULL, arguments.threads
    torch.set_num_threads(threads)
    start = time.monotonic()
    busy = os.getloadavg()[0]
    show(
        [
            ("The service", "figure", "target"),
            ("load of the machine before", f"{busy:.1f}, {os.cpu_count()} cores", "0"),
        ]
    )
    if arguments.only in (None, "throughput"):
        show(list(throughput(plan, threads)))
    for name, part in (("load", latency_and_overload), ("growth", growth)):
        if arguments.only in (None, name):
            with serving("--threads", str(threads)) as server:
                asyncio.run(generator.closed_loop(server.address, articles.mixed(3), connections=1))
                show(asyncio.run(part(server, plan)))
    show([("the benchmark took", f"{time.monotonic() - start:.0f} s", "")])


if __name__ == "__main__":
    main()
