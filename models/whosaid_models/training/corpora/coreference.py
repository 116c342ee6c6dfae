"""Coreference corpora: GAP (pronouns and two names), LitBank (clusters); clusters as mentions for the reader.

Word-level coreference: a mention stands for its head word.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from whosaid_models.text.document import Document
from whosaid_models.text.tokens import read_document
from whosaid_models.training.corpora.json_lines import checked_spans, read_json_lines
from whosaid_models.training.examples import CorpusError, Example, LabelledMention

# What follows the head of a noun phrase ("the head | of the agency", "a man | who ...").
_AFTER_HEAD = frozenset("of for in at on from to with by about over against who which that whose , ( -- : said".split())


@dataclass(frozen=True, slots=True)
class Question:
    """A text, a pronoun in it, and two names: where they stand [begin, end) and whether the pronoun means them."""

    text: str
    pronoun: tuple[int, int]
    names: tuple[tuple[int, int], tuple[int, int]]
    meant: tuple[bool, bool]


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


def read_gap(path: Path) -> list[Example]:
    """Read GAP: mentions whose antecedents are among the two names only, wherever they stand: no other was judged."""
    return [_gap_example(q) for q in read_questions(path)]


def _gap_example(question: Question) -> Example:
    document = read_document(question.text)
    places = [_places(document, question.text[begin:end]) for begin, end in question.names]
    right = tuple(w for words, meant in zip(places, question.meant, strict=True) if meant for w in words)
    pronoun = document.token_range(*question.pronoun)[0]
    return Example(document, "gap", mentions=[LabelledMention(pronoun, right, tuple(w for p in places for w in p))])


def _places(document: Document, name: str) -> tuple[int, ...]:
    """Return the words of every place where a name stands: one place of a person is as good as another."""
    spans = [document.token_range(*m.span()) for m in re.finditer(re.escape(name), document.text)]
    return tuple(w for first, last in spans for w in range(first, last))


def read_litbank(path: Path) -> list[Example]:
    """Read fiction with its clusters. Raises CorpusError."""
    return read_json_lines(path, "a LitBank text", _litbank_example)


def _litbank_example(item: dict[str, Any]) -> Example:
    document = read_document(item["text"])
    clusters = []
    for cluster in item["clusters"]:
        spans = checked_spans([m[:2] for m in cluster["mentions"]], len(document.text))
        clusters.append([phrase_head(document, *document.token_range(*s)) for s in spans])
    return Example(document, "litbank", mentions=mentions_of_clusters(clusters))


def phrase_head(document: Document, first: int, last: int) -> int:
    """Guess the head word of a noun phrase without a tree: the last word before what only follows a head."""
    for w in range(first + 1, last):
        if document.words[w].lower() in _AFTER_HEAD or document.words[w] in ("'s", "’s"):
            return w - 1 if document.words[w] not in ("'s", "’s") else phrase_head(document, w + 1, max(last, w + 2))
    return last - 1


def tree_head(heads: np.ndarray, first: int, last: int) -> int:
    """Return the word of ``[first, last)`` whose head stands outside (the first such word)."""
    return next((w for w in range(first, last) if not first <= heads[w] < last), last - 1)


def mentions_of_clusters(clusters: Sequence[Sequence[int]]) -> list[LabelledMention]:
    """Turn clusters of head words into mentions: each may mean any that stands before it, the first means nothing."""
    return sorted(_mentions(clusters), key=lambda m: m.word)


def _mentions(clusters: Sequence[Sequence[int]]) -> Iterator[LabelledMention]:
    seen: set[int] = set()
    for cluster in clusters:
        words = sorted(set(cluster))
        for i, word in enumerate(words):
            if word not in seen:  # nested mentions may share a head: the first cluster has it
                seen.add(word)
                yield LabelledMention(word, tuple(words[:i]))
