"""What is split off a sentence, in which form of the verb, and what stays: through the released model."""

from __future__ import annotations

import pytest

from whosaid_models.domain import Article


def claims_of(extractor, text):
    return {c.text for c in extractor.extract(Article(text=text)).claims}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The tower will be built in Larn and be run by the port.", "The tower will be run by the port."),
        ("The storm will reach Sarnia on Friday, bringing heavy rain.", "The storm will bring heavy rain."),
        ("After winning the cup, the club is now looking for a coach.", "The club won the cup."),
        ("Ida Holm was first held in Larn, before being moved to Lorn.", "Ida Holm was moved to Lorn."),
        ("Gathered in the square, Sarnians were watching the count.", "Sarnians were gathered in the square."),
        ("The port continues to grow, adding forty jobs a year.", "The port adds forty jobs a year."),
    ],
)
def test_a_verb_that_is_put_in_has_the_form_of_what_is_said(extractor, text, expected):
    assert expected in claims_of(extractor, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Police detained a miller on Friday for allegedly burning the barn.",
            "Police detained a miller on Friday for allegedly burning the barn.",
        ),
        ("The port hopes to grow, adding forty jobs a year.", "The port hopes to grow, adding forty jobs a year."),
        (
            "The council decided to stage a strike at the mill, including sleeping in the yard.",
            "The council decided to stage a strike at the mill, including sleeping in the yard.",
        ),
    ],
)
def test_what_need_not_have_come_about_stays_where_it_stands(extractor, text, expected):
    claims = claims_of(extractor, text)
    assert expected in claims
    assert not any(" burned " in c or " sleeps " in c or " slept " in c or " adds " in c for c in claims)
