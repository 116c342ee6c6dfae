"""Everything that holds articles becomes rows; what cannot be read becomes an error with its place."""

from __future__ import annotations

import csv
import gzip
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from whosaid.batch import ArgumentError, Columns, Format
from whosaid.batch.inputs.files import Inputs
from whosaid.batch.inputs.records import Start
from whosaid.batch.inputs.rows import Rows


def rows_of(*paths, columns=(), format=None):
    reader = Rows(Columns.parse(columns))
    return [row for file in Inputs([str(path) for path in paths], format).files() for row in reader.of(file)]


def texts(rows):
    return {row.article_id: row.article.text for row in rows if row.article is not None}


def errors(rows):
    return {(row.input, row.number): row.reason for row in rows if row.article is None}


def test_every_format_of_the_archive_has_its_articles(archive, make_archive):
    articles = make_archive.make_articles(96, seed=5)
    rows = rows_of(archive)
    found = texts(rows)
    for each in articles[2:]:
        if each.id in found:
            assert found[each.id] == each.text
    by_input = {}
    for row in rows:
        if row.article is not None and not row.input.startswith("bad/"):
            by_input.setdefault(row.input.split("/")[0], []).append(row)
    assert {name: len(each) for name, each in by_input.items()} == dict.fromkeys(
        ["text", "html", "news.jsonl", "news.jsonl.gz", "news.jsonl.zst", "news.csv", "news.tsv.gz", "news.parquet"], 12
    )
    assert by_input["text"][0].article_id == "text/2026-01/a000000.txt"
    assert by_input["html"][0].article.html.startswith("<!DOCTYPE html>")
    for name in ("news.jsonl", "news.csv", "news.parquet"):
        article = by_input[name][0].article
        assert article.title
        assert article.url.startswith("https://news.example/")
        assert article.publication_time.ToJsonString().startswith("2026-01-01T")


def test_every_bad_row_has_its_place_and_its_reason(archive):
    found = errors(rows_of(archive / "bad"))
    expected = {
        ("cut.jsonl.gz", 1): "cut off", ("empty.txt", 0): "is empty", ("latin.txt", 0): "byte 0xFC at offset 5",
        ("no-table.parquet", 0): "Parquet", ("rows.csv", 2): "1 fields, the header has 2", ("rows.csv", 3): "3 fields",
        ("rows.csv", 4): '"text" is empty', ("rows.jsonl", 1): 'neither "text" nor', ("rows.jsonl", 2): "no JSON",
        ("rows.jsonl", 3): "offset 39", ("rows.jsonl", 4): "no words", ("rows.jsonl", 5): "an array",
        ("utf16.html", 0): "UTF-16",
    }  # fmt: skip
    assert set(found) == set(expected)
    for place, words in expected.items():
        assert words in found[place]


@pytest.mark.parametrize("damage", ["cut", "changed"])
@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_what_is_before_the_damage_is_read(ending, damage, tmp_path):
    words = [f"Bridge {n} {hash((n, 7)) % 10**9} opened." for n in range(20_000)]
    lines = [json.dumps({"id": f"a{n}", "text": text}) for n, text in enumerate(words)]
    data = "".join(f"{line}\n" for line in lines).encode()
    whole = gzip.compress(data) if ending == "gz" else zstandard.compress(data)
    half = len(whole) // 2
    damaged = whole[:half] if damage == "cut" else whole[:half] + b"\xff" * 100 + whole[half + 100 :]
    path = tmp_path / f"in.jsonl.{ending}"
    path.write_bytes(damaged)
    rows = rows_of(path)
    assert rows[-1].article is None
    assert "any further" in rows[-1].reason
    readable = [row for row in rows if row.article is not None]
    assert 4000 < len(readable) < 20_000
    # What gzip gives of a changed file is right up to the change, and nonsense behind it until that is noticed.
    certain = len(readable) if damage == "cut" else 4000
    assert [row.article_id for row in readable[:certain]] == [f"a{n}" for n in range(certain)]


