"""What the claim about one item of a list has of the words around it."""

from __future__ import annotations

import pytest

from whosaid_models.domain import Article


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The mayor of Larn praised the peace and stability of the valley.",
            [
                "The mayor of Larn praised the peace of the valley.",
                "The mayor of Larn praised the stability of the valley.",
            ],
        ),
        (
            "Ola Berg won the gold in Larn in 2010 and the silver in Lorn in 2014.",
            ["Ola Berg won the gold in Larn in 2010.", "Ola Berg won the silver in Lorn in 2014."],
        ),
        (
            "The town enjoys free access, and its own quay on the lake.",
            ["The town enjoys free access.", "The town enjoys its own quay on the lake."],
        ),
        (
            "The court jailed the rebel's friends and helpers.",
            ["The court jailed the rebel's friends.", "The court jailed the rebel's helpers."],
        ),
    ],
)
def test_each_claim_has_what_is_for_all_items_and_nothing_of_the_others(extractor, text, expected):
    assert sorted(c.text for c in extractor.extract(Article(text=text)).claims) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Per Holm played an important and pioneering role in the strike.",
        "The strike lasted through a long, cold winter in Larn.",
        "Three of the victims were nurses, farmers and teachers.",
        "The soup is a mixture of barley and beans.",
    ],
)
def test_what_describes_one_thing_stays_whole(extractor, text):
    assert [c.text for c in extractor.extract(Article(text=text)).claims] == [text]


def test_adjectives_that_tell_several_things_apart_are_split(extractor):
    text = "European and African farmers protested in Larn on Monday."
    assert [c.text for c in extractor.extract(Article(text=text)).claims] == [
        "European farmers protested in Larn on Monday.",
        "African farmers protested in Larn on Monday.",
    ]
