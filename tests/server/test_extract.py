"""ExtractClaims and GetServiceInfo with the real model."""

from __future__ import annotations

import pytest

from whosaid.v1 import article_pb2, claim_extraction_service_pb2 as pb, claim_pb2
from whosaid_server._protovalidate import broken_constraints

TEXT = (
    "The “Black Sea” bridge 🌉 opened on Monday, officials said.\r\n\r\n"
    "“It cost €40 million,” Mayor Zoë Łęcka said. “قال الوزير” is Arabic for “the minister said”.\n"
    "The family 👩‍👩‍👧 crossed it first, and the mayor followed\u00a0them."
)


def decode(text: str, begin: int, end: int, encoding: int) -> str:
    """What a program whose strings count in ``encoding`` cuts out."""
    if encoding == article_pb2.OFFSET_ENCODING_UTF8:
        return text.encode()[begin:end].decode()
    if encoding == article_pb2.OFFSET_ENCODING_UTF16:
        return text.encode("utf-16-le")[2 * begin : 2 * end].decode("utf-16-le")
    return text[begin:end]


async def test_answer_has_everything_that_is_always_set(running, request_of):
    response = await running.stub.ExtractClaims(request_of(TEXT, id="bridge/1", title="A bridge"), timeout=60)

    assert response.article_id == "bridge/1"
    assert response.text == response.title == ""  # offsets index what was sent
    assert response.claims
    assert len({claim.id for claim in response.claims}) == len(response.claims)
    for claim in response.claims:
        assert claim.id
        assert claim.fingerprint
        assert claim.text
        assert claim.evidence
        assert claim.kind
    assert response.model.name
    assert response.model.content_hash
    assert response.token_count > 20
    assert response.timings.total.ToNanoseconds() > 0
    assert response.timings.HasField("queue")
    assert response.timings.stages
    assert not list(broken_constraints(response))


@pytest.mark.parametrize("encoding", article_pb2.OffsetEncoding.values())
async def test_offsets_are_in_the_unit_that_was_asked_for(running, request_of, encoding):
    points = await running.stub.ExtractClaims(request_of(TEXT), timeout=60)
    units = await running.stub.ExtractClaims(request_of(TEXT, {"offset_encoding": encoding}), timeout=60)

    assert len(points.claims) == len(units.claims)
    for expected, claim in zip(points.claims, units.claims, strict=True):
        assert claim.id == expected.id
        for there, span in zip(expected.evidence, claim.evidence, strict=True):
            assert decode(TEXT, span.begin, span.end, encoding) == TEXT[there.begin : there.end]
    if encoding in (article_pb2.OFFSET_ENCODING_UTF8, article_pb2.OFFSET_ENCODING_UTF16):
        assert units.claims[-1].evidence[-1].end > points.claims[-1].evidence[-1].end


async def test_html_comes_back_as_the_text_that_offsets_index(running, request_of):
    words = "<p>The bridge opened on Monday.</p><p>It cost 40 million euros, the mayor said.</p>"
    html = f"<html><body><article>{words}</article></body></html>"
    response = await running.stub.ExtractClaims(request_of(html=html), timeout=60)

    assert "The bridge opened on Monday." in response.text
    assert "<" not in response.text
    for claim in response.claims:
        for span in claim.evidence:
            if span.part == article_pb2.PART_TEXT:
                assert response.text[span.begin : span.end].strip()


async def test_the_same_article_gets_the_same_claims(running, request_of):
    answers = [await running.stub.ExtractClaims(request_of(TEXT, id="a"), timeout=60) for _ in range(2)]
    for answer in answers:
        answer.ClearField("timings")
    assert answers[0] == answers[1]


async def test_options_leave_claims_out(running, request_of):
    everything = await running.stub.ExtractClaims(request_of(TEXT), timeout=60)
    worthiest = max(claim.check_worthiness for claim in everything.claims)
    surest = max(claim.confidence for claim in everything.claims)
    kinds = {claim.kind for claim in everything.claims}

    async def ask(**options):
        return (await running.stub.ExtractClaims(request_of(TEXT, options), timeout=60)).claims

    assert {claim.check_worthiness for claim in await ask(min_check_worthiness=worthiest)} == {worthiest}
    assert {claim.confidence for claim in await ask(min_confidence=surest)} == {surest}
    for kind in claim_pb2.ClaimKind.values()[1:]:
        assert {claim.kind for claim in await ask(kinds=[kind])} == {kind} & kinds


async def test_the_longest_article_is_accepted_and_one_character_more_is_not(start_server, fake, request_of):
    async with start_server(extractor=fake, max_characters=10) as small:
        assert await small.stub.ExtractClaims(request_of("🌉" * 10), timeout=10)
        with pytest.raises(Exception, match=r"article.text: has 11 characters; the limit is 10"):
            await small.stub.ExtractClaims(request_of("🌉" * 11), timeout=10)


async def test_service_info_tells_model_limits_and_labels(start_server, handler):
    async with start_server(
        handler=handler, queue_tokens=7000, stream_in_flight=3, max_message_bytes=123_456
    ) as running:
        info = await running.stub.GetServiceInfo(pb.GetServiceInfoRequest(), timeout=10)

    assert info.service_version
    assert info.model.content_hash
    assert "en" in info.languages
    assert info.limits.max_article_characters == handler.max_characters
    assert info.limits.max_message_bytes == 123_456
    assert info.limits.max_in_flight_per_stream == 3
    assert info.limits.max_queued_tokens == 7000
    assert list(info.claim_kinds) == claim_pb2.ClaimKind.values()[1:]
    assert list(info.source_types) == claim_pb2.SourceType.values()[1:]
    assert list(info.quote_styles) == claim_pb2.QuoteStyle.values()[1:]
    assert list(info.edit_kinds) == claim_pb2.EditKind.values()[1:]
    assert list(info.offset_encodings) == article_pb2.OffsetEncoding.values()[1:]


def test_handler_answers_without_a_server_as_the_service_does(handler, request_of):
    request = request_of(TEXT, id="a")
    response = handler.handle(request)
    assert response.article_id == "a"
    assert response.claims
    assert handler.service_info().limits.max_message_bytes == 0
    assert handler.service_info().limits.max_article_characters == handler.max_characters
