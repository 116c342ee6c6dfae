"""Whom "I" and "you" mean in printed talk, on readings written by hand."""

from __future__ import annotations

import pytest

from whosaid_models.attribution.characters import gather_cast
from whosaid_models.attribution.participants import participants
from whosaid_models.text.tokens import read_document

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


def names(found, *words):
    return [who for word, who in found if word.lower() in words]


OWNER = [("Mira Toll", "Person"), ("Oto Lind", "Person")]


@pytest.mark.parametrize(
    "heading",
    [
        "Mira Toll: an interview on milk",  # one sentence before the first question
        "Mira Toll interviewed by Oto Lind",
        "Mira Toll on milk\n\nPhoto: Oto Lind\n\nMilk is sold in bottles.",  # who took the photo is no guest
    ],
)
def test_the_guest_is_whom_the_heading_says(meant, heading):
    people = [(name, kind) for name, kind in OWNER if name in heading]
    assert set(names(meant(heading + ANSWERS, people), "i", "you", "my")) == {"Mira Toll"}


def test_whom_it_interviews_comes_before_whom_it_names_most_often(reader):
    text = (
        "Oto Lind sold the dairy. Oto Lind left. Oto Lind is 60.\n\nThe Courier interviewed Mira Toll in May." + ANSWERS
    )
    reading = reader.read(read_document(text))
    assert {" ".join(c.full) for c in participants(reading, gather_cast(reading)).values()} == {"Mira Toll"}


def test_a_speech_is_whose_its_heading_says(meant):
    text = "Remarks by President Mira Toll\n\nGood evening. I am proud.\n\nI thank all."
    assert names(meant(text), "i") == ["Mira Toll", "Mira Toll"]
    assert meant(text.replace("Remarks by President Mira Toll", "Mira Toll at the dairy")) == []


def test_people_say_who_they_are_for_their_turn(meant):
    text = "My name is Mira Toll. I sell milk.\n\nI drink it."
    assert names(meant(text), "my", "i") == ["Mira Toll", "Mira Toll"]
    assert meant("People say, 'Hello, my name is Mira Toll,' and I laugh.\n\nI drink it.") == []
    assert meant("I'm Mira Toll's sister.") == []
    assert meant("My name is Mira. I sell milk.", [("Mira", "Person")]) == []  # which Mira no reader knows


def test_whoever_is_called_speaks_in_turn(meant):
    people = [("Toll", "Person"), ("Lind", "Person")]
    text = (
        "We hear the dairy first. Ms. Toll, please proceed.\n\nI sell milk.\n\nThat I know.\n\nI sell butter.\n\n"
        "Thank you, Ms. Toll.\n\nI should think so.\n\nMr. Lind, do you drink it?\n\nI never do."
    )
    found = meant(text, people)
    assert names(found, "i") == ["Toll", "Toll", "Toll", "Lind"]
    assert meant("Ms. President?\n\nI sell milk.", [("President", "Person")]) == []


def test_labels_say_whose_turns_are(meant):
    text = "Mira Toll met Oto Lind.\n\nLind: Why milk? I hate it.\n\nToll: I like it.\n\nMy cows do.\n\nLIND: I see."
    assert names(meant(text, OWNER), "i", "my") == ["Oto Lind", "Mira Toll", "Mira Toll", "Oto Lind"]
