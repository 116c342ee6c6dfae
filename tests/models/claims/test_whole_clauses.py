"""A clause keeps what it says nothing without, or makes no claim: through the released model."""

import pytest

from whosaid_models.domain import Article


def claims_of(extractor, text):
    return {c.text for c in extractor.extract(Article(text=text)).claims}


def test_a_participle_keeps_its_agent(extractor):
    found = claims_of(
        extractor,
        "The mayor spoke of Radio Larn, a station owned by the Sarnian group Telmar that has fired forty reporters.",
    )
    assert "Radio Larn was owned by Telmar." in found
    assert "Radio Larn was owned." not in found


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("The council will visit every school that has a leaking roof.", "Every school has a leaking roof."),
        ("The minister promised checks of all 30 mines that use the drill.", "All 30 mines use the drill."),
    ],
)
def test_what_all_are_told_by_is_not_said_of_them(extractor, text, claim):
    assert claim not in claims_of(extractor, text)


def test_no_claim_has_a_whose_or_a_than_left_over(extractor):
    found = claims_of(
        extractor,
        "Relatives were divided. Mia Holm, whose father was a cook on the ferry, said she had no words. The line had "
        "a profit of 40 million crowns last year, 7 percent less than in 2021.",
    )
    assert "Mia Holm's father was a cook on the ferry." in found
    assert not any("whose" in claim or ", than" in claim for claim in found)


def test_a_condition_stays_with_what_it_is_of(extractor):
    claim = "If the owners appeal, the case could go on until 2031."
    assert claim in claims_of(extractor, f"{claim[:-1]}, lawyers say.")


def test_a_share_is_of_what_the_one_before_it_is_of(extractor):
    found = claims_of(
        extractor,
        "According to a poll by the firm Holm, 58 percent of Larnians support the strike and 29 percent oppose it.",
    )
    assert not any("and 29 percent" in claim for claim in found)
    assert "29 percent of Larnians oppose it." in found or not any("29" in claim for claim in found)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        (
            "The mill is to open in 2031 and employ 300 people, most of whom will be trained at the city's college.",
            "Most of 300 people will be trained at the city's college.",
        ),
        ("Ida Holm said that the older goats did better than the young ones.", "older goats did better than the young"),
        ("Farmers in Larn fear that their wells will run dry.", "wells will run dry."),
        (
            "After 21 days, 68 percent of the goats still chose the right door, compared with 31 percent of the sheep.",
            "door, compared with 31 percent of the sheep.",
        ),
        (
            "Two men, aged 30 and 52, were arrested; a third, believed to be their cook, fled on foot.",
            "third, believed to be their cook, fled on foot.",
        ),
    ],
)
def test_a_claim_keeps_what_belongs_to_its_verb(extractor, text, claim):
    found = claims_of(extractor, text)
    assert any(claim in each for each in found), found


def test_ages_of_several_are_not_one_persons(extractor):
    found = claims_of(extractor, "Aron Holm and Jakob Stell, aged 29 and 33, are accused of breaking a skylight.")
    assert found == {"Aron Holm is accused of breaking a skylight.", "Jakob Stell is accused of breaking a skylight."}
    found = claims_of(extractor, "Two men, aged 34 and 41, were arrested and held in Larn.")
    assert found == {"Two men, aged 34 and 41, were arrested.", "Two men were held in Larn."}


def test_both_things_that_are_said_are_claims(extractor):
    text = "Finance minister Ivo Holm said the rise was regrettable and that households with mortgages would suffer."
    assert {"The rise was regrettable.", "Households with mortgages would suffer."} <= claims_of(extractor, text)


def test_one_club_is_no_holders(extractor):
    text = "Harrow reached their first final in 22 years after scoring twice to beat holders Kestle 3-2 at Moor Lane."
    assert not any("holders" in claim for claim in claims_of(extractor, text) if claim.startswith("Kestle is"))


def test_what_has_no_verb_is_not_said_of_another_subject(extractor):
    text = "Food prices rose 14 percent in the year to May, fuel 11 percent and rents 6 percent, the bank said."
    assert claims_of(extractor, text) == {"Food prices rose 14 percent in the year to May."}
    text = "Exports fell 4 percent last year and imports 2 percent."
    assert claims_of(extractor, text) == {text}
