"""What a batch run costs beside the reading itself: part of `make bench`, or with ARGS="--quick".

Throughput: the same articles through the bare extractor in a loop, and through whole runs: planned, read from files,
checked, converted, written, put together. Book-keeping: many articles of one sentence with a reader that costs nothing,
against what the model takes for such articles. Processor time is compared beside the wall-clock, because it is the
fairer of the two on a machine that is shared.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.synchronize import Barrier
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from make_archive import make_articles, write_archive

from whosaid import batch
from whosaid._errors import WhosaidError
from whosaid.v1 import article_pb2, claim_extraction_service_pb2 as pb
from whosaid_models.domain import Article
from whosaid_models.extractor import Extractor

_SENTENCE = "The bridge number {} will open in May, Mayor Ann Lee said on Monday."


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    articles: int  # read by the model, in each way
    rounds: int
    processes: int
    short: int  # with the reader that costs nothing
    short_read: int  # by the model


FULL = Plan(articles=1_000, rounds=2, processes=2, short=100_000, short_read=60)
QUICK = Plan(articles=40, rounds=1, processes=2, short=10_000, short_read=20)


class FreeReader:
    """Gives every article an answer that was made once by the model."""

    group = batch.LocalReader.group

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.model = pb.ExtractClaimsResponse.FromString(answer).model

    def read(self, articles: Sequence[article_pb2.Article]) -> Iterator[pb.ExtractClaimsResponse | WhosaidError]:
        """See ``whosaid.batch.Reader``."""
        for article in articles:
            response = pb.ExtractClaimsResponse.FromString(self.answer)
            response.article_id = article.id
            yield response

    def close(self) -> None:
        """See ``whosaid.batch.Reader``."""


def open_free_reader(answer: bytes, threads: int) -> FreeReader:  # noqa: ARG001 - as engines call it
    """A reader that costs nothing, in a worker."""
    return FreeReader(answer)


def measured(act: Callable[[], None]) -> tuple[float, float]:
    """Seconds of an act by the wall, and by the processors of this process and the children that ended during it."""
    before = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    start = time.perf_counter()
    act()
    wall = time.perf_counter() - start
    after = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(a.ru_utime + a.ru_stime - b.ru_utime - b.ru_stime for a, b in zip(after, before, strict=True))
    return wall, cpu


def run_batch(inputs: Path, open_reader: Callable[[int], batch.Reader], model: pb.ModelInfo, processes: int) -> None:
    """One whole run into a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        job = batch.Job(inputs=[str(inputs)], output=Path(folder) / "out")
        engine = batch.LocalEngine(open_reader, lambda: model, job.columns, processes)
        batch.run(job, engine, batch.Silent(), batch.Stop())


def bare(texts: list[str], barrier: Barrier) -> None:
    """The extractor in a loop, once every process has its model."""
    extractor = Extractor.load(threads=1)
    barrier.wait()
    for text in texts:
        extractor.extract(Article(text=text))


def run_bare(texts: list[str], processes: int) -> None:
    """The articles, dealt out among as many processes as the run has."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(processes)
    workers = [context.Process(target=bare, args=(texts[n::processes], barrier)) for n in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def throughput(plan: Plan, folder: Path, model: pb.ModelInfo) -> None:
    """Runs beside the bare extractor, loading included in both."""
    articles = make_articles(plan.articles, seed=3)
    write_archive(folder / "archive", articles, bad=False)
    texts = [each.text for each in articles]
    opener = partial(batch.open_local_reader, batch.Options(), None)
    alone, whole = [], []
    for _ in range(plan.rounds):
        alone.append(measured(lambda: run_bare(texts, plan.processes)))
        whole.append(measured(lambda: run_batch(folder / "archive", opener, model, plan.processes)))
    best = [[min(each[place] for each in taken) for place in (0, 1)] for taken in (alone, whole)]
    wall, cpu = (best[0][place] / best[1][place] for place in (0, 1))
    print(f"throughput of a run / of the bare extractor, {plan.articles} articles, {plan.processes} processes")
    print(f"    {wall:.2f} by the wall, {cpu:.2f} by processor time, loading included        target ≥ 0.90")
    rate = plan.articles / best[1][0]
    print(f"    ({rate:.2f} articles/s, {best[1][1] / plan.articles:.2f} s of processor time each)")


def bookkeeping(plan: Plan, folder: Path) -> None:
    """A run whose reading is free, beside the model's time for the same articles."""
    reader = batch.LocalReader(batch.Options(), threads=1)
    articles = [article_pb2.Article(id=f"a{n}", text=_SENTENCE.format(n)) for n in range(plan.short_read)]
    [answer] = [each for each in reader.read(articles[:1]) if isinstance(each, pb.ExtractClaimsResponse)]
    _, model_cpu = measured(lambda: list(reader.read(articles)))
    with (folder / "short.jsonl").open("w", encoding="utf-8") as out:
        for number in range(plan.short):
            print(json.dumps({"id": f"a{number}", "text": _SENTENCE.format(number)}), file=out)
    opener = partial(open_free_reader, answer.SerializeToString())
    wall, cpu = measured(lambda: run_batch(folder / "short.jsonl", opener, reader.model, 1))
    each, reading = cpu / plan.short, model_cpu / plan.short_read
    print(f"book-keeping of {plan.short:,} articles of one sentence, as a share of reading them (processor time)")
    print(
        f"    {each / (each + reading):.1%}: {1e3 * each:.2f} ms beside {1e3 * reading:.1f} ms an article   target < 2%"
    )
    print(f"    ({wall:.0f} s by the wall; the largest process had {peak():,.0f} MiB)")


def peak() -> float:
    """The most memory that this process or one of its children had, in MiB; with the model's."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="less of everything")
    parser.add_argument("--only", choices=["throughput", "bookkeeping"])
    arguments = parser.parse_args()
    plan = QUICK if arguments.quick else FULL
    folder = Path(tempfile.mkdtemp(prefix="whosaid-"))
    try:
        if arguments.only != "bookkeeping":
            throughput(plan, folder, batch.local_model(None))
        if arguments.only != "throughput":
            bookkeeping(plan, folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
