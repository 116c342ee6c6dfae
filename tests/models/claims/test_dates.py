"""Relative dates, on one sentence each, through the released model; the article appeared on Tuesday, 26 July 2022."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from whosaid_models.domain import Article, EditKind

EXAMPLES = Path(__file__).parents[3] / "examples" / "articles"
PUBLISHED = datetime(2022, 7, 26, 9, 30, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("sentence", "date"),
    [
        ("Police arrested two men in Lund on Sunday.", "on Sunday (24 July 2022)"),
        ("Police arrested two men in Lund on Tuesday.", "on Tuesday (26 July 2022)"),
        ("Police arrested two men in Lund on Wednesday.", "on Wednesday (20 July 2022)"),
        ("The parliament will vote on the budget on Friday.", "on Friday (29 July 2022)"),
        ("Police arrested two men in Lund yesterday.", "yesterday (25 July 2022)"),
        ("Exports to China fell by 4 per cent last year.", "last year (2021)"),
        ("The court will hear the case next month.", "next month (August 2022)"),
    ],
)
def test_a_relative_date_gets_its_date(extractor, problems_of, sentence, date):
    extraction = extractor.extract(Article(text=sentence, published=PUBLISHED))
    (claim,) = (c for c in extraction.claims if date.split()[-1] in c.text)
    assert date in claim.text
    (edit,) = (e for e in claim.edits if e.kind is EditKind.RESOLVE_DATE)
    assert claim.text[edit.begin : edit.end] in date
    assert edit.origin is not None
    assert sentence[edit.origin.begin : edit.origin.end] in date.split()
    assert not problems_of(extraction)


@pytest.mark.parametrize(
    "sentence",
    [
        "The parliament will vote on the budget next Friday.",
        "The parliament votes on its budget every Friday.",
        "Police arrested two men in Lund on Sunday, 24 July.",
        "“We arrested two men on Sunday,” police chief Anna Berg said.",
        "The government wants to vote on the budget on Friday.",
    ],
)
def test_what_is_not_certain_stays_as_written(extractor, sentence):
    extraction = extractor.extract(Article(text=sentence, published=PUBLISHED))
    assert extraction.claims
    assert not [e for c in extraction.claims for e in c.edits if e.kind is EditKind.RESOLVE_DATE]


def test_without_a_time_of_publication_dates_stay_as_written(extractor):
    extraction = extractor.extract(Article(text="Police arrested two men in Lund on Sunday."))
    assert [c.text for c in extraction.claims] == ["Police arrested two men in Lund on Sunday."]


@pytest.mark.parametrize("year", [1, 9999])
def test_the_calendars_edges_are_no_error(extractor, year):
    day = datetime(year, 1 if year == 1 else 12, 1 if year == 1 else 31, tzinfo=timezone.utc)
    assert extractor.extract(Article(text="Police arrested two men yesterday.", published=day)).claims


@pytest.mark.parametrize("article", sorted(EXAMPLES.glob("*.txt")), ids=lambda p: p.stem)
def test_samples_with_dates_keep_every_promise(extractor, problems_of, article):
    extraction = extractor.extract(Article(text=article.read_text(encoding="utf-8"), published=PUBLISHED))
    assert not problems_of(extraction)
