"""Whether claims that say the same are found, and whether a million of them take ten times as long as a tenth of that.

Part of `make bench`; ARGS="--quick" stops at 100,000 claims. The pairs of claim_pairs.tsv were written for this: the
threshold was chosen on every other one, and is measured on the rest.

The synthetic vectors are made like the encoder's of 4,500 claims of 128 news articles. There, two claims of different
articles have a cosine of 0.06 on average (standard deviation 0.09), two of one article 0.39; the variance along the
k-th principal axis falls as k^-0.88; 28 % of the claims have another one above the threshold; and 48 % have one
signature (no number, negation, modality or date), where most comparisons are. So here: a mean of length 0.25; stories
of 60 claims that share 0.39 of the variance; that spectrum; half of the claims alone at their centre and the others
three to a centre, at cosines from 0.86 to 0.99; half of them with one signature, the rest spread over 500.
"""

from __future__ import annotations

import argparse
import csv
import resource
import tempfile
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


def scaling(sizes: list[int]) -> None:
    """Seconds to group synthetic claims; target: near-linear up to a million."""
    print(f"{'claims':>10} {'groups':>10} {'seconds':>9} {'cpu µs/claim':>12} {'mixed':>6} {'missed':>6} {'MiB':>7}")
    words = [wording("The bridge opened."), *(wording(f"The bridge opened {n} times.") for n in range(1, 500))]
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            vectors, of = synthetic(size, Path(folder))
            signatures = [0 if each % 2 else each % len(words) for each in of.tolist()]
            wordings = [words[each] for each in signatures]
            start, cpu = time.perf_counter(), time.process_time()
            leaders = Grouper().group(wordings, partial(_some, vectors))
            seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
            missed = _missed(vectors, leaders, np.array(signatures))
        mixed = (of[leaders] != of).mean()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{size:>10,} {len(np.unique(leaders)):>10,} {seconds:>9.1f} {1e6 * cpu / size:>12.0f} {mixed:>6.1%} "
            f"{missed:>6.1%} {memory:>7,.0f}",
            flush=True,
        )


def synthetic(size: int, folder: Path) -> tuple[NDArray[np.float16], NDArray[np.int64]]:
    """Vectors like those of claims, in a file as ``whosaid batch --link`` has them; and which centre each is of."""
    chance = np.random.default_rng(size)
    spread = np.arange(1, _DIMENSIONS + 1, dtype=np.float32) ** -0.44
    spread /= np.linalg.norm(spread)
    mean = 0.25 * np.eye(1, _DIMENSIONS, dtype=np.float32)[0]
    alone = size // 2
    of = np.concatenate([np.arange(alone), alone + chance.integers(0, max(1, (size - alone) // 3), size - alone)])
    chance.shuffle(of)
    stories = 0.62 * spread * chance.standard_normal((size // 60 + 1, _DIMENSIONS), np.float32)
    vectors = np.memmap(folder / "vectors", np.float16, "w+", shape=(size, _DIMENSIONS))
    for begin in range(0, size, 10_000):
        centres = of[begin : begin + 10_000]
        # A centre's own part comes from its number, so that no table of all centres is needed.
        sources = (np.random.default_rng((size, each)) for each in centres)
        own = np.stack([source.standard_normal(_DIMENSIONS, np.float32) for source in sources])
        block = mean + stories[centres % len(stories)] + 0.74 * spread * own
        block /= np.linalg.norm(block, axis=1, keepdims=True)
        noise = spread * chance.standard_normal(block.shape, np.float32)
        block += chance.uniform(0.1, 0.4, (len(block), 1)).astype(np.float32) * noise
        vectors[begin : begin + len(block)] = block / np.linalg.norm(block, axis=1, keepdims=True)
    return vectors, of


def _missed(vectors: NDArray[np.float16], leaders: NDArray[np.int64], signatures: NDArray[np.int64]) -> float:
    """The share of 2,000 leaders that an earlier one, of the same signature, is similar enough to."""
    chance = np.random.default_rng(0)
    lead = np.flatnonzero(leaders == np.arange(len(leaders)))
    asked = chance.choice(lead, 2000, replace=False)
    one = _some(vectors, asked)
    missed = np.zeros(len(asked), bool)
    for begin in range(0, len(lead), 10_000):
        some = lead[begin : begin + 10_000]
        near = one @ _some(vectors, some).T >= THRESHOLD
        missed |= (near & (some < asked[:, None]) & (signatures[some] == signatures[asked][:, None])).any(1)
    return float(missed.mean())


def _some(vectors: NDArray[np.float16], places: NDArray[np.int64]) -> NDArray[np.float32]:
    return vectors[places].astype(np.float32)


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--scaling-only", action="store_true")
    arguments = parser.parse_args()
    if not arguments.scaling_only:
        pairs()
    scaling([10_000, 100_000] if arguments.quick else [10_000, 100_000, 300_000, 1_000_000])


if __name__ == "__main__":
    main()
