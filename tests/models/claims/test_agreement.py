"""What is said of a list as a whole, in the claims about its items."""

from __future__ import annotations

import pytest

from whosaid_models.domain import Article


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lena Holt and Idris Quaye were both hurt.", ["Idris Quaye was hurt.", "Lena Holt was hurt."]),
        (
            "Lena Holt and Idris Quaye are oyster farmers.",
            ["Idris Quaye is an oyster farmer.", "Lena Holt is an oyster farmer."],
        ),
        (
            "The provinces of Larn and Lorn were flooded in May.",
            ["The province of Larn was flooded in May.", "The province of Lorn was flooded in May."],
        ),
        (
            "The rally was held by former MPs Lena Holt and Idris Quaye.",
            [
                "Idris Quaye is a former MP.",
                "Lena Holt is a former MP.",
                "The rally was held by former MP Idris Quaye.",
                "The rally was held by former MP Lena Holt.",
            ],
        ),
        (
            "The bridge is closed because the mayor and the bishop want a tunnel.",
            [
                "The bridge is closed because the bishop wants a tunnel.",
                "The bridge is closed because the mayor wants a tunnel.",
            ],
        ),
    ],
)
def test_it_agrees_with_the_item(extractor, text, expected):
    found = {c.text for c in extractor.extract(Article(text=text)).claims}
    assert set(expected) <= found, found


def test_what_several_are_to_each_other_stays_whole(extractor):
    text = "Lena Holt and Idris Quaye are neighbours."
    assert [c.text for c in extractor.extract(Article(text=text)).claims] == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Larn and Lorn, the largest towns of the valley, were flooded.",
            ["Larn is one of the largest towns of the valley.", "Lorn is one of the largest towns of the valley."],
        ),
        (
            "The prize went to Lena Holt and Idris Quaye, oyster farmers from Larn.",
            ["Lena Holt is an oyster farmer from Larn.", "Idris Quaye is an oyster farmer from Larn."],
        ),
        (
            "The valley has three lakes. Its three lakes, Lena, Lorn and Lurn, are dry.",
            ["Lena, Lorn and Lurn are the valley's three lakes.", "Lena is dry.", "Lorn is dry.", "Lurn is dry."],
        ),
    ],
)
def test_what_a_plural_says_of_several_is_said_of_each_as_one_of_them(extractor, text, expected):
    found = [c.text for c in extractor.extract(Article(text=text)).claims]
    assert [c for c in found if c in expected] == expected, found
    assert not [c for c in found if c.startswith(("Larn are", "Lorn are", "Lena are"))]
