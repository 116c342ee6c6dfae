"""Relative clauses as claims of their own, through the released model."""

from __future__ import annotations

import pytest

from whosaid_models.domain import Article


@pytest.fixture(scope="module")
def claims(extractor):
    return lambda text: {c.text for c in extractor.extract(Article(text=text)).claims}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ida Holm bought the mill in which her father had worked for ten years.",
            "Her father had worked for ten years in the mill.",
        ),
        ("Police found ten boats, of which two were stolen.", "Two of ten boats were stolen."),
        ("The talks, during which they signed a pact, lasted two days.", "They signed a pact during the talks."),
    ],
)
def test_a_phrase_with_which_stands_behind_its_clause(claims, text, expected):
    assert expected in claims(text), claims(text)


@pytest.mark.parametrize(
    ("text", "unwanted"),
    [
        ("“There is nothing I cannot say about Larn,” Ida Holm said.", "say nothing"),
        ("No boat that left Larn on Monday was found by the police.", "No boat left"),
    ],
)
def test_nothing_is_said_of_none(claims, text, unwanted):
    assert not any(unwanted in c for c in claims(text)), claims(text)
