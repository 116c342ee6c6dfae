"""GAP: which of two names a pronoun means, by what attribution resolves it to."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from whosaid_models.attribution.characters import gather_cast
from whosaid_models.attribution.references import References
from whosaid_models.evaluation.bench import Bench
from whosaid_models.evaluation.figures import Figure, f1_figure
from whosaid_models.evaluation.scoring import Counts, decision_counts, overlapping
from whosaid_models.reader.model import ArticleReader
from whosaid_models.text.tokens import read_document
from whosaid_models.training.examples import CorpusError

_CORPUS = "GAP validation"
_FEMININE = frozenset({"she", "her", "hers", "herself"})


@dataclass(frozen=True, slots=True)
class Question:
    """A text, a pronoun in it, and two names: where they stand and whether the pronoun means them."""

    text: str
    pronoun: tuple[int, int]
    names: tuple[tuple[int, int], tuple[int, int]]
    meant: tuple[bool, bool]


def measure_pronouns(bench: Bench) -> Iterator[Figure]:
    """Count a name as chosen when the pronoun's character has a mention that overlaps it."""
    questions = bench.first(read_questions(bench.path("coreference/gap.validation.tsv")))
    totals = {"pronoun → name F1": Counts(), "feminine pronouns": Counts(), "masculine pronouns": Counts()}
    for q in questions:
        counts = decision_counts(answer(bench.reader, q), q.meant)
        feminine = q.text[slice(*q.pronoun)].lower() in _FEMININE
        totals["pronoun → name F1"] += counts
        totals["feminine pronouns" if feminine else "masculine pronouns"] += counts
    for name, counts in totals.items():
        over = f"{len(questions)} texts, {counts.gold} names meant"
        yield f1_figure("coreference", _CORPUS, name, counts, over)


def answer(reader: ArticleReader, question: Question) -> tuple[bool, bool]:
    """Say of each name whether the pronoun means it."""
    document = read_document(question.text)
    reading = reader.read(document)
    token = document.token_range(*question.pronoun)[0]
    character = References(reading, gather_cast(reading)).pronoun(token)
    mentions = [document.characters(*m) for m in character.mentions] if character else []
    a, b = question.names
    return overlapping(mentions, [a]), overlapping(mentions, [b])


def read_questions(path: Path) -> list[Question]:
    """Read a GAP file. Raises CorpusError naming the line."""
    questions = []
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        for number, row in enumerate(rows, 2):
            try:
                spans = [_span(row, column) for column in ("Pronoun", "A", "B")]
                meant = row["A-coref"].upper() == "TRUE", row["B-coref"].upper() == "TRUE"
            except (KeyError, ValueError, TypeError, AttributeError) as e:
                raise CorpusError(f"{path}:{number}: not a GAP row: {e!r}") from e
            questions.append(Question(row["Text"], spans[0], (spans[1], spans[2]), meant))
    return questions


def _span(row: dict[str, str], column: str) -> tuple[int, int]:
    begin = int(row[f"{column}-offset"])
    end = begin + len(row[column])
    if row["Text"][begin:end] != row[column]:
        raise ValueError(f"{row[column]!r} does not stand at {begin}")
    return begin, end
