"""Whom the words for an office mean, on readings written by hand."""

from __future__ import annotations

import pytest

from whosaid_models.attribution.characters import gather_cast
from whosaid_models.attribution.offices import Offices
from whosaid_models.attribution.references import References

TREE = {
    "Ruiz": ("PROPN", "came", "nsubj"), "came": ("VERB", None, "root"), "Orlov": ("PROPN", "came", "nsubj"),
    "Chief": ("NOUN", "Ruiz", "nmod:desc"), "Army": ("NOUN", "Chief", "compound"), "Former": ("ADJ", "Chief", "amod"),
    "Head": ("NOUN", "Orlov", "nmod:desc"), "The": ("DET", "chief", "det"), "chief": ("NOUN", "came", "nsubj"),
    "army": ("NOUN", "chief", "compound"), "navy": ("NOUN", "chief", "compound"),
}  # fmt: skip


@pytest.fixture
def meant(reading_of):
    """Whom the last "the" of a text means."""

    def who(text, **changes):
        people = [(name, "Person") for name in ("Ruiz", "Orlov") if name in text]
        reading = reading_of(text, tree=TREE | changes, entities=people)
        cast = gather_cast(reading)
        words = reading.document.words
        found = Offices(reading, cast, References(reading, cast)).meant(len(words) - 1 - words[::-1].index("The"))
        return found and " ".join(found[0].full)

    return who


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Army Chief Ruiz came . The army chief came .", "Ruiz"),
        ("Army Chief Ruiz came . The chief came .", "Ruiz"),
        ("Army Chief Ruiz came . The navy chief came .", None),  # has a word that is not theirs
        ("Former Chief Ruiz came . The chief came .", None),  # is somebody else
        ("The chief came . Army Chief Ruiz came .", None),  # as yet nobody's
    ],
)
def test_the_one_whom_the_article_calls_so_is_meant(meant, text, name):
    assert meant(text) == name


def test_nobody_is_meant_where_two_are_called_so(meant):
    second = {"Head": ("NOUN", "Orlov", "nmod:desc"), "chief": ("NOUN", "came", "nsubj")}
    assert meant("Chief Ruiz came . Head Orlov came . The chief came .", **second) == "Ruiz"
    both = {"Chief": ("NOUN", "came", "nmod:desc")}
    assert meant("Chief Ruiz came . Chief Orlov came . The chief came .", **both) is None


def test_an_office_that_is_no_subject_stays_as_it_is(meant):
    assert meant("Chief Ruiz came . Then came The chief .", chief=("NOUN", "came", "obj")) is None
