"""What several coordinated predicates have in common, through the released model."""

from __future__ import annotations

import pytest

from whosaid_models.domain import Article


@pytest.fixture(scope="module")
def claims(extractor):
    known = {}

    def extract(text):
        if text not in known:
            known[text] = {c.text for c in extractor.extract(Article(text=text)).claims}
        return known[text]

    return extract


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ida Holm must resign and be replaced.", "Ida Holm must be replaced."),
        ("The bridge will close in May and be rebuilt by a firm from Sarn.", "The bridge will be rebuilt by a firm"),
        ("The path to the port is a narrow one and blocked by ice.", "The path to the port is blocked by ice."),
    ],
)
def test_a_predicate_has_the_auxiliary_of_the_one_before_it(claims, text, expected):
    assert any(c.startswith(expected) for c in claims(text)), claims(text)


@pytest.mark.parametrize(
    ("text", "unwanted"),
    [
        ("The council voted to end the ban and be able to build again.", "The council be able"),
        ("The board praised Ida Holm for winning the race and being named captain.", "The board being"),
    ],
)
def test_an_infinitive_or_gerund_is_no_claim(claims, text, unwanted):
    assert not any(c.startswith(unwanted) for c in claims(text)), claims(text)
