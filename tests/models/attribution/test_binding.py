"""Whom a pronoun cannot mean, on sentences that the reader parses."""

from __future__ import annotations

import pytest

from whosaid_models.attribution.binding import disjoint
from whosaid_models.evaluation.coreference import choose
from whosaid_models.text.tokens import read_document
from whosaid_models.training.corpora.coreference import Question


@pytest.mark.parametrize(
    ("text", "pronoun", "barred"),
    [
        ("Marta Lind praised her.", "her", {"Marta", "Lind"}),
        ("Marta Lind praised herself.", "herself", set()),
        ("Marta Lind sold her boat.", "her", set()),
        ("Omar Sands met Marta Lind, who praised him.", "him", set()),
        ("She told Marta Lind that the harbour is full.", "She", {"Marta", "Lind"}),
        ("She said that Marta Lind won the race.", "She", {"Marta", "Lind"}),
        ("She left when Marta Lind arrived.", "She", set()),
        ("She slept and Marta Lind worked.", "She", set()),
        ("Marta Lind said that she won.", "she", set()),
    ],
)
def test_names_that_a_pronoun_cannot_mean(reader, text, pronoun, barred):
    reading = reader.read(read_document(text))
    words = reading.document.words
    names = {words[t] for t in disjoint(reading, words.index(pronoun))} & {"Marta", "Lind", "Omar", "Sands"}
    assert names == barred


def test_who_asks_for_one_of_two_names_gets_none_that_the_grammar_bars(reader):
    text = "Omar Sands runs the harbour. Ben Okoro praised him on Friday."
    spans = [(text.index(w), text.index(w) + len(w)) for w in ("him", "Omar Sands", "Ben Okoro")]
    question = Question(text, spans[0], (spans[1], spans[2]), (True, False))
    assert choose(reader, question) == (True, False)
