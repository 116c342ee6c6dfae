"""GAP: which of two names a pronoun means, by the coreference head and by what attribution resolves it to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whosaid_models.attribution.binding import disjoint
from whosaid_models.attribution.characters import gather_cast
from whosaid_models.attribution.references import References
from whosaid_models.evaluation.bench import Bench
from whosaid_models.evaluation.figures import Figure, f1_figure
from whosaid_models.evaluation.scoring import Counts, decision_counts, overlapping
from whosaid_models.reader.model import ArticleReader
from whosaid_models.reader.reading import Reading, TokenRange
from whosaid_models.text.tokens import read_document
from whosaid_models.training.corpora.coreference import Question, read_questions

_CORPUS = "GAP validation"
_FEMININE = frozenset({"she", "her", "hers", "herself"})


def measure_pronouns(bench: Bench) -> Iterator[Figure]:
    """Measure the reader's choice between the two given names, and the library's own answer without being asked."""
    questions = bench.first(read_questions(bench.path("coreference/gap.validation.tsv")))
    for who, answered in (("pronoun → name F1", choose), ("pronoun → name F1, unasked", answer)):
        totals = {who: Counts(), f"{who}, feminine": Counts(), f"{who}, masculine": Counts()}
        for q in questions:
            counts = decision_counts(answered(bench.reader, q), q.meant)
            feminine = q.text[slice(*q.pronoun)].lower() in _FEMININE
            totals[who] += counts
            totals[f"{who}, {'feminine' if feminine else 'masculine'}"] += counts
        for name, counts in totals.items():
            over = f"{len(questions)} texts, {counts.gold} names meant"
            yield f1_figure("coreference", _CORPUS, name, counts, over)


def choose(reader: ArticleReader, question: Question) -> tuple[bool, bool]:
    """Choose between the two names and neither, as GAP's task is set: by the coreference head and the clause's grammar.

    As the library does: a name that the grammar bars is not whom the pronoun means.
    """
    document = read_document(question.text)
    reading = reader.read(document)
    pronoun = document.token_range(*question.pronoun)[0]
    probabilities, others = reader.refers(reading.states, pronoun), disjoint(reading, pronoun)
    options = [probabilities[0]]
    for begin, end in question.names:
        # A name counts wherever it stands: the head may look at another of its places.
        places = [m.span() for m in re.finditer(re.escape(question.text[begin:end]), question.text)]
        spans = [document.token_range(*place) for place in places]
        barred = any(others.intersection(range(*s)) and not _of_a_longer_name(reading, s) for s in spans)
        words = {w for span in spans for w in range(*span)}
        options.append(0.0 if barred else sum(probabilities[1 + w] for w in words))
    best = max(range(3), key=options.__getitem__)
    return best == 1, best == 2


def _of_a_longer_name(reading: Reading, span: TokenRange) -> bool:
    """Whether words are a part of a name, which may be a relative's or a company's."""
    entities = (reading.entity_of[t] for t in range(*span))
    return any(e is not None and (e.first < span[0] or e.last > span[1]) for e in entities)


def answer(reader: ArticleReader, question: Question) -> tuple[bool, bool]:
    """Say of each name whether the pronoun's character, as the library resolves it, has a mention that overlaps it."""
    document = read_document(question.text)
    reading = reader.read(document)
    token = document.token_range(*question.pronoun)[0]
    character = References(reading, gather_cast(reading)).pronoun(token)
    mentions = [document.characters(*m) for m in character.mentions] if character else []
    a, b = question.names
    return overlapping(mentions, [a]), overlapping(mentions, [b])
