"""What a phrase beside a name says of its bearer without a verb, through the released model."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The prizes were given out on Monday. Two were praised: Ana Ruiz, from the town of Larn, and Ben Okoro.",
            {"Ana Ruiz is from the town of Larn."},
        ),
        (
            "The report was written by the New York-based Harbour Institute and published in May.",
            {"Harbour Institute is New York-based."},
        ),
        (
            "The Lorn Assembly, with a majority of its own, passed the law on Monday.",
            {"The Lorn Assembly has a majority of its own."},
        ),
        (
            "Tourists drove to Larn, home to a deep port, two museums and an old lighthouse.",
            {"Tourists drove to Larn.", "Larn is home to two museums.", "Larn is home to an old lighthouse."},
        ),
        (
            "Ships sail across the Sarn Sea, one of the busiest waterways of the region.",
            {"The Sarn Sea is one of the busiest waterways of the region."},
        ),
        ("Lorn's 60 million people will vote in May.", {"Lorn has 60 million people."}),
        (
            "The City of Larn declared an emergency on Monday. It came after its 8,000 residents were told to leave.",
            {"The City of Larn has 8,000 residents."},
        ),
        (
            "More than 90 migrants drowned in 2015, according to the Spanish NGO Lorn Watch.",
            {"Lorn Watch is a Spanish NGO."},
        ),
        (
            "The office posted an image of His Highness Sheikh Omar Halim, Ruler of Larn, on Monday.",
            {"Sheikh Omar Halim is Ruler of Larn."},
        ),
        ("A gift was sent to the Emir of Larn, Omar Halim, on Monday.", {"Omar Halim is the Emir of Larn."}),
        (
            "Secretary General of the Lorn National Commission for Women's Affairs Ida Holm said prices would rise.",
            {"Ida Holm is Secretary General of the Lorn National Commission for Women's Affairs."},
        ),
    ],
)
def test_a_phrase_beside_a_name_is_a_claim(claims, text, expected):
    assert expected <= claims(text)


@pytest.mark.parametrize(
    ("text", "misread"),
    [
        ("The police took the money from Ana Ruiz from the bank.", " is from "),
        ("The Lorn Rovers, with their captain injured, lost on Sunday.", " have "),
        ("London-based Reuters reporter Ana Ruiz left Larn.", "Reuters is "),
        ("Ana Ruiz will visit her two sons in Larn.", " has two "),
        ("Ben Okoro left the port, home to his mother.", " is home "),
    ],
)
def test_what_is_no_quality_of_a_name_is_no_claim(claims, text, misread):
    assert not any(misread in claim for claim in claims(text))
