"""What pronouns point to beyond their claim: "her parents", a relative "that"; through the released model."""

from __future__ import annotations

import pytest

from whosaid_models.domain import Article


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ida Holm was elected mayor of Larn on Monday. She is a farmer. Police said her parents live in Sarnia.",
            "Ida Holm's parents live in Sarnia.",
        ),
        (
            "Ida Holm was elected mayor of Larn on Monday. She is a farmer. She urged the dean to share his knowledge.",
            "Ida Holm urged the dean to share his knowledge.",
        ),
    ],
)
def test_an_owner_outside_the_claim_is_named(extractor, text, expected):
    texts = {c.text for c in extractor.extract(Article(text=text)).claims}
    assert expected in texts, texts


def test_a_relative_that_points_to_its_own_noun(extractor):
    text = "The town bought a ferry that crosses the Sarn. This pleased the council."
    claims = {c.text: c.context_dependent for c in extractor.extract(Article(text=text)).claims}
    assert claims["The town bought a ferry that crosses the Sarn."] is False
    assert all(vague for claim, vague in claims.items() if claim.startswith("This"))
