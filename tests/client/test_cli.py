"""The commands in this process, against a real server; what needs a process of its own is in test_cli_process."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from google.protobuf import json_format

from whosaid.cli import run
from whosaid.cli._formats import CSV_COLUMNS
from whosaid.v1 import claim_extraction_service_pb2 as pb

TEXT = "The bridge will open in May, Ann Lee said. It is 90 metres long."


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """An empty folder that is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def whosaid(capsys):
    """``whosaid("extract", …)`` → exit code, stdout, stderr."""

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(arguments)
        return code, *capsys.readouterr()

    return call


@pytest.fixture
def extract(whosaid, address):
    return lambda *arguments: whosaid("extract", "--server", address, *arguments)


def lines_of(output: str) -> list[dict]:
    return [json.loads(line) for line in output.splitlines()]


def test_the_view_groups_claims_by_source(folder, extract):
    Path("a.txt").write_text(TEXT)
    code, out, err = extract("a.txt", "--title", "A bridge")
    assert (code, err) == (0, "")
    assert [line.rstrip() for line in out.splitlines()] == [
        "a.txt ──────────────────────────────────────────────────────────────────────────",
        "A bridge",
        "2 claims, 1 source",
        "",
        "Ann Lee  (person, 1 claim)",
        "  1. The bridge will open in May.",
        "     prediction · check-worthiness 0.28 · confidence 0.75",
        "     “The bridge will open in May”",
        "",
        "The article itself  (1 claim)",
        "  2. It is 90 metres long.",
        "     fact · check-worthiness 0.21 · confidence 0.75",
        "     “It is 90 metres long.”",
        "",
    ]


def test_jsonl_is_one_canonical_response_per_article(folder, extract):
    Path("one.txt").write_text(TEXT)
    Path("two.txt").write_text("Ça va.\u2028It is.")
    code, out, _ = extract("--output", "jsonl", "one.txt", "two.txt")
    assert code == 0
    assert len(out.splitlines()) == 2
    first, second = (json_format.Parse(line, pb.ExtractClaimsResponse()) for line in out.splitlines())
    assert (first.article_id, second.article_id) == ("one", "two")
    assert lines_of(out)[0]["claims"][0]["check_worthiness"] == pytest.approx(0.28)
    assert "Ça va." in out


def test_json_is_one_object_or_an_array_also_when_some_fail(folder, extract):
    Path("one.txt").write_text(TEXT)
    Path("bad.txt").write_text(" ")
    Path("two.txt").write_text(TEXT)
    assert json.loads(extract("-o", "json", "one.txt")[1])["article_id"] == "one"
    code, out, _ = extract("-o", "json", "one.txt", "bad.txt", "two.txt")
    assert code == 1
    assert [each["article_id"] for each in json.loads(out)] == ["one", "two"]
    assert json.loads(extract("-o", "json", "bad.txt", "bad.txt")[1]) == []


def test_csv_has_one_row_per_claim(folder, extract):
    Path("a.txt").write_text(TEXT)
    code, out, _ = extract("-o", "csv", "a.txt")
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert rows[0] == {
        "article_id": "a", "claim_id": "0", "claim": "The bridge will open in May.", "source": "Ann Lee",
        "source_type": "person", "source_chain": "Ann Lee", "source_mention": "Ann Lee", "cue": "said",
        "quote_style": "indirect", "holder": "", "kind": "prediction", "check_worthiness": "0.280",
        "confidence": "0.750", "negated": "false", "hedged": "false", "context_dependent": "false",
        "evidence": "The bridge will open in May", "part": "text", "begin": "0", "end": "27",
    }  # fmt: skip
    assert (rows[1]["source"], rows[1]["source_chain"], rows[1]["cue"]) == ("", "", "")


