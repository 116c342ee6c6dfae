"""Which engine should compute the network on a processor: `make bench`, or this file alone; --quick for a rough answer.

All engines are measured in one run, in turn, and compared as ratios of processor time: absolute figures say more about
the machine, and the wall-clock about what else runs on it. Cold start and memory are those of a process of its own that
reads with the engine and nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
# torch counts the threads of its linear algebra when it is imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from load import articles

from whosaid_models.engines import DEFAULT_ENGINE, EngineError, EngineName
from whosaid_models.reader.model import CONTEXT, WINDOW, ArticleReader
from whosaid_models.reader.windows import WindowPieces, cut, encode, windows_of
from whosaid_models.text.document import Document
from whosaid_models.text.tokens import read_document
from whosaid_server.batching.packing import BatchLimits, choose, padded_tokens
from whosaid_server.batching.work import Work

Row = tuple[str, str, str]  # what, figure, target

_COLD = """
import json, sys, time
from whosaid_models.domain import Article
from whosaid_models.extractor import Extractor
name, threads, first, *rest = json.load(sys.stdin)
extractor = Extractor.load(engine=name, threads=threads)
extractor.extract(Article(text=first))
answered, cpu = time.time(), time.process_time()
for text in rest:
    extractor.extract(Article(text=text))
