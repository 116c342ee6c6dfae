"""What holds of every extraction: exact spans, nothing invented, the same answer every time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from whosaid_models.domain import Article, ArticleError, Part, WarningCode
from whosaid_models.extractor import MAX_CHARACTERS

DIPLOMACY = """\
Orlov rejects ceasefire plan

GENEVA — Russia's foreign minister Sergei Orlov rejected the plan on Monday and later left the city.

“Nobody wants this war,” Orlov told reporters. “We will not sign a paper that means nothing.” He added that talks, \
which began in March, would resume next week.

The ministry's statement said: “The Turkish side emphasised that the border is open.” Analysts expect the talks to fail.
"""
STATISTICS = """\
Consumer prices rose 3.2 per cent in May, the National Statistics Office said on Tuesday, after 2.9 per cent in April.

Food cost 5.1% more than a year earlier & energy was 2 per cent cheaper. According to the central bank, inflation “may \
have peaked”. Unemployment, at 6.4 per cent, did not change.
"""
COURT = """\
A Nairobi court on Friday jailed Peter Otieno, a former bank clerk, for seven years. Judge Mary Wanjiru said he had \
stolen $40,000 from customers. “You betrayed people who trusted you,” she told him. Otieno denied the charges. His \
lawyer, Ann Mwangi, said: “My client is innocent and will appeal.”
"""
SAMPLES = (DIPLOMACY, STATISTICS, COURT)

pieces = st.one_of(
    st.sampled_from([s + " " for sample in SAMPLES for s in sample.split(". ")]),
    st.sampled_from([
        "“", "”",
        '"', "\n\n", "\r\n", "\xa0", "👩‍👩‍👧‍👦 ", "e\u0301", "שלום ", "\u200f", "\u200b",
        "he ", "She said ", "according to them, ", "— ", "(", ")",
        "Orlov ", "Mr. ", "…", "• ", "|", "who ", "that ", ", ", ". ", "İ", "ﬁ", "’s ", "It ", "U.S. ",
        "1,5 ", "\x00", "AND ", "I ",
    ]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
)  # fmt: skip
articles = st.lists(pieces, min_size=1, max_size=25).map("".join).filter(str.strip)
slow = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def said(extraction):
    """All that is said, without the time it took."""
    return replace(extraction, timings={})


@pytest.mark.parametrize("text", SAMPLES)
def test_samples_keep_every_promise(extractor, problems_of, text):
    extraction = extractor.extract(Article(text=text))
    assert extraction.text == text
    assert extraction.claims
    assert problems_of(extraction) == []


@slow
@given(articles)
def test_any_article_keeps_every_promise(extractor, problems_of, text):
    assert problems_of(extractor.extract(Article(text=text))) == []


@slow
@given(articles, articles)
def test_spans_in_the_title_index_the_title(extractor, problems_of, title, text):
    extraction = extractor.extract(Article(text=text, title=title))
    assert (extraction.title, extraction.text) == (title, text)
    assert problems_of(extraction) == []


def test_a_claim_of_the_title_is_in_the_title(extractor, problems_of):
    extraction = extractor.extract(Article(title="Peter Otieno stole $40,000 from a bank", text=STATISTICS))
    assert problems_of(extraction) == []
    places = {s.part for c in extraction.claims for r in (c.evidence, *c.repeats) for s in r}
    assert places == {Part.TITLE, Part.TEXT}


@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
def test_line_ends_shift_no_offsets(extractor, problems_of, line_end):
    extraction = extractor.extract(Article(text=DIPLOMACY.replace("\n", line_end)))
    assert problems_of(extraction) == []
    assert [c.text for c in extraction.claims] == [c.text for c in extractor.extract(Article(text=DIPLOMACY)).claims]


def test_html_is_read_as_its_main_text(extractor, problems_of):
    body = "".join(f"<p>{p}</p>" for p in COURT.replace("\n", "").split(". "))
    page = (
        "<html><head><title>Clerk jailed</title></head><body><nav>Home</nav><article><h1>Clerk jailed</h1>"
        f"{body * 2}</article></body></html>"
    )
    extraction = extractor.extract(Article(html=page))
    assert "<p>" not in extraction.text
    assert "Home" not in extraction.text
    assert extraction.claims
    assert problems_of(extraction) == []


def test_text_wins_over_html(extractor):
    assert extractor.extract(Article(text=COURT, html="<p>Other.</p>")).text == COURT


def test_a_page_without_main_text_is_warned_of(extractor):
    extraction = extractor.extract(Article(html="<div>Peter Otieno stole the money.<br>He was jailed.</div>"))
    assert extraction.text == "Peter Otieno stole the money.\nHe was jailed."
    assert WarningCode.HTML_SIMPLIFIED in {w.code for w in extraction.warnings}


@pytest.mark.parametrize("text", SAMPLES)
def test_the_answer_is_the_same_twice_and_beside_others(extractor, text):
    alone = extractor.extract(Article(text=text, id="a"))
    others = [Article(text=s * 3, id=str(i)) for i, s in enumerate(SAMPLES)]
    batch = extractor.extract_batch([others[0], Article(text=text, id="a"), Article(text=""), *others[1:]])
    assert said(batch[1]) == said(alone)
    assert said(extractor.extract(Article(text=text, id="a"))) == said(alone)


def test_the_answer_is_the_same_in_another_process(extractor):
    here = [f"{c.id} {c.text}" for s in SAMPLES for c in extractor.extract(Article(text=s)).claims]
    code = (
        "import sys, json; from whosaid_models.domain import Article; from whosaid_models.extractor import Extractor\n"
        "e = Extractor.load(threads=1)\n"
        "claims = [c for s in json.load(sys.stdin) for c in e.extract(Article(text=s)).claims]\n"
        "print(json.dumps([f'{c.id} {c.text}' for c in claims]))"
    )
    path = os.pathsep.join(p for p in sys.path if p)
    env = {**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": path}
    command, given = [sys.executable, "-c", code], json.dumps(SAMPLES)
    done = subprocess.run(command, input=given, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == here


def test_a_claim_id_depends_on_the_article_and_a_fingerprint_does_not(extractor):
    a, b = (extractor.extract(Article(text=COURT, id=i)).claims for i in "ab")
    assert [c.fingerprint for c in a] == [c.fingerprint for c in b]
    assert not {c.id for c in a} & {c.id for c in b}


def test_a_long_article_is_read_to_its_end(extractor, problems_of):
    # Each of its people is of one place only, so that nothing repeats.
    names = [
        f"{first} {last}"
        for first in ("Ada", "Ben", "Cyd", "Dan", "Eva", "Fay")
        for last in ("Muller", "Okoro", "Rossi", "Silva", "Tanaka", "Urban")
    ]
    text = "\n\n".join(
        f"{name} was arrested in town number {i} after the police searched {i + 2} houses. “I did nothing,” "
        f"{name} said. The town's mayor said on Monday that the trial of {name.split()[1]} would begin in May and "
        f"last {i + 3} weeks."
        for i, name in enumerate(names)
    )
    extraction = extractor.extract(Article(text=text))
    assert problems_of(extraction) == []
    assert extraction.token_count > 1500  # more than one window
    found = {name for name in names for c in extraction.claims if name in c.text}
    assert len(found) > 0.8 * len(names)
    assert max(c.evidence[0].begin for c in extraction.claims) > 0.95 * len(text)


@pytest.mark.parametrize(
    ("article", "part"),
    [
        (Article(), "text"),
        (Article(text=" \n\t"), "text"),
        (Article(html="  "), "html"),
        (Article(html="<p> </p>"), "html"),
        (Article(text="a " * MAX_CHARACTERS), "text"),
        (Article(html="a " * MAX_CHARACTERS), "html"),
    ],
)
def test_what_cannot_be_read_is_an_error_of_the_part_at_fault(extractor, article, part):
    with pytest.raises(ArticleError) as error:
        extractor.extract(article)
    assert error.value.part == part


def test_one_bad_article_spoils_no_batch(extractor):
    good, bad, good_too = extractor.extract_batch([Article(text=COURT), Article(), Article(text=STATISTICS)])
    assert isinstance(bad, ArticleError)
    assert good.claims
    assert good_too.claims


def test_another_language_is_warned_of(extractor):
    extraction = extractor.extract(
        Article(text="Der Minister sagte am Montag, dass der Plan nicht weiter verfolgt werde.")
    )
    assert extraction.language == "de"
    assert WarningCode.NOT_ENGLISH in {w.code for w in extraction.warnings}


def test_an_article_without_claims_is_warned_of(extractor):
    extraction = extractor.extract(Article(text="Why?"))
    assert extraction.claims == ()
    assert WarningCode.NO_CLAIMS in {w.code for w in extraction.warnings}


@pytest.mark.parametrize("first", ["µOrlov", "ßOrlov", "ﬁOrlov"])
def test_a_letter_without_a_capital_of_its_own_stays(extractor, problems_of, first):
    extraction = extractor.extract(Article(text=f"{first} rejected the plan on Monday."))
    assert problems_of(extraction) == []
    assert extraction.claims[0].text.startswith(first)


def test_what_a_mention_was_resolved_from_is_in_the_evidence(extractor):
    text = "The Oren river rises in Tarsia. The dam reduces the flow of the river."
    claim = next(c for c in extractor.extract(Article(text=text)).claims if "flow" in c.text)
    assert claim.text == "The dam reduces the flow of the Oren river."
    assert [text[s.begin : s.end] for s in claim.evidence] == ["The dam reduces the flow of the river"]


def test_a_bracket_that_a_paragraph_ends_in_is_no_evidence(extractor):
    text = "The council of Larn praised Ana Ruiz (see\n\npage 3) on Monday."
    claim = extractor.extract(Article(text=text)).claims[0]
    assert [text[s.begin : s.end] for s in claim.evidence] == ["The council of Larn praised Ana Ruiz"]
