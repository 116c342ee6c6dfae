"""What several coordinated predicates have in common, through the released model."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ida Holm must resign and be replaced.", "Ida Holm must be replaced."),
        ("The bridge will close in May and be rebuilt by a firm from Sarn.", "The bridge will be rebuilt by a firm"),
        ("The path to the port is a narrow one and blocked by ice.", "The path to the port is blocked by ice."),
    ],
)
def test_a_predicate_has_the_auxiliary_of_the_one_before_it(claims, text, expected):
    assert any(c.startswith(expected) for c in claims(text)), claims(text)


@pytest.mark.parametrize(
    ("text", "unwanted"),
    [
        ("The council voted to end the ban and be able to build again.", "The council be able"),
        ("The board praised Ida Holm for winning the race and being named captain.", "The board being"),
    ],
)
def test_an_infinitive_or_gerund_is_no_claim(claims, text, unwanted):
    assert not any(c.startswith(unwanted) for c in claims(text)), claims(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ida Holm and Ola Berg are victims of the flood.", "Ida Holm is a victim of the flood."),
        ("The mill and the barn are old buildings.", "The barn is an old building."),
        ("Ida Holm and Ola Berg are rivals of the mayor.", "Ida Holm and Ola Berg are rivals of the mayor."),
    ],
)
def test_what_is_said_of_several_is_said_of_one(claims, text, expected):
    assert expected in claims(text), claims(text)


def test_a_clause_behind_even_though_loses_both_words(claims):
    said = claims("The dam was closed even though its gates had been mended and tested.")
    assert not any(c.startswith("Even") for c in said), said


def test_an_apposition_does_not_part_between_from_and(claims):
    said = claims("There was a quarrel between Ida Holm, the mayor of Larn, and the council of Sarn.")
    assert "There was a quarrel between Ida Holm and the council of Sarn." in said, said


def test_a_name_that_begins_a_clause_has_no_title(claims):
    said = claims("One of the officials Ida Holm met in Larn was ill.")
    assert not any(c.startswith("Ida Holm is") for c in said), said