status = [line.split() for line in open("/proc/self/status")]
memory = {line[0].rstrip(":"): int(line[1]) // 1024 for line in status if line[0] in ("VmRSS:", "VmHWM:")}
loaded = sorted({"torch", "transformers", "onnxruntime"} & set(sys.modules))
json.dump({"answered": answered, "cpu": cpu, "memory": memory, "loaded": loaded}, sys.stdout)
"""


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    texts: int  # articles of mixed lengths
    rounds: int  # of everything that is compared; the least counts
    starts: int  # of processes


FULL = Plan(texts=26, rounds=5, starts=3)
QUICK = Plan(texts=13, rounds=2, starts=1)


def least(run: Callable[[], object], rounds: int) -> float:
    """Return the least processor seconds of some runs: what disturbs a measurement only ever adds to it."""
    taken = []
    for _ in range(rounds):
        begin = time.process_time()
        run()
        taken.append(time.process_time() - begin)
    return min(taken)


def readers(threads: int) -> Iterator[ArticleReader]:
    """Load a reader with each engine that is installed."""
    for name in EngineName:
        try:
            yield ArticleReader.load(engine=name, threads=threads)
        except EngineError as error:  # noqa: PERF203 - four engines
            print(f"left out: {error}", flush=True)


def windows(reader: ArticleReader, document: Document) -> list[WindowPieces]:
    """What the network is given of a document."""
    encoded = encode(document, reader.tokenizer)
    return [cut(encoded, w.first, w.last, reader.tokenizer) for w in windows_of(encoded, WINDOW - 2, CONTEXT)]


def speed(every: Sequence[ArticleReader], plan: Plan) -> Iterator[Row]:
    """Reading articles: each engine beside torch, or beside the first that is installed."""
    documents = [read_document(text) for text in articles.mixed(plan.texts)]
    taken: dict[EngineName, list[float]] = {reader.engine.name: [] for reader in every}
    for _ in range(plan.rounds):
        for reader in every:
            taken[reader.engine.name].append(least(lambda reader=reader: list(reader.read_many(documents)), 1))  # type: ignore[misc]
    base = EngineName.TORCH if EngineName.TORCH in taken else every[0].engine.name
    for name, seconds in taken.items():
        ratio = min(seconds) / min(taken[base])
        what = f"reading, {name.value}: processor time ÷ {base.value}'s"
        yield what, f"{ratio:.2f}", "≤ 1" if name is DEFAULT_ENGINE else "–"


def against_encoder(every: Sequence[ArticleReader], plan: Plan) -> Iterator[Row]:
    """Reading an article of 600 words, beside the encoder alone on the same pieces."""
    document = read_document(articles.article(600))
    for reader in every:
        given = windows(reader, document)
        encode_only = bare_encoder(reader, given)
        whole, bare = [], []
        for _ in range(plan.rounds * 2):
            bare.append(least(encode_only, 1))
            whole.append(least(lambda reader=reader: reader.read(document), 1))  # type: ignore[misc]
        figure = f"{min(whole) / min(bare):.2f}, {len(document)} words in {len(given)} windows"
        target = "≤ 1.25" if reader.engine.name is DEFAULT_ENGINE else "–"
        yield f"reading 600 words ÷ the bare encoder's time, {reader.engine.name.value}", figure, target


def bare_encoder(reader: ArticleReader, given: Sequence[WindowPieces]) -> Callable[[], object]:
    """The encoder on the windows and nothing else; with a graph, the tags of single words too (four linear layers)."""
    if reader.engine.name not in (EngineName.TORCH, EngineName.TORCH_INT8):
        return lambda: list(reader.engine.read(given))
    import torch  # noqa: PLC0415 - not everywhere

    encoder = reader.engine.network.encoder  # type: ignore[attr-defined]  # this is torch's engine

    @torch.inference_mode()
    def run() -> None:
        for window in given:
            encoder(input_ids=torch.from_numpy(window.pieces)[None])

    return run


def padding(reader: ArticleReader, plan: Plan) -> Iterator[Row]:
    """What of the work on a mixed archive is padding."""
    documents = [read_document(text) for text in articles.mixed(plan.texts * 4, seed=2)]
    pieces = [sum(len(w.pieces) for w in windows(reader, document)) for document in documents]
    limits = BatchLimits(1024)
    waiting = [Work[None, None](None, size) for size in pieces]
    tokens = padded = 0
    while waiting:
        batch = choose(waiting, limits)
        sizes = [work.tokens for work in batch]
        tokens, padded = tokens + sum(sizes), padded + max(sum(sizes), padded_tokens(sizes, limits.window))
        waiting = [work for work in waiting if work not in batch]
    yield (
        f"padding of {limits.tokens}-token batches of {len(documents)} mixed articles, sorted by length",
        f"{1 - tokens / padded:.1%}",
        "≤ 15 %",
    )
    asked = _Counting(reader)
    for document in documents[: plan.texts]:
        asked.read(document)
    yield "… in the encoder, which reads window by window", f"{asked.encoder_padding:.1%}", "≤ 15 %"
    yield "… in the parser, which gets sentences of like length", f"{asked.parser_padding:.1%}", "≤ 15 %"


class _Counting:
    """Reads, and counts what the engine is given that is padding."""

    def __init__(self, reader: ArticleReader) -> None:
        self._reader = reader
        self._words = self._padded = 0
        arcs = reader.engine.arcs

        def counted(sentences: np.ndarray, mask: np.ndarray) -> np.ndarray:
            self._words += int(mask.sum())
            self._padded += mask.size
            return arcs(sentences, mask)

        self._counted, self._arcs = counted, arcs
        self.encoder_padding = 0.0  # an engine is given windows without any, and those on a processor add none

    @property
    def parser_padding(self) -> float:
        """The share of words that are none."""
        return 1 - self._words / max(1, self._padded)

    def read(self, document: Document) -> None:
        """Read a document, counting."""
        self._reader.engine.arcs = self._counted  # type: ignore[method-assign]
        try:
            self._reader.read(document)
        finally:
            self._reader.engine.arcs = self._arcs  # type: ignore[method-assign]


def processes(names: Sequence[EngineName], plan: Plan, threads: int) -> Iterator[Row]:
    """From the start of a process to its first answer, and its memory when it has read some more."""
    texts = [articles.article(300), *articles.mixed(plan.texts, seed=3)]
    for name in names:
        walls, cpus = [], []
        for _ in range(plan.starts):
            begin = time.time()
            given = json.dumps([name.value, threads, *texts])
            done = subprocess.run(  # noqa: S603 - this interpreter
                [sys.executable, "-c", _COLD], input=given, capture_output=True, text=True, check=True
            )
            answer = json.loads(done.stdout)
            walls.append(answer["answered"] - begin)
            cpus.append(answer["cpu"])
        target = name is DEFAULT_ENGINE
        yield (
            f"cold start to the first answer, {name.value}: seconds",
            f"{min(walls):.1f} (processor time {min(cpus):.1f})",
            "≤ 3" if target else "–",
        )
        memory, loaded = answer["memory"], ", ".join(answer["loaded"])
        yield (
            f"resident memory, {name.value}: MB after {len(texts)} articles (at most)",
            f"{memory['VmRSS']} ({memory['VmHWM']}); loaded: {loaded}",
            "≤ 450" if target else "–",
        )


def show(rows: Iterator[Row]) -> None:
    """Print the figures beside their targets."""
    for what, figure, target in rows:
        print(f"{what:<72} {figure:<44} {target}", flush=True)


def main() -> None:
    """Measure all engines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds; the figures are rough")
    parser.add_argument("--threads", type=int, default=1, help="of each engine")
    arguments = parser.parse_args()
    plan, threads = QUICK if arguments.quick else FULL, arguments.threads
    busy = f"{os.getloadavg()[0]:.1f}, {os.cpu_count()} cores"
    show(iter([("The engines", "figure", "target"), ("load of the machine before", busy, "0")]))
    every = list(readers(threads))
    [default] = [reader for reader in every if reader.engine.name is DEFAULT_ENGINE]
    show(speed(every, plan))
    show(against_encoder(every, plan))
    show(padding(default, plan))
    show(processes([reader.engine.name for reader in every], plan, threads))


if __name__ == "__main__":
    main()
