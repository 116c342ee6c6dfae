"""That no text which is measured on was learned from.

Texts are compared by their words, lower case, without punctuation, so that tokenisation and mark-up do not hide a
copy: a text of at least 13 words by the share of its runs of 13 words that occur in some training text (as GPT-3's
authors did: Brown et al., 2020, appendix C), a shorter one by whether it is a sentence of a training text, whole. From
half of its runs on, a text counts as learned from. Below 8 words nothing is compared: everybody says "thank you".
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from whosaid_models.evaluation.bench import Bench
from whosaid_models.evaluation.decomposition import KEPT
from whosaid_models.evaluation.figures import Figure, percent

RUN, SHORTEST, LEARNED = 13, 8, 0.5

# Every file that training reads, and every one that is measured on.
TRAINING = (
    "attribution/polnear.train.jsonl",
    "attribution/gum.train.jsonl",
    "attribution/propbank_ewt.train.jsonl",
    "syntax/ewt.train.conllu",
    "syntax/gum.train.conllu",
    "entities/worldwide.train.tsv",
    "coreference/litbank.jsonl",
    "coreference/gap.development.tsv",
    "claims/train",
    "decomposition/rose.train.jsonl",
    "decomposition/factscore.train.jsonl",
    "checkworthiness/claimbuster.train.csv",
    "checkworthiness/subjectivity.train.tsv",
)
MEASURED = (
    "attribution/polnear.dev.jsonl",
    "attribution/gum.dev.jsonl",
    "attribution/gum.test.jsonl",
    "syntax/ewt.test.conllu",
    "syntax/gum.test.conllu",
    "entities/worldwide.dev.tsv",
    "coreference/gap.validation.tsv",
    "claims/tune",
    "decomposition/rose.dev.jsonl",
    "checkworthiness/checkthat24.devtest.tsv",
    "checkworthiness/subjectivity.dev.tsv",
)
_COLUMNS = ("Text", "text", "sentence")


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of a corpus is in the training texts: texts, those learned from (their numbers), runs shared."""

    texts: int
    learned: tuple[int, ...]
    runs: int
    shared: int


def measure_disjointness(bench: Bench) -> Iterator[Figure]:
    """Look for every measured text of the data folder, and the gold articles if given, in all training texts."""
    measured = {name: texts_of(bench.data / name) for name in MEASURED if (bench.data / name).exists()}
    if bench.gold is not None:
        measured["gold articles"] = texts_of(bench.gold)
    for name, overlap in overlaps(measured, training_texts(bench.data)).items():
        over = f"{len(overlap.learned)} of {overlap.texts} texts, {overlap.shared} of {overlap.runs} runs"
        share = percent(len(overlap.learned) / max(1, overlap.texts))
        yield Figure("disjoint", name, "texts that are in training %", share, over)


def training_texts(data: Path) -> Iterator[str]:
    """Yield every text of a data folder that training reads."""
    for name in TRAINING:
        if (data / name).exists():
            yield from texts_of(data / name)


def overlaps(measured: dict[str, list[str]], training: Iterable[str]) -> dict[str, Overlap]:
    """Compare corpora with training texts, which are gone through once."""
    runs = {name: [runs_of(t) for t in texts] for name, texts in measured.items()}
    wanted = {r for texts in runs.values() for text in texts for r in text}
    found: set[int] = set()
    for text in training:
        found.update(r for r in runs_of(text, whole_too=True) if r in wanted)
    return {name: _overlap(texts, found) for name, texts in runs.items()}


def _overlap(texts: list[list[int]], found: set[int]) -> Overlap:
    shared = [sum(r in found for r in text) for text in texts]
    learned = tuple(i for i, text in enumerate(texts) if text and shared[i] >= LEARNED * len(text))
    return Overlap(len(texts), learned, sum(map(len, texts)), sum(shared))


def runs_of(text: str, *, whole_too: bool = False) -> list[int]:
    """Return the hashes of a text's runs of words, or of a short text as a whole.

    ``whole_too``: the hashes of its short sentences as well, by which short texts are found in it.
    """
    words = _words(text)
    runs = [hash(tuple(words[i : i + RUN])) for i in range(len(words) - RUN + 1)]
    if not runs and len(words) >= SHORTEST:
        runs = [hash(tuple(words))]
    if whole_too:
        lines = (_words(line) for line in re.split(r"\n|(?<=[.!?])\s", text))
        runs += [hash(tuple(line)) for line in lines if SHORTEST <= len(line) < RUN]
    return runs


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def texts_of(path: Path) -> list[str]:
    """Return the texts of a corpus, whatever its form; of RoSE's development split only those kept for measuring."""
    if path.is_dir():
        return [f.read_text(encoding="utf-8") for f in sorted(path.glob("*.txt"))]
    if path.suffix == ".conllu":
        return _treebank(path)
    if path.suffix == ".jsonl":
        with path.open(encoding="utf-8") as lines:
            texts = [_joined(json.loads(line)) for line in lines]
        return texts[-KEPT:] if path.name == "rose.dev.jsonl" else texts
    with path.open(encoding="utf-8", newline="") as lines:
        if path.parent.name == "entities":
            return _tagged(lines)
        delimiter = "," if path.suffix == ".csv" else "\t"
        rows = csv.DictReader(lines, delimiter=delimiter)
        if path.name.startswith("gap."):  # quotation marks are the text's own there
            rows = csv.DictReader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
        return [next(row[c] for c in _COLUMNS if row.get(c)) for row in rows]


def _joined(item: dict[str, str]) -> str:
    return "\n".join(item[key] for key in ("text", "context", "sentence") if item.get(key))


def _treebank(path: Path) -> list[str]:
    texts: list[list[str]] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# newdoc") or (line.startswith("# text = ") and not texts):
                texts.append([])
            if line.startswith("# text = "):
                texts[-1].append(line[9:].strip())
    return ["\n".join(t) for t in texts]


def _tagged(lines: Iterable[str]) -> list[str]:
    texts: list[list[str]] = [[]]
    for line in lines:
        if line.startswith("# article"):
            texts.append([])
        else:
            texts[-1].append(line.split("\t")[0].strip())
    return [" ".join(t) for t in texts if any(t)]
