"""Whether claims that say the same are found, and whether a million of them take ten times as long as a tenth of that.

Part of `make bench`; ARGS="--quick" stops at 100,000 claims. The pairs of claim_pairs.tsv were written for this: the
threshold was chosen on every other one, and is measured on the rest. The synthetic claims are vectors around random
centres, three to a centre, half of them with one signature (no number, no negation), where most comparisons are.
"""

from __future__ import annotations

import argparse
import csv
import resource
import time
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whosaid.batch import SentenceEncoder
from whosaid.batch.link.grouping import THRESHOLD, Grouper
from whosaid.batch.link.wording import common_words, compatible, wording

PAIRS = Path(__file__).parent / "claim_pairs.tsv"
_DIMENSIONS = 384


def pairs() -> None:
    """Precision and recall of "these two say the same", with and without the words' say."""
    with PAIRS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    encoder = SentenceEncoder()
    start = time.perf_counter()
    one, other = (encoder.encode([row[side] for row in rows]) for side in ("first", "second"))
    seconds = time.perf_counter() - start
    cosines = np.sum(one * other, 1)
    common = common_words(row[side] for row in rows for side in ("first", "second"))
    words = []
    for row in rows:
        a, b = wording(row["first"]), wording(row["second"])
        words.append(a.signature == b.signature and compatible(a, b, common))
    same = np.array([row["label"] == "same" for row in rows])
    print(f"threshold {THRESHOLD} on {len(rows)} pairs ({same.sum()} say the same):")
    for half, name in ((0, "chosen on"), (1, "held out ")):
        mine = np.arange(len(rows)) % 2 == half
        for allowed, what in ((np.array(words), "with words"), (np.ones(len(rows), bool), "cosine alone")):
            joined = mine & allowed & (cosines >= THRESHOLD)
            right = (joined & same).sum()
            print(
                f"  {name}  {what:12}  precision {right / joined.sum():.2f}  recall {right / (mine & same).sum():.2f}"
            )
    print(f"  encoding: {2 * len(rows) / seconds:,.0f} claims/s")


def scaling(sizes: list[int], threads: int) -> None:
    """Seconds to group synthetic claims; target: near-linear up to a million."""
    print(f"{'claims':>10} {'groups':>10} {'centres':>10} {'seconds':>9} {'cpu µs/claim':>12} {'mixed':>6} {'MiB':>7}")
    words = [wording("The bridge opened."), *(wording(f"The bridge opened {n} times.") for n in range(1, 500))]
    for size in sizes:
        chance = np.random.default_rng(size)
        of = chance.integers(0, size // 3, size)
        vectors = np.empty((size, _DIMENSIONS), np.float16)
        centres = chance.standard_normal((size // 3, _DIMENSIONS), np.float32)
        for begin in range(0, size, 10_000):
            block = centres[of[begin : begin + 10_000]]
            block = block + 0.25 * chance.standard_normal(block.shape, np.float32)
            vectors[begin : begin + 10_000] = block / np.linalg.norm(block, axis=1, keepdims=True)
        del centres
        wordings = [words[0] if each % 2 else words[each % len(words)] for each in of.tolist()]
        start, cpu = time.perf_counter(), time.process_time()
        leaders = Grouper(_DIMENSIONS, threads=threads).group(wordings, partial(_some, vectors))
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
        mixed = (of[leaders] != of).mean()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{size:>10,} {len(np.unique(leaders)):>10,} {len(np.unique(of)):>10,} {seconds:>9.1f} "
            f"{1e6 * cpu / size:>12.0f} {mixed:>6.1%} {memory:>7,.0f}",
            flush=True,
        )


def _some(vectors: NDArray[np.float16], places: NDArray[np.int64]) -> NDArray[np.float32]:
    return vectors[places].astype(np.float32)


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--scaling-only", action="store_true")
    arguments = parser.parse_args()
    if not arguments.scaling_only:
        pairs()
    scaling([10_000, 100_000] if arguments.quick else [10_000, 100_000, 300_000, 1_000_000], arguments.threads)


if __name__ == "__main__":
    main()
