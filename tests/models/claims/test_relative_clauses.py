"""Relative clauses made sentences, and those that are said of nobody in particular: through the released model."""

from __future__ import annotations

import pytest

from whosaid_models.domain import Article


def claims_of(extractor, text):
    return {c.text for c in extractor.extract(Article(text=text)).claims}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ida Holm described the port in which the ferry sank in May.", "The ferry sank in May in the port."),
        (
            "The debates are the platform upon which the public judges the mayor.",
            "The public judges the mayor upon the platform.",
        ),
        (
            "The treasurer kept the plan that the council had carried out in May.",
            "The council had carried out the plan in May.",
        ),
        (
            "It was in the harbour of Larn that the ferry sank in May.",
            "In the harbour of Larn the ferry sank in May.",
        ),
        ("Police found ten boats, of which two were stolen.", "Two of ten boats were stolen."),
        ("The talks, during which they signed a pact, lasted two days.", "They signed a pact during the talks."),
    ],
)
def test_what_the_relative_pronoun_stands_for_goes_where_it_belongs(extractor, text, expected):
    assert expected in claims_of(extractor, text)


@pytest.mark.parametrize(
    "text",
    [
        "Those living along the river must leave on Friday.",
        "Farmers using the old road may have to pay a toll.",
        "Larn has no ferry that runs on Sunday.",
        "Ida Holm praised the way the town was rebuilt.",
        "It was not in Larn that the ferry sank.",
    ],
)
def test_a_clause_about_none_in_particular_stays_where_it_stands(extractor, text):
    assert claims_of(extractor, text) == {text}
