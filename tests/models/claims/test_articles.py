"""Where a claim needs "a" or "an", and where it has another than the article, through the released model."""

from __future__ import annotations

import pytest

from whosaid_models.claims.articles import agreed, indefinite
from whosaid_models.claims.drafts import words
from whosaid_models.domain import Article


@pytest.mark.parametrize(
    ("word", "article"),
    [
        ("artist", "an"), ("singer", "a"), ("university", "a"), ("umbrella", "an"), ("hour", "an"), ("MP", "an"),
        ("UK", "a"), ("NATO", "a"), ("ex-minister", "an"), ("18", "an"), ("17", "a"), ("one-time", "a"),
    ],
)  # fmt: skip
def test_the_sound_of_a_word_decides_its_article(word, article):
    assert indefinite(word) == article


@pytest.mark.parametrize(
    ("text", "expected", "barred"),
    [
        ("Norwegian artist Ola Berg won the prize on Monday.", "Ola Berg is a Norwegian artist.", ""),
        ("Former deputy mayor Ola Berg won the prize.", "Ola Berg is a former deputy mayor.", ""),
        ("The bridge was opened on Friday by Prime Minister Mara Lind.", "Mara Lind is Prime Minister.", ""),
        (
            "For six years Ola Berg was in charge of the club.",
            "For six years Ola Berg was in charge of the club.",
            "Ola Berg is years.",
        ),
        ("The town lies on the 900-km Sarn River.", "The town lies on the 900-km Sarn River.", "Sarn River is a km."),
    ],
)  # fmt: skip
def test_what_somebody_is_has_the_article_that_it_needs(extractor, text, expected, barred):
    claims = {c.text for c in extractor.extract(Article(text=text)).claims}
    assert expected in claims
    assert barred not in claims


def test_an_article_fits_what_stands_behind_it_after_splitting(reading_of):
    reading = reading_of("A fair and independent inquiry", tree={"A": ("DET", "inquiry", "det")})
    assert [p.text for p in agreed(reading, words([0, 3, 4]))] == ["An", None, None]
    assert [p.text for p in agreed(reading, words([0, 1, 4]))] == [None, None, None]


def test_no_two_articles_stand_side_by_side(reading_of):
    reading = reading_of("the the harbour", tree={"the": ("DET", "harbour", "det")})
    assert [p.token for p in agreed(reading, words([0, 1, 2]))] == [1, 2]
