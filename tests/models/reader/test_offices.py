"""Phrases that name an office and the person behind them: trees written by hand, as a parser that errs makes them."""

from __future__ import annotations

import pytest

from whosaid_models.reader.offices import holders_of_offices

TAGS = {"of": "ADP", "for": "ADP", "with": "ADP", "and": "CCONJ", "the": "DET", ",": "PUNCT", "left": "VERB"}


def mended(sentence: str, heads: list[int], relations: str) -> tuple[list[int], list[str]]:
    """Mend a sentence whose names are "Ola Berg" and "Per Dahl"."""
    words = sentence.split()
    upos = [TAGS.get(word.lower(), "PROPN" if word[0].isupper() else "NOUN") for word in words]
    names = [(t, t + 2, "Person") for t, word in enumerate(words) if word in ("Ola", "Per")]
    return holders_of_offices(words, upos, heads, relations.split(), names, [0])


def test_who_hangs_inside_the_phrase_of_an_office_holds_the_office():
    # The name hangs on "Larn".
    heads, relations = mended(
        "the mayor of Larn , Ola Berg , left",
        [1, 8, 3, 1, 5, 3, 5, 5, -1],
        "det nsubj case nmod punct appos flat punct root",
    )
    assert (heads[5], relations[5]) == (1, "appos")


def test_an_office_in_pieces_on_a_name_is_put_together():
    # All hangs on the name: "Mines and Energy Ola Berg left"
    heads, relations = mended(
        "minister of Mines and Energy , Ola Berg left",
        [6, 2, 6, 4, 2, 6, 8, 6, -1],
        "nmod:desc case nmod cc conj punct nsubj flat root",
    )
    assert (heads[0], relations[0]) == (8, "nsubj")
    assert (heads[6], relations[6]) == (0, "appos")
    assert (heads[2], relations[2]) == (0, "nmod")


def test_two_offices_of_a_person_are_coordinated():
    heads, relations = mended(
        "minister of Health and head of Larn Ola Berg left",
        [7, 2, 7, 7, 7, 6, 2, 9, 7, -1],
        "nmod:desc case nmod cc nmod case compound nsubj flat root",
    )
    assert (heads[4], relations[4], heads[6]) == (0, "conj", 4)


@pytest.mark.parametrize(
    ("sentence", "heads", "relations"),
    [
        # Who the president is, not the spokesman.
        ("the spokesman for president Ola Berg left", [1, 6, 4, 4, 1, 4, -1], "det nsubj case compound nmod flat root"),
        # The phrase opens the sentence, and who is behind it left.
        (
            "with the mayor of Larn , Ola Berg left",
            [2, 2, 8, 4, 2, 2, 8, 6, -1],
            "case det obl case nmod punct nsubj flat root",
        ),
        # Somebody near the mayor.
        (
            "the wife of the mayor of Larn , Ola Berg",
            [1, -1, 4, 4, 1, 6, 4, 8, 1, 8],
            "det root case det nmod case nmod punct appos flat",
        ),
        # Of a person, not a place.
        ("the mayor and head of Ola Berg", [1, -1, 3, 1, 5, 3, 5], "det root cc conj case nmod flat"),
    ],
)
def test_other_names_stay_where_they_are(sentence, heads, relations):
    assert mended(sentence, list(heads), relations) == (heads, relations.split())


def test_a_second_office_listed_beside_a_person_is_theirs():
    # Ola Berg , head of Larn and mayor of Lorn , left : "mayor" hangs on "Ola"
    heads, relations = mended(
        "Ola Berg , head of Larn and mayor of Lorn , left",
        [11, 0, 3, 0, 5, 3, 7, 0, 9, 7, 0, -1],
        "nsubj flat punct appos case nmod cc conj case nmod punct root",
    )
    assert (heads[7], relations[7]) == (3, "conj")
    # "the mayor" is somebody else
    heads, relations = mended(
        "Ola Berg , head of Larn and the mayor of Lorn , left",
        [12, 0, 3, 0, 5, 3, 8, 8, 0, 10, 8, 0, -1],
        "nsubj flat punct appos case nmod cc det conj case nmod punct root",
    )
    assert (heads[8], relations[8]) == (0, "conj")
