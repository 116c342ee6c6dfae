"""Relative clauses with a preposition before their "which", through the released model."""

from __future__ import annotations

import pytest

from whosaid_models.domain import Article


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The council opened a library in which the pupils can read old maps.",
            "The pupils can read old maps in a library.",
        ),
        (
            "The museum bought 90 paintings, most of which were lost in the war.",
            "Most of 90 paintings were lost in the war.",
        ),
    ],
)
def test_which_behind_a_preposition_becomes_what_it_stands_for(extractor, text, expected):
    texts = {c.text for c in extractor.extract(Article(text=text)).claims}
    assert expected in texts, texts
    assert not any("which" in t.split()[:3] for t in texts)
