"""Claims that are whole sentences about the right thing, through the released model: one class of slips each."""

from __future__ import annotations

import pytest

from whosaid_models.claims.boilerplate import boilerplate, without


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The mill, built in 1854 by a Quaker and restored by volunteers, reopened on Monday.",
            "restored by volunteers",
        ),
        ("Ida Holm has led the club to two finals but is yet to win a cup.", "Ida Holm is yet to win a cup."),
        ("Ida Holm, chief of the Larn Ferry Council, resigned on Monday.", "is chief of the Larn Ferry Council."),
        ("The last words of Ida Holm, a war hero, have become famous: “Where are my men?”", "Ida Holm is a war hero."),
        ("Marine biologist Dr Ida Holm moved to Larn in May.", "Ida Holm is a marine biologist."),
        ("The treasurer was jailed for four years and two months on Monday.", "for four years and two months on"),
        ("The vaccine protects cattle against foot-and-mouth disease.", "against foot-and-mouth disease."),
        ("The study of lakes in Sarnia, which are shrinking, took six years.", "are shrinking."),
        ("The plan gives a chance for farmers to sell milk and to buy hay.", "a chance for farmers to buy hay."),
        ("Ida Holm, 56, a farmer whose barn burned, sold the land.", "Ida Holm is a farmer."),
        ("The abbey, founded in 1954 by nuns, has a library.", "The abbey was founded in 1954 by nuns."),
        ("Former chief executive Ida Holm left Larn on Monday.", "Ida Holm is a former chief executive."),
        ("The group eLarn sued the city of Sarn.", "eLarn sued the city of Sarn."),
        ("A clinic for people with tuberculosis (TB) opened in Larn.", "people with tuberculosis (TB)"),
        ("The film was called ‘Harbour of Glass’. It was a hit.", "‘Harbour of Glass’."),
    ],
)
def test_a_claim_is_whole(claims, text, expected):
    assert any(expected in c for c in claims(text)), claims(text)


@pytest.mark.parametrize(
    ("text", "unwanted"),
    [
        ("The clinic opened just hours before the mayor left Larn on Friday.", "Just hours the mayor"),
        ("The office closed after its head told a judge that the safe was empty.", "after its head."),
        ("The 34-year-old Park Larn woman was refused bail on Monday.", "Park Larn is 34"),
        ("Minister Ida Holm, government officials and guests attended the opening.", "is government officials"),
        ("The problem is that more and more shops close.", "that more shops"),
        ("Associated Press writer Ida Holm in Larn contributed to this report.", "contributed"),
        ("Media contact: Ida Holm, press@larn.example, +47 555 01 234", "contact"),
        ("Ida Holm became Leader of the Opposition Ola Berg in May.", "is Opposition"),
        ("The tour went to Lorn, Larn and Sarnia in May.", "in and Sarnia"),
        ("Holm’s claim that Larn outnumbers Lorn put the party in a spot.", "Holm’s put"),
        ("A clinic for people with tuberculosis (TB) opened in Larn.", "TB is"),
        ("Larn State Secondary School (LSSS) won. A hall will be built at Sarn LSSS.", "Sarn Larn State"),
        ("Flu is an illness (virus passed on to humans from birds) with fever.", "birds) "),
        ("According to the Larn Weather Office, it will bring heavy rain on Friday.", "Office will"),
        ("Three young men were held in Larn. The men robbed a bank on Friday, police said.", "the Three"),
        ("The plan would create jobs for nurses, drivers, cooks and so on.", "for so on"),
    ],
)
def test_no_claim_is_torn_off(claims, text, unwanted):
    assert not any(unwanted in c for c in claims(text)), claims(text)


def test_a_dateline_has_no_part_in_the_tree(reading_of):
    tree = {
        "LARN": ("PROPN", None, "root"), "(": ("PUNCT", "AP", "punct"), "AP": ("PROPN", "LARN", "appos"),
        "Prices": ("NOUN", "rose", "nsubj"), "rose": ("VERB", "LARN", "parataxis"), ".": ("PUNCT", "LARN", "punct"),
    }  # fmt: skip
    reading = reading_of("LARN ( AP ) - Prices rose .", tree=tree)
    skip = boilerplate(reading)
    assert skip == set(range(5))
    after = without(reading, skip)
    assert (after.heads[6], after.relations[6]) == (-1, "root")
    assert after.children[6] == [*skip, 5, 7]
    assert all(after.relations[t] == "dep" for t in skip)


def test_a_name_before_a_dash_in_a_sentence_is_no_dateline(reading_of):
    assert not boilerplate(reading_of("Ida Holm - on a panel in Larn - said so ."))
    assert boilerplate(reading_of("Larn - On a panel she said so .")) == {0, 1}
