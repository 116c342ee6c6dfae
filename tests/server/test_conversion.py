"""Everything that the models can find arrives in the response."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from whosaid.v1 import article_pb2, claim_extraction_service_pb2 as pb, claim_pb2
from whosaid_models import domain
from whosaid_server import conversion
from whosaid_server._protovalidate import broken_constraints

# Chosen so that offsets differ in every unit: the first character of each is one, two or four units long.
TEXT = "🌉 Qureshi and Lavrov said the ministryśs statement read “it opened”."
TITLE = "🌉 opens"


def span(words: str, part: domain.Part = domain.Part.TEXT) -> domain.Span:
    begin = (TEXT if part is domain.Part.TEXT else TITLE).index(words)
    return domain.Span(begin, begin + len(words), part)


def source(words: str, kind: domain.SourceType, *members: domain.Source) -> domain.Source:
    return domain.Source(mention=span(words), mention_text=words, name=words.title(), type=kind, members=members)


OUTER = domain.Attribution(
    source=source(
        "Qureshi and Lavrov",
        domain.SourceType.GROUP,
        source("Qureshi", domain.SourceType.PERSON),
        source("Lavrov", domain.SourceType.PERSON),
    ),
    cue=span("said"),
    contents=(span("the ministryśs statement read “it opened”"),),
    style=domain.QuoteStyle.INDIRECT,
    confidence=0.9,
)
INNER = domain.Attribution(
    source=source("the ministry", domain.SourceType.GOVERNMENT),
    cue=span("read"),
    contents=(span("“it"), span("opened”")),
    style=domain.QuoteStyle.DIRECT,
    parent=0,
)
BARE = domain.Attribution(source=None, cue=None, contents=(span("it opened"),), style=domain.QuoteStyle.MIXED)
CLAIM = domain.Claim(
    id="c1",
    fingerprint="f1",
    text="🌉 opened.",
    evidence=(span("it opened"), span("🌉 opens", domain.Part.TITLE)),
    edits=(
        domain.Edit(begin=0, end=1, kind=domain.EditKind.RESOLVE_MENTION, origin=span("🌉", domain.Part.TITLE)),
        domain.Edit(begin=8, end=9, kind=domain.EditKind.CASE_PUNCTUATION),
    ),
    attributions=(OUTER, INNER),
    holder=domain.Holder(source=source("Lavrov", domain.SourceType.PERSON), cue=span("said")),
    kind=domain.ClaimKind.OPINION,
    negated=True,
    hedged=True,
    check_worthiness=0.25,
    confidence=0.75,
    context_dependent=True,
    repeats=((span("opens", domain.Part.TITLE),),),
)
ARTICLE = domain.Article(id="a", html="<p>…</p>", title=TITLE)
EXTRACTION = domain.Extraction(
    article_id="a",
    text=TEXT,
    title=TITLE,
    language="en",
    claims=(CLAIM,),
    attributions=(OUTER, INNER, BARE),
    warnings=(domain.ExtractionWarning(code=domain.WarningCode.NOT_ENGLISH, message="looks German"),),
    token_count=13,
    timings={"read": 0.5},
)

CUT = {
    article_pb2.OFFSET_ENCODING_UTF8: lambda text, begin, end: text.encode()[begin:end].decode(),
    article_pb2.OFFSET_ENCODING_UTF16: lambda text, begin, end: text.encode("utf-16-le")[2 * begin : 2 * end].decode(
        "utf-16-le"
    ),
    article_pb2.OFFSET_ENCODING_UTF32: lambda text, begin, end: text[begin:end],
}


def respond(encoding: int = article_pb2.OFFSET_ENCODING_UTF32, **options) -> pb.ExtractClaimsResponse:
    chosen = conversion.to_options(pb.ExtractionOptions(offset_encoding=encoding, **options))
    return conversion.ResponseBuilder(EXTRACTION, encoding).build(ARTICLE, chosen)


@pytest.mark.parametrize("encoding", CUT)
def test_every_span_is_in_the_unit_that_was_asked_for(encoding):
    response = respond(encoding)

    def words(span: article_pb2.Span) -> str:
        return CUT[encoding](TITLE if span.part == article_pb2.PART_TITLE else TEXT, span.begin, span.end)

    [claim] = response.claims
    assert [words(each) for each in claim.evidence] == ["it opened", "🌉 opens"]
    assert [[words(each) for each in place.spans] for place in claim.repeats] == [["opens"]]
    assert [CUT[encoding](claim.text, edit.begin, edit.end) for edit in claim.edits] == ["🌉", "."]
    assert words(claim.edits[0].origin) == "🌉"
    assert words(claim.holder.cue) == "said"
    outer, inner = claim.attributions
    assert words(outer.source.mention.span) == outer.source.mention.text == "Qureshi and Lavrov"
    assert [words(member.mention.span) for member in outer.source.members] == ["Qureshi", "Lavrov"]
    assert words(inner.cue) == "read"
    assert [words(each) for each in inner.contents] == ["“it", "opened”"]
    assert not list(broken_constraints(response))


def test_every_value_arrives():
    response = respond()
    assert (response.article_id, response.text, response.title) == ("a", TEXT, "")
    assert (response.language, response.token_count) == ("en", 13)
    assert response.warnings[0].code == pb.WARNING_CODE_NOT_ENGLISH
    assert response.warnings[0].message == "looks German"
    [claim] = response.claims
    assert (claim.id, claim.fingerprint, claim.text) == ("c1", "f1", "🌉 opened.")
    assert (claim.negated, claim.hedged, claim.context_dependent) == (True, True, True)
    assert (claim.kind, claim.check_worthiness, claim.confidence) == (claim_pb2.CLAIM_KIND_OPINION, 0.25, 0.75)
    assert claim.edits[0].kind == claim_pb2.EDIT_KIND_RESOLVE_MENTION
    assert not claim.edits[1].HasField("origin")
    assert claim.holder.source.name == "Lavrov"
    assert claim.attributions[0].source.type == claim_pb2.SOURCE_TYPE_GROUP
    assert claim.attributions[1].style == claim_pb2.QUOTE_STYLE_DIRECT


def test_chain_of_a_claim_is_found_among_all_attributions():
    response = respond()
    assert [attribution.index for attribution in response.attributions] == [0, 1, 2]
    assert not response.attributions[0].HasField("parent")
    assert response.attributions[1].parent == 0
    assert [response.attributions[each.index] for each in response.claims[0].attributions] == list(
        response.claims[0].attributions
    )
    bare = response.attributions[2]
    assert not bare.HasField("source")
    assert not bare.HasField("cue")


def test_attributions_stay_when_their_claims_are_left_out():
    response = respond(kinds=[claim_pb2.CLAIM_KIND_FACT])
    assert not response.claims
    assert len(response.attributions) == 3


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ({"min_confidence": 0.75, "min_check_worthiness": 0.25, "kinds": [claim_pb2.CLAIM_KIND_OPINION]}, True),
        ({"min_confidence": 0.76}, False),
        ({"min_check_worthiness": 0.26}, False),
    ],
)
def test_thresholds_keep_what_reaches_them(options, kept):
    assert bool(respond(**options).claims) is kept


def test_article_arrives_whole():
    message = article_pb2.Article(
        id="a", text="t", html="h", title="T", url="https://x.org/", publisher="P", language="en-GB"
    )
    message.publication_time.FromDatetime(datetime(2024, 5, 1, 12, 30, tzinfo=timezone.utc))
    assert conversion.to_article(message) == domain.Article(
        id="a",
        text="t",
        html="h",
        title="T",
        url="https://x.org/",
        publisher="P",
        language="en-GB",
        published=datetime(2024, 5, 1, 12, 30, tzinfo=timezone.utc),
    )
    assert conversion.to_article(article_pb2.Article(text="t")).published is None


@pytest.mark.parametrize(
    ("numbers", "enum"),
    [
        (conversion.PARTS, article_pb2.Part),
        (conversion.CLAIM_KINDS, claim_pb2.ClaimKind),
        (conversion.EDIT_KINDS, claim_pb2.EditKind),
        (conversion.QUOTE_STYLES, claim_pb2.QuoteStyle),
        (conversion.SOURCE_TYPES, claim_pb2.SourceType),
        (conversion.WARNING_CODES, pb.WarningCode),
    ],
)
def test_models_and_contract_have_the_same_labels(numbers, enum):
    assert sorted(numbers.values()) == enum.values()[1:]
