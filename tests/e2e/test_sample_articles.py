"""The articles of examples/articles, read by the real model: are their main claims found, with the right sources?

Lenient on wording (content words of the expected claim and of a found one must largely agree), strict on who says it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from whosaid import Article, LocalClient
from whosaid.v1 import claim_extraction_service_pb2 as pb, claim_pb2

ARTICLES = Path(__file__).parents[2] / "examples" / "articles"
EXPECTED: dict[str, Any] = json.loads((Path(__file__).parent / "sample_articles.json").read_text(encoding="utf-8"))

SIMILAR = 0.6  # token F1 from which a found claim counts as the expected one
SHARE_FOUND = 0.7  # of the main claims, with the right source
OVERLAP = 0.5  # share of a text's characters from which a claim is taken to come from it

FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an the and or but of in on at to for from by with as is are was were be been had has have that this it its "
        "his her their he she they would will",
    )
)
NEGATIONS = frozenset({"no", "not", "never", "nobody", "none", "without"})


@pytest.fixture(scope="module")
def client() -> Iterator[LocalClient]:
    with LocalClient() as client:
        yield client


@pytest.fixture(scope="module")
def responses(client: LocalClient) -> dict[str, pb.ExtractClaimsResponse]:
    return {name: client.extract(Article(read(name), id=name)) for name in EXPECTED}


def read(name: str) -> str:
    return (ARTICLES / f"{name}.txt").read_text(encoding="utf-8")


def words(text: str) -> Counter[str]:
    """Content words, with the commonest endings cut off."""
    tokens = re.findall(r"[a-z0-9]+(?:[.,][0-9]+)*", re.sub(r"['’]s\b", "", text.lower()))
    return Counter(re.sub(r"(?<=\w{3})(?:ing|ed|es|s)$", "", token) for token in tokens if token not in FUNCTION_WORDS)


def similarity(one: str, other: str) -> float:
    """F1 of their content words; none if one denies what the other says."""
    a, b = words(one), words(other)
    if bool(NEGATIONS & a.keys()) != bool(NEGATIONS & b.keys()):
        return 0.0
    common = sum((a & b).values())
    return 2 * common / (sum(a.values()) + sum(b.values())) if common else 0.0


def source_of(claim: claim_pb2.Claim) -> str | None:
    """The last link of the chain; None: the article."""
    return claim.attributions[-1].source.name if claim.attributions else None


def same_source(expected: str | None, found: str | None) -> bool:
    """Equal, or one has all the words of the other: "Okafor" would be right but incomplete for "Helen Okafor"."""
    if expected is None or found is None:
        return expected is found
    a, b = set(words(expected)), set(words(found))
    return bool(a and b) and (a <= b or b <= a)


def found(expected: dict[str, Any], response: pb.ExtractClaimsResponse) -> bool:
    return any(
        similarity(expected["text"], claim.text) >= SIMILAR and same_source(expected["source"], source_of(claim))
        for claim in response.claims
    )


@pytest.mark.parametrize("name", EXPECTED)
def test_main_claims_are_found_with_their_sources(name, responses):
    expected = EXPECTED[name]["claims"]
    missing = [claim for claim in expected if not found(claim, responses[name])]

    share = 1 - len(missing) / len(expected)
    lines = [f"{claim['source'] or 'the article'}: {claim['text']}" for claim in missing]
    lines += ["", "found:", *(f"{source_of(claim) or 'the article'}: {claim.text}" for claim in responses[name].claims)]
    assert share >= SHARE_FOUND, "\n".join([f"{share:.0%} of the main claims; missing:", *lines])


@pytest.mark.parametrize("name", EXPECTED)
def test_what_asserts_nothing_makes_no_claim(name, responses):
    text = read(name)
    wrong = []
    for sentence in EXPECTED[name]["not_claims"]:
        begin = text.index(sentence)
        place = set(range(begin, begin + len(sentence)))
        for claim in responses[name].claims:
            evidence = {index for span in claim.evidence for index in range(span.begin, span.end)}
            covered = place & evidence
            if len(covered) >= OVERLAP * len(place):
                wrong.append(f"{sentence!r} became {claim.text!r}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", EXPECTED)
def test_every_span_quotes_the_article(name, responses):
    text = read(name)
    response = responses[name]
    assert response.article_id == name
    assert not response.text, "the offsets must index the text as it was sent"
    for claim in response.claims:
        assert claim.evidence
        for span in claim.evidence:
            assert text[span.begin : span.end].strip()
        for attribution in claim.attributions:
            mention = attribution.source.mention
            assert text[mention.span.begin : mention.span.end] == mention.text


@pytest.mark.parametrize("name", EXPECTED)
def test_the_expectations_fit_the_articles(name):
    text = read(name)
    assert 250 <= len(text.split()) <= 450
    assert 8 <= len(EXPECTED[name]["claims"]) <= 12
    for claim in EXPECTED[name]["claims"]:
        invented = words(claim["text"]).keys() - words(text).keys() - NEGATIONS
        assert not invented, claim["text"]
    for sentence in EXPECTED[name]["not_claims"]:
        assert text.count(sentence) == 1


def test_a_speaker_who_is_named_after_a_comma_keeps_the_name(responses):
    """Whoever a description was taken for before: "the lead prosecutor, Simon Varga, said"."""
    response = responses["harbour-trial"]
    [named] = {a.source.name for a in response.attributions if "Varga" in a.source.mention.text}
    assert named == "Simon Varga"
