"""People who are called by their age, through the released model."""

from __future__ import annotations


def test_who_is_called_by_their_age_is_named_and_has_it(claims):
    found = claims(
        "Ana Ruiz won the race in Larn on Sunday. The 25-year-old has trained with her sister for two years."
    )
    assert "Ana Ruiz is 25 years old." in found
    assert any(claim.startswith("Ana Ruiz has trained with her sister") for claim in found)


def test_a_speaker_does_not_call_themselves_by_their_age(claims):
    found = claims(
        "Four suspects were arrested in Larn. Police spokesman Ben Okoro said: “The 16-year-old has been handed over "
        "to his parents.” Okoro said that the 16-year-old would appear in court on Monday."
    )
    assert not any("16 years old" in claim or claim.startswith("Ben Okoro has") for claim in found)
    assert not any("Okoro would appear" in claim for claim in found)


def test_an_age_that_belongs_to_a_noun_is_not_all_that_somebody_is_called(claims):
    found = claims("Ana Ruiz met the 16-year-old driver in Larn. The 40-year-old bridge was closed.")
    assert not any("years old" in claim for claim in found)


def test_nobody_has_two_ages(claims):
    found = claims("Karla Lind, 30, married Ben Okoro in May. The 35-year-old is a baker.")
    assert "Karla Lind is 30 years old." in found
    assert not any("35 years old" in claim or claim == "Karla Lind is a baker." for claim in found)
