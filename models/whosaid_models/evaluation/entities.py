"""Named entities: span and type both exact."""

from __future__ import annotations

from collections.abc import Iterator

from whosaid_models.evaluation.bench import Bench
from whosaid_models.evaluation.disjoint import overlaps, training_texts
from whosaid_models.evaluation.figures import Figure, f1_figure
from whosaid_models.evaluation.scoring import Counts, exact_counts
from whosaid_models.reader import labels
from whosaid_models.reader.decoding import bio_spans
from whosaid_models.training.corpora.entities import read_entities
from whosaid_models.training.examples import CorpusError

_CORPUS = "worldwide dev"


def measure_entities(bench: Bench) -> Iterator[Figure]:
    """Read whole articles with the corpus's own tokens; again without those whose text is among the training texts."""
    path = bench.path("entities/worldwide.dev.tsv")
    examples = bench.first(read_entities(path))
    texts = [e.document.text for e in examples]
    learned = overlaps({_CORPUS: texts}, training_texts(bench.data))[_CORPUS].learned
    typed, untyped, unseen = Counts(), Counts(), Counts()
    for number, example in enumerate(examples):
        if example.entities is None:
            raise CorpusError(f"{path}: an article without entity tags")
        gold = bio_spans(_well_formed(example.entities.tolist()), labels.ENTITY)
        predicted = [(e.first, e.last, e.type) for e in bench.reader.read(example.document).entities]
        counts = exact_counts(predicted, gold)
        typed += counts
        untyped += exact_counts((s[:2] for s in predicted), (s[:2] for s in gold))
        if number not in learned:
            unseen += counts
    over = f"{len(examples)} articles, {typed.gold} entities"
    yield f1_figure("entities", _CORPUS, "span and type F1", typed, over)
    yield f1_figure("entities", _CORPUS, "span F1", untyped, over)
    over = f"{len(examples) - len(learned)} articles, {unseen.gold} entities"
    yield f1_figure("entities", _CORPUS, "span and type F1, text not in training", unseen, over)


def _well_formed(tags: list[int]) -> list[int]:
    """Let a span begin where an I- follows something else: annotators' slips."""
    out: list[int] = []
    for index in tags:
        tag = labels.ENTITY[index]
        before = labels.ENTITY[out[-1]] if out else "O"
        stray = tag.startswith("I-") and before[2:] != tag[2:]
        out.append(labels.ENTITY.index("B-" + tag[2:]) if stray else index)
    return out
