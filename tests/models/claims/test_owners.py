"""Whose "her" is, where the clause around a claim has a subject that is not in the claim; the released model."""

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