def test_options_reach_the_service(folder, extract, whosaid, script):
    Path("a.txt").write_text(TEXT)
    assert len(lines_of(extract("-o", "jsonl", "--kind", "prediction", "a.txt")[1])[0]["claims"]) == 1
    assert "claims" not in lines_of(extract("-o", "jsonl", "--min-confidence", "0.9", "a.txt")[1])[0]

    seen = []
    script.unary = lambda request, context: seen.append(request) or pb.ExtractClaimsResponse()
    arguments = "--title T --url https://a.example --publisher P --published 2026-11-23T18:05Z --language en-GB"
    code, _, err = whosaid("extract", "--server", script.address, *arguments.split(), "a.txt")
    assert (code, err) == (0, "")
    article = seen[0].article
    assert (article.id, article.text, article.title) == ("a", TEXT, "T")
    assert (article.url, article.publisher, article.language) == ("https://a.example", "P", "en-GB")
    assert article.publication_time.ToJsonString() == "2026-11-23T18:05:00Z"


def test_the_server_may_stand_in_the_environment(folder, whosaid, address, monkeypatch):
    monkeypatch.setenv("WHOSAID_SERVER", address)
    Path("a.txt").write_text(TEXT)
    assert whosaid("extract", "a.txt")[0] == 0


@pytest.mark.parametrize("name", ["page.html", "page.HTM"])
def test_web_pages_are_sent_as_html(name, folder, extract):
    Path(name).write_text("<p>The bridge is open.</p>")
    answer = lines_of(extract("-o", "jsonl", name)[1])[0]
    assert answer["text"] == "The bridge is open."
    assert "<p>" not in extract(name)[1]


def test_a_bad_file_is_one_line_and_the_others_are_printed(folder, extract):
    Path("good.txt").write_text(TEXT)
    Path("latin.txt").write_bytes("Ça va.".encode("latin-1"))
    Path("bom.txt").write_bytes(b"\xef\xbb\xbfOK " + b"\xff")
    Path("wide.txt").write_text("A bridge.", encoding="utf-16")
    Path("nul.txt").write_bytes(b"A bri\0dge.")
    Path("empty.txt").write_bytes(b"")
    Path("folder").mkdir()
    names = ["missing.txt", "latin.txt", "bom.txt", "wide.txt", "nul.txt", "empty.txt", "folder", "good.txt"]
    code, out, err = extract("-o", "jsonl", *names)
    assert code == 1
    assert [each["article_id"] for each in lines_of(out)] == ["good"]
    lines = err.splitlines()
    for line, name, words in zip(
        lines,
        names,
        ["No such file", "byte 0xC7 at offset 0", "byte 0xFF at offset 6", "UTF-16", "NUL byte at offset 5",
         "set text or html", "is a folder"],
        strict=False,
    ):  # fmt: skip
        assert line.startswith(f"whosaid: {name}: ")
        assert words in line
    assert len(lines) == 7


def test_a_byte_order_mark_is_no_part_of_the_text(folder, extract):
    Path("a.txt").write_bytes(b"\xef\xbb\xbfThe bridge is open.")
    claim = lines_of(extract("-o", "jsonl", "a.txt")[1])[0]["claims"][0]
    assert claim["evidence"] == [{"end": 19, "part": "PART_TEXT"}]


def test_line_ends_are_kept_so_that_offsets_fit_the_file(folder, extract):
    Path("a.txt").write_bytes(b"One is.\r\nTwo is.")
    claims = lines_of(extract("-o", "jsonl", "a.txt")[1])[0]["claims"]
    assert claims[1]["evidence"][0]["begin"] == 9


@pytest.mark.parametrize(
    ("files", "ids"),
    [
        (["a/x.txt", "b/y.txt"], ["x", "y"]),
        (["a/x.txt", "b/x.txt"], ["a/x.txt", "b/x.txt"]),
        (["a/x.txt", "a/x.html"], ["x.txt", "x.html"]),
        (["a/x.txt", "a/x.html", "b/x.txt", "b/y.txt"], ["a/x.txt", "a/x.html", "b/x.txt", "y"]),
        (["a/x.txt", "a/x.txt"], ["a/x.txt", "a/x.txt#2"]),
        (["a/ sp ace .txt"], ["sp ace"]),
        (["a/li\nne.txt"], ["li_ne"]),
    ],
)
def test_ids_are_stems_that_do_not_collide_silently(files, ids, folder, extract):
    for name in files:
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text("The bridge is open.")
    code, out, err = extract("-o", "jsonl", *files)
    assert code == 0
    assert [each["article_id"] for each in lines_of(out)] == ids
    clashes = sum(name not in {Path(file).stem.strip().replace("\n", "_") for file in files} for name in ids)
    assert len(err.splitlines()) == clashes


