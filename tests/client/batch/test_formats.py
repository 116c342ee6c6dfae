"""The tables hold the whole answer, and every format says the same."""

from __future__ import annotations

import csv
import gzip
import json

import pyarrow as pa
import pytest
from google.protobuf import json_format
from hypothesis import given, settings, strategies as st

from whosaid import batch, to_json
from whosaid.batch.convert import open_claims
from whosaid.batch.inputs.records import Start
from whosaid.batch.inputs.rows import Row
from whosaid.batch.outputs.flat import COLUMNS
from whosaid.batch.outputs.from_rows import response_line
from whosaid.batch.outputs.schema import ARTICLES, CLAIMS
from whosaid.batch.outputs.to_rows import RowMaker
from whosaid.cli._formats import CSV_COLUMNS
from whosaid.v1 import article_pb2, claim_extraction_service_pb2 as pb, claim_pb2

TEXT = "Die Brücke 🌉 is open, Ann Lee said.\u2028The mayor agreed with “her” and them."


def messages():
    """Responses with every field, and with none."""
    words = st.text(st.characters(codec="utf-8"), max_size=12)
    offset = st.integers(0, len(TEXT))
    share = st.floats(0, 1)
    part = st.sampled_from([article_pb2.PART_TEXT, article_pb2.PART_TITLE])
    span = st.builds(article_pb2.Span, begin=offset, end=offset, part=part)
    spans = st.lists(span, max_size=3)
    label = lambda enum: st.sampled_from([number for number in enum.values() if number])  # noqa: E731
    mention = st.builds(claim_pb2.Mention, span=span, text=words)
    member = st.builds(claim_pb2.Source, mention=mention, name=words, type=label(claim_pb2.SourceType))
    source = st.builds(
        claim_pb2.Source,
        mention=mention,
        name=words,
        type=label(claim_pb2.SourceType),
        members=st.lists(member, max_size=2),
    )
    attribution = st.builds(
        claim_pb2.Attribution, index=offset, parent=st.none() | offset, source=st.none() | source, cue=st.none() | span,
        contents=spans, style=label(claim_pb2.QuoteStyle), is_stance=st.booleans(), confidence=share,
    )  # fmt: skip
    edit = st.builds(claim_pb2.Edit, begin=offset, end=offset, kind=label(claim_pb2.EditKind), origin=st.none() | span)
    holder = st.builds(claim_pb2.Holder, source=source, cue=span)
    place = st.builds(claim_pb2.Place, spans=spans)
    claim = st.builds(
        claim_pb2.Claim, id=words, fingerprint=words, text=words, evidence=spans, edits=st.lists(edit, max_size=2),
        attributions=st.lists(attribution, max_size=2), holder=st.none() | holder, kind=label(claim_pb2.ClaimKind),
        negated=st.booleans(), hedged=st.booleans(), check_worthiness=share, confidence=share,
        context_dependent=st.booleans(), repeats=st.lists(place, max_size=2),
    )  # fmt: skip
    warning = st.builds(pb.ExtractionWarning, code=label(pb.WarningCode), message=words)
    return st.builds(
        pb.ExtractClaimsResponse, article_id=words, text=words, title=words, language=words,
        claims=st.lists(claim, max_size=2), attributions=st.lists(attribution, max_size=2),
        warnings=st.lists(warning, max_size=1), token_count=offset,
        model=st.builds(pb.ModelInfo, name=words, version=words, content_hash=words),
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(messages())
def test_a_response_survives_the_tables_byte_for_byte(response):
    row = Row("in", 1, response.article_id, article_pb2.Article(text=TEXT), "", (), Start())
    maker = RowMaker(0, row, response)
    [article] = pa.Table.from_pylist([maker.article()], schema=ARTICLES).to_pylist()
    claims = pa.Table.from_pylist(list(maker.claims()), schema=CLAIMS).to_pylist()
    assert response_line(article, claims, response.model) == to_json(response)


def test_members_of_members_stand_beside_them():
    source = claim_pb2.Source(name="all", members=[claim_pb2.Source(name="a", members=[claim_pb2.Source(name="b")])])
    response = pb.ExtractClaimsResponse(claims=[{"attributions": [{"source": source}]}])
    row = Row("in", 1, "x", article_pb2.Article(text=TEXT), "", (), Start())
    [claim] = RowMaker(0, row, response).claims()
    assert [each["name"] for each in claim["attributions"][0]["source"]["members"]] == ["a", "b"]


@pytest.fixture(scope="module")
def finished(archive, stand_in, tmp_path_factory):
    output = tmp_path_factory.mktemp("formats") / "out"
    job = batch.Job(inputs=[str(archive)], output=output)
    batch.run(job, stand_in.make_engine("inline", 0.0), batch.Silent(), batch.Stop())
    return output


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_json_lines_are_responses(finished, tables_of, tmp_path):
    assert batch.convert(finished, tmp_path / "out.jsonl") == len(tables_of(finished)["claims"])
    responses = [
        json_format.Parse(line, pb.ExtractClaimsResponse())
        for line in (tmp_path / "out.jsonl").read_text().splitlines()
    ]
    assert [each.article_id for each in responses] == [each["article_id"] for each in tables_of(finished)["articles"]]
    assert all(each.model.name == "stand-in" for each in responses)
    page = next(each for each in responses if each.article_id.endswith(".html"))
    assert page.text
    claim = page.claims[0]
    assert page.text[claim.evidence[0].begin : claim.evidence[0].end] == claim.text


def test_csv_has_the_columns_of_extract_and_more(finished, tables_of, tmp_path):
    assert COLUMNS[: len(CSV_COLUMNS)] == CSV_COLUMNS
    batch.convert(finished, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    claims = tables_of(finished)["claims"]
    assert [(row["claim"], row["source"] or None, row["title"] or None) for row in rows] == [
        (claim["text"], claim["source"], claim["title"]) for claim in claims
    ]
    said = next(row for row in rows if row["source"])
    assert (said["cue"], said["source_mention"], said["source_type"]) == ("said", said["source"], "person")
    assert said["publication_time"] == "" or said["publication_time"].endswith("Z")


def test_json_ld_is_one_document_of_claims_and_reviews(finished, tables_of, tmp_path):
    batch.convert(finished, tmp_path / "out.jsonld")
    document = json.loads((tmp_path / "out.jsonld").read_text(encoding="utf-8"))
    assert document["@context"] == "https://schema.org"
    nodes = {}
    for node in document["@graph"]:
        nodes.setdefault(node["@type"], []).append(node)
    claims = tables_of(finished)["claims"]
    assert [each["text"] for each in nodes["Claim"]] == [each["text"] for each in claims]
    assert [each["itemReviewed"]["@id"] for each in nodes["ClaimReview"]] == [each["@id"] for each in nodes["Claim"]]
    attributed = next(each for each in nodes["Claim"] if "author" in each)
    assert attributed["author"]["@type"] == "Person"
    with_url = next(each for each in nodes["Claim"] if "url" in each["appearance"])
    assert with_url["appearance"]["@type"] == "NewsArticle"
    assert with_url["appearance"]["headline"]


def test_formats_are_converted_into_each_other_without_loss(finished, tmp_path):
    batch.convert(finished, tmp_path / "a.jsonl")
    batch.convert(finished, tmp_path / "a.parquet")
    batch.convert(tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    batch.convert(tmp_path / "a.parquet", tmp_path / "b.parquet")
    for kind in ("csv", "jsonld"):
        batch.convert(finished, tmp_path / f"a.{kind}")
        batch.convert(tmp_path / "a.parquet", tmp_path / f"b.{kind}")
        assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()
    # A table of claims has nothing of articles without claims, and the rest is the same.
    assert not open_claims(tmp_path / "a.parquet").is_whole
    batch.convert(tmp_path / "b.parquet", tmp_path / "c.jsonl")
    whole = {each["article_id"]: each.get("claims") for each in lines(tmp_path / "a.jsonl")}
    assert {each["article_id"]: each["claims"] for each in lines(tmp_path / "c.jsonl")} == {
        article: claims for article, claims in whole.items() if claims
    }
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress((tmp_path / "a.jsonl").read_bytes()))
    batch.convert(tmp_path / "a.jsonl.gz", tmp_path / "d.jsonl")
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "d.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("a.csv", "b.parquet", "have less"),
        ("a.jsonl", "b.xml", "written as .parquet, .jsonl"),
        ("nowhere.jsonl", "b.csv", "does not exist"),
        ("a.txt", "b.csv", "are read from"),
        ("empty", "b.csv", "no folder of a finished run"),
        ("a.jsonl", "b.csv", "line 2, is no ExtractClaimsResponse"),
        ("a.parquet", "b.csv", "no Parquet file"),
    ],
)
def test_what_cannot_be_converted_is_said(source, target, words, tmp_path):
    (tmp_path / "empty").mkdir()
    for name in ("a.csv", "a.txt", "a.parquet"):
        (tmp_path / name).write_text("x")
    (tmp_path / "a.jsonl").write_text('{"article_id": "a"}\n{"claims": 7}\n')
    with pytest.raises(batch.ArgumentError, match=words):
        batch.convert(tmp_path / source, tmp_path / target)
    assert not (tmp_path / target).exists()
    assert not list(tmp_path.glob(".*"))


def test_other_formats_are_written_beside_the_tables(finished, tables_of):
    folders = batch.write_formats(finished, [batch.Target.JSONL, batch.Target.CSV, batch.Target.JSONLD])
    assert [each.name for each in folders] == ["jsonl", "csv", "jsonld"]
    assert len(lines(finished / "jsonl" / "part-00000.jsonl")) == len(tables_of(finished)["articles"])
    errors = tables_of(finished)["errors"]
    assert lines(finished / "jsonl" / "errors.jsonl") == [
        {name: value for name, value in each.items() if value is not None} for each in errors
    ]
    with (finished / "csv" / "errors.csv").open(newline="") as file:
        assert [row["reason"] for row in csv.DictReader(file)] == [each["reason"] for each in errors]
