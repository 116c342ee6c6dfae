"""Whatever the text, it is answered or refused, in bounded time, and every span is inside it. The real model."""

from __future__ import annotations

import importlib.util
import json
import os
import time
from pathlib import Path

import pytest

from whosaid_models.domain import Article, ArticleError, Span
from whosaid_models.extractor import Extractor

_spec = importlib.util.spec_from_file_location("hostile_texts", Path(__file__).parent / "hostile_texts.py")
assert _spec is not None
assert _spec.loader is not None
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
hostile_text = _module.hostile_text

# Processor seconds for a thousand characters, and for the article; news take 0.02 for a thousand.
SECONDS_PER_1000, SECONDS = 0.6, 3.0


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor.load(threads=1)


def check(extractor: Extractor, text: str, what: object) -> None:
    start = time.process_time()
    [extraction] = extractor.extract_many([Article(text=text)])
    seconds = time.process_time() - start
    assert seconds < SECONDS + len(text) / 1000 * SECONDS_PER_1000, f"{what} took {seconds:.1f} s"
    if isinstance(extraction, ArticleError):
        return
    for claim in extraction.claims:
        assert claim.text.strip(), what
        for span in claim.evidence:
            inside(span, text, what)
    for attribution in extraction.attributions:
        for span in attribution.contents:
            inside(span, text, what)


def inside(span: Span, text: str, what: object) -> None:
    assert 0 <= span.begin < span.end <= len(text), what


def test_hostile_texts_are_answered_or_refused(extractor):
    for number in (*range(72), 2864):  # the last has a source that is one article
        check(extractor, hostile_text(number, 2000), number)


def test_lone_surrogates_are_an_error_of_the_article(extractor):
    text = json.loads('"The bridge \\ud800 is open."')
    good, bad, titled = extractor.extract_many(
        [Article(text="The bridge opened."), Article(text=text), Article(text="The bridge opened.", title=text)]
    )
    assert not isinstance(good, ArticleError)
    assert isinstance(bad, ArticleError)
    assert (bad.part, titled.part) == ("text", "title")
    assert "character 11 is a lone surrogate (U+D800)" in str(bad)


def test_a_text_over_the_limit_is_refused_at_once(extractor):
    start = time.process_time()
    [refused] = extractor.extract_many([Article(text="x" * 1_000_000)])
    assert isinstance(refused, ArticleError)
    assert time.process_time() - start < 1


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_ten_thousand_hostile_texts(extractor):
    for number in range(int(os.environ.get("WHOSAID_SOAK_TEXTS", "10000"))):
        check(extractor, hostile_text(number, 2000 if number % 100 else 20_000), number)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("character", ["x", "漢", "“", "."])
def test_half_a_million_characters_without_a_space(extractor, character):
    check(extractor, character * extractor.info.max_characters, character)
