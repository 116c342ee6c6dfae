"""Whom "I" and "you" mean in a printed interview, on readings written by hand."""

from __future__ import annotations

import pytest

from whosaid_models.attribution.characters import gather_cast
from whosaid_models.attribution.participants import participants

INTRODUCTION = "Mira Toll runs the Aldport dairy.\n\nMira Toll spoke to the Courier in May."
ANSWERS = "\n\nWhy do you milk at night?\n\nI sleep by day.\n\nDo you like it?\n\nI do. My sister says “I hate it.”"
PEOPLE = [("Mira Toll", "Person")]


@pytest.fixture
def meant(reading_of):
    """(word, whom it means) of the words that mean somebody."""

    def of(text, people=PEOPLE):
        reading = reading_of(text, entities=people)
        found = participants(reading, gather_cast(reading))
        return [(reading.document.words[t], " ".join(c.full)) for t, c in sorted(found.items())]

    return of


def test_questions_ask_the_guest_and_answers_are_the_guests(meant):
    words = [w for w, who in meant(INTRODUCTION + ANSWERS) if who == "Mira Toll"]
    assert words == ["you", "I", "you", "I", "My"]  # not the sister's "I"


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("I met Mira Toll." + ANSWERS, PEOPLE),  # no introduction: a conversation
        (INTRODUCTION + "\n\nI sleep by day.\n\nWhy do you ask?", PEOPLE),  # one question makes no interview
        (INTRODUCTION + "\n\nI sleep." * 20 + ANSWERS, PEOPLE),  # nor do two in a long speech
        (INTRODUCTION.replace("the Courier", "Oto Lind") + ANSWERS, [("Mira", "Person"), ("Oto", "Person")]),
        (INTRODUCTION + ANSWERS, []),  # nobody is named
    ],
)  # fmt: skip
def test_otherwise_nobody_is_meant(meant, text, people):
    if people and people[0][0] == "Mira":
        text = text.replace("Mira Toll spoke", "She spoke")  # each is named once
    assert meant(text, people) == []
