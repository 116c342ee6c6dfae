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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It should be noted that in 2020 the gap was closed by the bank.", "In 2020 the gap was closed by the bank."),
        ("However, it is important to note that the mill burned twice.", "The mill burned twice."),
        ("It is worth recalling that the mill burned twice.", "The mill burned twice."),
    ],
)
def test_a_clause_that_only_presents_another_is_no_part_of_a_claim(extractor, text, expected):
    assert claims_of(extractor, text) == {expected}


def test_what_is_denied_or_doubted_keeps_its_frame(extractor):
    assert "It is unlikely that the mill burned twice." in claims_of(
        extractor, "It is unlikely that the mill burned twice."
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The plan was launched by then minister Ida Holm in 2012.", "Ida Holm was then minister."),
        ("The late president Ida Holm opened the port.", "Ida Holm was president."),
        ("Ida Holm, then the mayor of Larn, signed the deal in 2004.", "Ida Holm was then the mayor of Larn."),
        ("Minister Ida Holm opened the port.", "Ida Holm is Minister."),
    ],
)
def test_what_somebody_was_at_the_time_is_past(extractor, text, expected):
    assert expected in claims_of(extractor, text)


@pytest.mark.parametrize(
    ("text", "expected", "unwanted"),
    [
        (
            "The plan was stopped without the mayor knowing it.",
            "The plan was stopped without the mayor knowing it.",
            "mayor knew",
        ),
        ("The law keeps farmers from selling milk.", "The law keeps farmers from selling milk.", "armers sell"),
        (
            "During the meeting, held at Larn Palace, the king praised the farmers.",
            "The meeting was held at Larn Palace.",
            "king was",
        ),
    ],
)
def test_a_participle_is_said_of_nobody_else(extractor, text, expected, unwanted):
    claims = claims_of(extractor, text)
    assert expected in claims
    assert not any(unwanted in c for c in claims)


@pytest.mark.parametrize(
    "text",
    [
        "The ferries will stop when the bridge opens.",
        "The office must be asked before a house is sold in Larn.",
        "The ferries will run as long as the port is open.",
    ],
)
def test_a_time_that_need_not_come_is_no_claim(extractor, text):
    assert claims_of(extractor, text) == {text}


def test_a_time_that_came_is_one(extractor):
    claims = claims_of(extractor, "The ferries stopped when the bridge opened in May.")
    assert "The bridge opened in May." in claims


def test_what_is_behind_with_has_its_verb(extractor):
    claims = claims_of(extractor, "Ida Holm won a fourth term in May with her rivals imprisoned or exiled.")
    assert "Ida Holm's rivals were imprisoned or exiled." in claims


@pytest.mark.parametrize(
    ("text", "unwanted"),
    [
        ("The trial opened on Monday, five years after the ferry sank.", "is five years"),
        ("The clubs of Lorn signed a memorandum of understanding (MoU) on Friday.", "MoU is"),
        ("The bank told its small and medium enterprise (SME) customers to wait.", "SME is"),
    ],
)
def test_a_time_or_an_abbreviation_is_nothing_that_something_is(extractor, text, unwanted):
    assert not any(unwanted in c for c in claims_of(extractor, text))
