"""Where a claim needs "a" or "an", and where it has another than the article, through the released model."""

from __future__ import annotations

import pytest

from whosaid_models.claims.articles import indefinite
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
            "The union asked the court for a fair and independent inquiry.",
            "The union asked the court for an independent inquiry.",
            "The union asked the court for a independent inquiry.",
        ),
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
