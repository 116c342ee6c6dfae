"""What stands before a name and says what its bearer is, through the released model."""

from __future__ import annotations

import pytest

from whosaid_models.domain import Article


@pytest.fixture(scope="module")
def said_of(extractor):
    """What a text is taken to say that somebody is."""

    def read(text, name):
        claims = extractor.extract(Article(text=text)).claims
        return {c.text.removeprefix(f"{name} is ") for c in claims if c.text.startswith(f"{name} is ")}

    return read


@pytest.mark.parametrize(
    ("text", "name", "titles"),
    [
        (
            "The port was closed. Director of the Lorn Research Institute Dr. Mara Lind said the harbour was polluted.",
            "Mara Lind",
            {"director of the Lorn Research Institute."},
        ),
        (
            "The road was closed. The Ambassador of Norway Dr. Ben Okoro visited the camp.",
            "Ben Okoro",
            {"the Ambassador of Norway."},
        ),
        (
            "The budget was approved. Prime Minister Sheikh Omar Halim resigned on Friday.",
            "Omar Halim",
            {"Prime Minister."},
        ),
        (
            "The quay was opened on Monday. Lorn Port Authority Chairman Rear Admiral Ola Berg thanked the builders.",
            "Ola Berg",
            {"Lorn Port Authority Chairman."},
        ),
        (
            "Votes were counted in Selm. Lorn Football Confederation (LFC) President Ana Ruiz resigned on Monday.",
            "Ana Ruiz",
            {"Lorn Football Confederation (LFC) President."},
        ),
        (
            "Two were arrested. Provincial police spokesperson, Colonel Ben Okoro said the shops were burnt down.",
            "Ben Okoro",
            {"a Provincial police spokesperson."},
        ),
    ],
)
def test_a_title_is_whole_and_without_ranks(said_of, text, name, titles):
    assert said_of(text, name) == titles


def test_two_titles_before_a_name_are_a_claim_each(said_of):
    text = (
        "The budget was approved. The council met the deputy mayor and head of the port authority Ida Holm on Friday."
    )
    assert said_of(text, "Ida Holm") == {"deputy mayor.", "head of the port authority."}


def test_modifiers_joined_by_and_are_no_two_titles(said_of):
    text = "The port was closed on Monday. Foreign Trade and Tourism Minister Ana Ruiz resigned."
    assert not any("Trade." in title for title in said_of(text, "Ana Ruiz"))


def test_an_age_and_a_title_are_in_their_own_claims_alone(extractor):
    text = "Clara Otieno, 35, left Kisumu on Friday. A plan went to Valorian President Omar Halim, who refused it."
    claims = {c.text for c in extractor.extract(Article(text=text)).claims}
    assert "Clara Otieno left Kisumu on Friday." in claims
    assert not any("35" in c and "left" in c for c in claims)
    assert not any("President" in c and "refused" in c for c in claims)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("The harbour was closed. Uzbek boxer Ben Okoro moved to Larn in May.", "an Uzbek boxer."),
        ("The harbour was closed. Former radio host Ben Okoro moved to Larn in May.", "a former radio host."),
        ("The harbour was closed. Mira Holm and chef Ben Okoro moved to Larn in May.", "a chef."),
        ("The harbour was closed. Larn mayor Ben Okoro resigned in May.", "Larn mayor."),
    ],
)
def test_what_many_are_has_an_article_and_an_office_none(said_of, text, title):
    assert title in said_of(text, "Ben Okoro")


def test_nobody_is_a_husband_without_a_wife(said_of):
    assert not said_of("Mira Holm came to Larn with husband Ben Okoro on Monday.", "Ben Okoro")