def test_several_frames_one_after_another_are_one_file(tmp_path):
    first, second = b'{"id": "a", "text": "One."}\n', b'{"id": "b", "text": "Two."}\n'
    (tmp_path / "in.jsonl.gz").write_bytes(gzip.compress(first) + gzip.compress(second))
    (tmp_path / "in.jsonl.zst").write_bytes(zstandard.compress(first) + zstandard.compress(second))
    for name in ("in.jsonl.gz", "in.jsonl.zst"):
        assert texts(rows_of(tmp_path / name)) == {"a": "One.", "b": "Two."}


@pytest.mark.parametrize(
    "header",
    [["id", "text", "title", "url", "date"], ["Doc ID", "Full_Text", "Headline", "Link", "Published-At"],
     ["guid", "content", "heading", "web_url", "pubDate"]],
)  # fmt: skip
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_columns_are_guessed(header, delimiter, tmp_path):
    with (tmp_path / "in.csv").open("w", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(
            [header, ["7", 'He said: "No";\nand left, in\tMay.', "A title", "https://a.example/7", "2026-11-23"]]
        )
    [row] = rows_of(tmp_path)
    article = row.article
    assert (article.id, article.text) == ("7", 'He said: "No";\nand left, in\tMay.')
    assert (article.title, article.url) == ("A title", "https://a.example/7")
    assert article.publication_time.ToJsonString() == "2026-11-23T00:00:00Z"


def test_columns_can_be_named(tmp_path):
    (tmp_path / "in.csv").write_text("key,words,text\n1,The bridge opened.,other\n")
    assert texts(rows_of(tmp_path, columns=["text=words", "id=key"])) == {"1": "The bridge opened."}
    with pytest.raises(ArgumentError, match="choose from id, text"):
        Columns.parse(["body=words"])
    [row] = rows_of(tmp_path, columns=["text=missing"])
    assert "no column 'missing'" in row.reason


def test_a_guessed_field_that_does_not_fit_is_left_out_with_a_remark(tmp_path):
    lines = [
        {"text": "One.", "date": "last week", "source": "The Echo", "link": "not a link"},
        {"text": "Two.", "date": "Mon, 23 Nov 2026 18:05:00 +0100"},
        {"text": "Three.", "publication_time": "last week"},
    ]
    (tmp_path / "in.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    first, second, third = rows_of(tmp_path / "in.jsonl")
    assert first.article.publisher == "The Echo"
    assert not first.article.url
    assert len(first.remarks) == 2
    assert "last week" in " ".join(first.remarks)
    assert second.article.publication_time.ToJsonString() == "2026-11-23T17:05:00Z"
    # A field that the contract's own name says is no guess.
    assert "ISO 8601" in third.reason


def test_ids_are_made_of_the_place_when_there_are_none(tmp_path):
    for name in ("a/x.txt", "b/x.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("The bridge opened.")
    (tmp_path / "a" / "rows.jsonl").write_text('{"text": "One."}\n\n{"text": "Two."}\n')
    ids = [row.article_id for row in rows_of(tmp_path / "a", tmp_path / "b")]
    assert ids == ["a/rows.jsonl#1", "a/rows.jsonl#3", "a/x.txt", "b/x.txt"]
    assert [row.article_id for row in rows_of(tmp_path / "b")] == ["x.txt"]
    long = tmp_path / ("d" * 200) / ("e" * 200)
    long.mkdir(parents=True)
    (long / "x.txt").write_text("The bridge opened.")
    [found] = [row.article_id for row in rows_of(tmp_path) if "e" * 50 in row.article_id]
    assert len(found) <= 256


def test_folders_patterns_and_files_are_found_in_one_order(tmp_path):
    for name in ("b/2.txt", "b/10.html", "a.txt", "c/deep/er.jsonl", "notes.doc", ".hidden.txt", "_work/x.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text('{"text": "The bridge opened."}')
    inputs = Inputs([str(tmp_path)])
    assert [file.name for file in inputs.files()] == ["a.txt", "b/10.html", "b/2.txt", "c/deep/er.jsonl"]
    assert inputs.ignored == {".doc": 1}
    assert [file.name for file in Inputs([f"{tmp_path}/b/*"]).files()] == ["10.html", "2.txt"]
    assert [file.name for file in Inputs([f"{tmp_path}/**/*.txt"]).files()] == ["a.txt", "b/2.txt"]
    twice = Inputs([str(tmp_path / "a.txt"), str(tmp_path)])
    assert [file.name for file in twice.files()] == ["a.txt", "b/10.html", "b/2.txt", "c/deep/er.jsonl"]
    assert [file.name for file in Inputs([tmp_path.as_uri()]).files()] == [
        "a.txt", "b/10.html", "b/2.txt", "c/deep/er.jsonl",
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", ["nowhere", "no*where", "notes.doc", "s4://bucket/x"])
def test_an_input_that_is_none_is_refused(wrong, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.doc").write_text("x")
    with pytest.raises(ArgumentError, match=wrong.split(".")[0].replace("*", ".")):
        list(Inputs([wrong]).files())
    (tmp_path / "notes.doc").write_text("The bridge opened.")
    assert texts(rows_of("notes.doc", format=Format.TEXT)) == {"notes.doc": "The bridge opened."}


def test_urls_of_pyarrows_file_systems_are_read(archive):
    by_path, by_url = rows_of(archive), rows_of(archive.as_uri())
    assert [(row.input, row.number, row.article_id, row.reason[:20]) for row in by_url] == [
        (row.input, row.number, row.article_id, row.reason[:20]) for row in by_path
    ]
    assert [row.article for row in by_url] == [row.article for row in by_path]


def test_reading_can_begin_anywhere(archive):
    """From every row on, in a new reader and in one that was somewhere else: the same rows."""
    for file in Inputs([str(archive)]).files():
        whole = list(Rows(Columns()).of(file))
        wandering = Rows(Columns())
        for place in {0, 1, len(whole) // 2, len(whole) - 1} & set(range(len(whole))):
            for reader in (Rows(Columns()), wandering):
                assert list(reader.of(file, whole[place].begin)) == whole[place:]
    assert Start() == Start(0, 0)


def test_parquet_strings_of_every_kind_are_read(tmp_path):
    good, bad = "Bridge é opened.".encode(), b"Bridge \xe9 opened."
    table = pa.table(
        {
            "text": pa.array([good, bad, None], pa.binary()).cast(pa.binary()),
            "title": pa.array(["a", "b", "c"]).dictionary_encode(),
            "id": pa.array([1, 2, 3], pa.int64()),
            "date": pa.array([0, 1, None], pa.date32()),
            "vector": pa.array([[1.0], [2.0], None]),
        }
    )
    pq.write_table(table, tmp_path / "in.parquet")
    first, second, third = rows_of(tmp_path)
    assert first.article.text == "Bridge é opened."
    assert (first.article.title, first.article.id) == ("a", "1")
    assert first.article.publication_time.ToJsonString() == "1970-01-01T00:00:00Z"
    assert "byte 0xE9" in second.reason
    assert second.article_id == "2"
    assert '"text" is empty' in third.reason


def test_a_line_without_end_does_not_fill_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr("whosaid.batch.inputs.records.MAX_BYTES", 1000)
    long = json.dumps({"id": "long", "text": "word " * 1000})
    (tmp_path / "in.jsonl").write_text(f'{{"id": "a", "text": "One."}}\n{long}\n{{"id": "b", "text": "Two."}}\n')
    rows = rows_of(tmp_path)
    assert texts(rows) == {"a": "One.", "b": "Two."}
    assert "no news article" in rows[1].reason
