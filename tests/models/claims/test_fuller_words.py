"""What stands for pronouns and descriptions of things without a name, through the released model."""

from __future__ import annotations

import pytest


def test_they_are_the_people_who_are_the_subject_before(claims):
    found = claims(
        "Fishermen from the island must sign the treaty by Friday. They will get new boats from Lorn next year."
    )
    assert "Fishermen from the island will get new boats from Lorn next year." in found


@pytest.mark.parametrize(
    "before",
    ["Municipal elections were held on Sunday.", "The others were sent home on Sunday.", "Its guards slept on Sunday."],
)
def test_they_are_no_events_and_nobody_who_is_only_pointed_at(claims, before):
    found = claims(f"{before} They will get new boats from Lorn next year.")
    assert "They will get new boats from Lorn next year." in found


def test_an_inquiry_is_what_was_inquired_into(claims):
    found = claims(
        "The Lorn Audit Office has opened an inquiry into the accounts of Sarn Telecom including its chairman. "
        "The inquiry will end in May, Mira Okafor said."
    )
    assert "The inquiry into the accounts of Sarn Telecom will end in May." in found


def test_a_report_is_the_one_that_somebody_issued(claims):
    found = claims(
        "A report issued by the Lorn Association against Torture has led to protests. "
        "Many deaths in the report happened in the prison of Sarn."
    )
    assert any("the report issued by the Lorn Association against Torture happened" in c for c in found)


def test_an_owner_is_left_out_of_a_fuller_phrase_and_another_thing_stops_it(claims):
    text = "Mira Okafor won two medals in her Commonwealth Games campaign.{} The campaign ended on Sunday."
    assert "The Commonwealth Games campaign ended on Sunday." in claims(text.format(""))
    found = claims(text.format(" She planned a campaign in June."))
    assert "The campaign ended on Sunday." in found


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        (
            "The flood warning was issued by the Lorn Rescue Service on Monday. It led to closed schools in Sarn.",
            "The flood warning led to closed schools in Sarn.",
        ),
        (
            "A post about the smell appeared on the page of the Lorn Board. It has drawn two hundred complaints.",
            "The post about the smell has drawn two hundred complaints.",
        ),
        (
            "The Lorn Council of Ferries praised Sarn Airways. Sarn Airways kept its prices. It also won an award.",
            "Sarn Airways won an award.",
        ),
    ],
)
def test_it_is_the_subject_before_that_it_goes_on_with(claims, text, claim):
    assert claim in claims(text)


@pytest.mark.parametrize("after", ["It took two years to build the bridge.", "It is known that the bridge is closed."])
def test_an_it_that_stands_for_nothing_goes_on_with_nothing(claims, after):
    found = claims(f"The flood warning was issued by the Lorn Rescue Service on Monday. {after}")
    assert not [c for c in found if "warning took" in c or "warning is known" in c]


def test_a_subject_that_shares_a_word_with_a_name_stands_in_its_way(claims):
    found = claims(
        "The Lorn Coffee Board met in Sarn on Monday. The combination of coffee and fish and tourism and trade and "
        "crafts and ferries and old houses attracts many guests. It also serves to create new jobs."
    )
    assert "The Lorn Coffee Board serves to create new jobs." not in found


def test_he_is_the_one_person_whose_clause_he_stands_under(claims):
    found = claims(
        "Paul Okoro lives in Lorn, Paul Okoro said. Ben Dahl, a fisherman from Sarn, told reporters that he met Mira "
        "Holm in May. Paul Okoro was not there."
    )
    assert "Ben Dahl met Mira Holm in May." in found


def test_at_the_centre_is_at_no_named_centre(claims):
    found = claims("The Maor Centre opened in Sarn. The new school places the children at the centre, and it is free.")
    assert "The new school places the children at the centre." in found


def test_what_is_disclosed_is_nobody(claims):
    found = claims("The Lorn Audit Office lost its case. Ben Dahl confirmed it on Monday in Sarn.")
    assert "Ben Dahl confirmed it on Monday in Sarn." in found


def test_this_is_the_one_told_of_before(claims):
    found = claims(
        "The vaccination campaign against rabies began in Sarn on Monday. "
        "In this campaign 200 nurses will visit the villages of Lorn."
    )
    assert "In the vaccination campaign against rabies 200 nurses will visit the villages of Lorn." in found


def test_a_phrase_about_somebody_s_things_keeps_its_article(claims):
    found = claims(
        "The power of Lorn's drones was shown in Sarn on Monday. This power has changed the balance of the region."
    )
    assert "The power of Lorn's drones has changed the balance of the region." in found


def test_its_that_opens_a_sentence_is_what_the_subject_before_owns(claims):
    found = claims("The nurses' union accused the council of haste. Its chairman, Ben Okoro, said the ward was full.")
    assert "Ben Okoro is the nurses' union's chairman." in found
    found = claims(
        "The water authority said on Monday that Lumio had lost the data. “It was no mistake,” its director, Agnes "
        "Holt, said."
    )
    assert "Agnes Holt is the water authority's director." in found
    found = claims("A study by Lorn College came out in May. Its author, Ida Holm, warned of haste.")
    assert "Ida Holm is its author." in found  # no "study by Lorn College's author"


def test_the_central_bank_is_no_bank_with_a_name(claims):
    found = claims(
        "Tom Reuel, chief economist at Kestrel Bank, left in May.\n\nThe central bank has kept its rate since June. It "
        "declined to comment on the figures."
    )
    assert "The central bank declined to comment on the figures." in found


def test_what_a_denied_thing_would_be_is_not_said_of_it(claims):
    found = claims(
        "“I have never taken a penny that was not mine,” Martin Hale said. He took a bus that the city owns."
    )
    assert not any(c.startswith("A penny") for c in found)
    assert "The city owns a bus." in found


def test_an_office_that_one_person_has_keeps_its_article(claims):
    found = claims("“He ran the port alone,” the lead prosecutor, Simon Varga, said.")
    assert "Simon Varga is the lead prosecutor." in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The nurses' union called it a betrayal, the Lorn Gazette wrote. Ida Holm has led the union since 2019.",
            "Ida Holm has led the union since 2019.",
        ),
        (
            "The ferry Morning Star sank off Lorn in 2022 and 31 people died. The company was fined on Wednesday.",
            "The company was fined on Wednesday.",
        ),
        (
            "Milan Kovar was elected two years ago. His relations with Hana Dostal have been tense since May.",
            "Milan Kovar's relations with Hana Dostal have been tense since May.",
        ),
        (
            "Trains were ordered from the maker Railtec, the Lorn Office said. Railtec said it had delivered them.",
            "Railtec had delivered them.",
        ),
        (
            "Rita Amaral left. President Nuno Salgado visited a ward. He promised money. Critics said he was late.",
            "Nuno Salgado was late.",
        ),
        (
            "The city has turned two sports halls, a library and the cathedral into cooling centres.",
            "The city has turned a library into cooling centres.",
        ),
        ("Lorn has cooling centres, which are open day and night.", "Cooling centres are open day and night."),
    ],
)
def test_nobody_is_called_what_somebody_else_is(claims, text, expected):
    assert expected in claims(text)


def test_one_of_several_does_what_they_did(claims):
    found = claims("Mikael Strand was angry. He and two other fathers have asked a court for damages.")
    assert "Mikael Strand has asked a court for damages." in found


def test_of_brothers_nobody_is_a_brother(claims):
    found = claims("The firm, founded by brothers Jon and Petter Vik in 2014, went public last year.")
    assert not any("is a brother" in c for c in found)
