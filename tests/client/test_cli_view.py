"""The readable view: what the stand-in for the model never says."""

from __future__ import annotations

import io

import pytest

from whosaid.cli._view import View, group_by_source, printable
from whosaid.v1 import article_pb2, claim_extraction_service_pb2 as pb, claim_pb2

TEXT = (
    'A statement by the ministry read: "The Russian side saw no need for talks, which would be long, at all." '
    "Moscow supported the decision. Sources: none."
)


def span(words: str) -> article_pb2.Span:
    begin = TEXT.index(words)
    return article_pb2.Span(begin=begin, end=begin + len(words), part=article_pb2.PART_TEXT)


def source(name: str, kind: claim_pb2.SourceType = claim_pb2.SOURCE_TYPE_GOVERNMENT) -> claim_pb2.Source:
    return claim_pb2.Source(name=name, type=kind)


@pytest.fixture
def response() -> pb.ExtractClaimsResponse:
    chain = [claim_pb2.Attribution(source=source("Ministry")), claim_pb2.Attribution(source=source("Russia"))]
    return pb.ExtractClaimsResponse(
        claims=[
            claim_pb2.Claim(
                text="There was no need for talks at all.",
                kind=claim_pb2.CLAIM_KIND_NORMATIVE,
                evidence=[span("no need for talks"), span("at all")],
                attributions=chain,
                negated=True,
                context_dependent=True,
                repeats=[claim_pb2.Place(spans=[span("Sources")])] * 2,
                check_worthiness=0.5,
                confidence=1,
            ),
            claim_pb2.Claim(
                text="Moscow supported the decision.",
                kind=claim_pb2.CLAIM_KIND_FACT,
                evidence=[span("Moscow supported the decision.")],
                holder=claim_pb2.Holder(source=source("Russia"), cue=span("supported")),
            ),
            claim_pb2.Claim(text="Talks are long.", attributions=[claim_pb2.Attribution()], evidence=[span("long")]),
            claim_pb2.Claim(text="Talks help.", attributions=[claim_pb2.Attribution(source=source("russia"))]),
        ],
        warnings=[pb.ExtractionWarning(message="The article does not look like English.")],
    )


def show(response: pb.ExtractClaimsResponse, stream: io.StringIO | None = None) -> str:
    stream = stream or io.StringIO()
    View(stream).write("a.txt", article_pb2.Article(text=TEXT), response)
    return stream.getvalue()


def test_chains_holders_flags_and_several_stretches_are_shown(response):
    out = show(response)
    assert "chain: Ministry → Russia" in out
    assert "holder: Russia" in out
    assert "“no need for talks … at all”" in out
    flags = "normative · check-worthiness 0.50 · confidence 1.00 · negated · needs its context · repeated 2 times"
    assert flags in " ".join(out.split())
    assert "Note: The article does not look like English." in out
    assert max(len(line) for line in out.splitlines()) <= 80


def test_groups_have_one_heading_per_source_and_the_article_comes_last(response):
    groups = [(group.name, len(group.claims)) for group in group_by_source(response.claims)]
    assert groups == [("Russia", 2), ("Somebody", 1), ("The article itself", 1)]


def test_numbers_are_the_places_in_the_answer(response):
    out = show(response)
    assert out.index("1. There") < out.index("4. Talks help") < out.index("3. Talks are") < out.index("2. Moscow")


def test_no_claims():
    assert "No claims." in show(pb.ExtractClaimsResponse())


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


def test_colours_only_on_a_terminal_and_not_with_no_color(response, monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[" not in show(response)
    coloured = show(response, Terminal())
    assert "\x1b[32m" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[32m" not in show(response, Terminal())


def test_wide_terminals_are_not_filled(response, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    assert max(len(line) for line in show(response).splitlines()) <= 100


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\n\tb", "a b"), ("\x1b[0m", "\ufffd[0m"), ("\x00\x7f\x85x", "\ufffd\ufffd x"), ("שלום 👩‍🚀", "שלום 👩‍🚀")],
)
def test_printable(text, shown):
    assert printable(text) == shown
