"""Claims that offices make, through the released model: who holds one, and what is said of whom by it."""

from __future__ import annotations


def test_who_holds_an_office_is_a_claim_and_their_name_stands_for_it(claims):
    found = claims(
        "The initiative was handed over on Monday by the council to the head of the Lorn Assembly, Mira Okafor."
    )
    assert "Mira Okafor is the head of the Lorn Assembly." in found
    assert "The initiative was handed over on Monday by the council to Mira Okafor." in found


def test_an_office_over_two_fields_is_one_and_two_offices_are_two(claims):
    found = claims(
        "Speaking at the launch, Deputy Minister of Mines and Energy, Sela Dorn said the plant was the best of all."
    )
    assert "Sela Dorn is Deputy Minister of Mines and Energy." in found
    found = claims(
        "Minister of Public Works and Head of the Lorn Harbour Committee Sela Dorn opened the bridge on Friday."
    )
    assert "Sela Dorn opened the bridge on Friday." in found
    assert "Sela Dorn is Head of the Lorn Harbour Committee." in found


def test_several_who_are_described_are_a_claim_each(claims):
    found = claims("The delegation met the governor of Lorn, Ben Okoro, and the mayor of Larn, Mira Dahl, on Tuesday.")
    assert "Ben Okoro is the governor of Lorn." in found
    assert "Mira Dahl is the mayor of Larn." in found
    assert not [c for c in found if "Okoro is" in c and "mayor" in c]


def test_an_article_behind_a_dateline_has_no_capital_inside_a_claim(claims):
    found = claims("LORN — The spokesperson for the Lorn Ministry of Works, Mira Okafor, opened the bridge on Monday.")
    assert "Mira Okafor is the spokesperson for the Lorn Ministry of Works." in found


def test_a_title_goes_on_before_the_short_form_of_a_body(claims):
    found = claims("Lorn Harbour Council (LHC) director Ben Okoro opened the bridge on Monday.")
    assert "Ben Okoro is Lorn Harbour Council (LHC) director." in found