def test_control_characters_of_an_article_do_not_reach_the_terminal(folder, extract):
    Path("a.txt").write_text("The \x1b[31mred\x07 bridge\x9b is open.")
    out = extract("a.txt")[1]
    assert not {"\x1b", "\x07", "\x9b"} & set(out)
    assert "red" in out


def test_unexpected_failures_of_the_service_name_the_log_entry(folder, extract):
    Path("a.txt").write_text("EXPLODE now.")
    code, _, err = extract("a.txt")
    assert code == 1
    assert "log" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "FILE"),
        (["a.txt", "b.txt", "--title", "T"], "--title"),
        (["a.txt", "--kind", "gossip"], "gossip"),
        (["a.txt", "--min-confidence", "2"], "--min-confidence"),
        (["a.txt", "--published", "yesterday"], "2026-11-23"),
        (["a.txt", "--server", "http://localhost:50051"], "without http://"),
        (["a.txt", "--server", "localhost"], "HOST:PORT"),
        (["a.txt", "--output", "xml"], "xml"),
        (["-", "-"], "only once"),
        (["a.txt", "--colour"], "--colour"),
    ],
)
def test_a_wrong_command_line_is_one_line_and_2(arguments, words, folder, whosaid):
    Path("a.txt").write_text(TEXT)
    Path("b.txt").write_text(TEXT)
    code, out, err = whosaid("extract", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("whosaid: ")
    assert err.count("\n") == 1
    assert words in err


def test_an_unreachable_service_ends_the_command_at_once_with_3(folder, whosaid, unused_address):
    for name in "abc":
        Path(f"{name}.txt").write_text(TEXT)
    for command in (["extract", "a.txt", "b.txt", "c.txt"], ["info"]):
        code, out, err = whosaid(command[0], "--server", unused_address, *command[1:])
        assert (code, out) == (3, "")
        assert err.count("\n") == 1
        assert unused_address in err
        assert "whosaid serve" in err


def test_a_deadline_concerns_one_article(folder, extract):
    Path("slow.txt").write_text("SLOW down.")
    Path("quick.txt").write_text(TEXT)
    code, out, err = extract("-o", "jsonl", "--timeout", "0.6", "slow.txt", "quick.txt")
    assert code == 1
    assert [each["article_id"] for each in lines_of(out)] == ["quick"]
    assert err.startswith("whosaid: slow.txt: ")


def test_info(whosaid, address):
    code, out, _ = whosaid("info", "--server", address)
    assert code == 0
    assert "stand-in 1" in out
    assert "20,000 characters" in out
    answer = json_format.Parse(whosaid("info", "--server", address, "--json")[1], pb.GetServiceInfoResponse())
    assert answer.limits.max_article_characters == 20_000


@pytest.mark.parametrize("command", [[], ["extract"], ["batch"], ["convert"], ["info"]])
def test_help_fits_80_columns_and_shows_examples(command, whosaid):
    code, out, _ = whosaid(*command, "--help")
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "  whosaid " in out


def test_no_command_shows_the_help(whosaid):
    code, out, err = whosaid()
    assert (code, out) == (2, "")
    assert err.startswith("Usage: whosaid")


def test_help_documents_exit_codes_and_columns(whosaid):
    out = whosaid("--help")[1]
    for code in (0, 1, 2, 3, 4, 5, 6, 130):
        assert f" {code}  " in out
    assert all(column in whosaid("extract", "--help")[1] for column in CSV_COLUMNS)


def test_a_fault_of_the_program_is_one_line(folder, whosaid, monkeypatch):
    Path("a.txt").write_text(TEXT)

    def fail(*_: object) -> None:
        raise LookupError("what\nhappened")

    monkeypatch.setattr("whosaid.cli._extract.open_backend", fail)
    code, _, err = whosaid("extract", "a.txt")
    assert code == 5
    assert err.count("\n") == 1
    assert "LookupError: what happened" in err
