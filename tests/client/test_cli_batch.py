"""`whosaid batch`: every line becomes one line, nothing half done appears, a stopped run continues."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from whosaid.cli import run

pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def batch(capsys, address):
    def call(*arguments: str, server: str | None = None) -> tuple[int, str]:
        code = run(["batch", "--server", server or address, *arguments])
        out, err = capsys.readouterr()
        assert out == ""
        return code, err

    return call


def write(*lines: object) -> None:
    Path("in.jsonl").write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines))


def read(name: str) -> list[dict]:
    return [json.loads(line) for line in Path(name).read_text().splitlines()]


def files() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


def articles(count: int) -> list[dict]:
    return [{"id": f"a{number}", "text": f"Bridge {number} is open."} for number in range(count)]


def test_lines_become_lines_in_order(batch):
    write(*articles(30))
    code, err = batch("in.jsonl", "out.jsonl")
    assert code == 0
    assert [each["article_id"] for each in read("out.jsonl")] == [f"a{number}" for number in range(30)]
    assert files() == ["in.jsonl", "out.jsonl"]
    assert err.startswith("whosaid: 30 articles in ")


def test_all_fields_of_an_article_are_read(batch, script):
    seen = []
    script.stream = lambda requests, context: (seen.append(r.article) or script.answer(r) for r in requests)
    article = {
        "id": 7, "html": "<p>", "title": "t", "url": "https://a.example", "publisher": "p", "language": "en",
        "publication_time": "2026-11-23", "text": None, "comments": ["ignored"],
    }  # fmt: skip
    write(article)
    assert batch("in.jsonl", "out.jsonl", server=script.address)[0] == 0
    assert (seen[0].id, seen[0].html, seen[0].title, seen[0].url) == ("7", "<p>", "t", "https://a.example")
    assert (seen[0].publisher, seen[0].language) == ("p", "en")
    assert seen[0].publication_time.ToJsonString() == "2026-11-23T00:00:00Z"


def test_bad_lines_become_lines_of_the_errors_file(batch):
    write(
        {"id": "a", "text": "Bridge is open."},
        "{not json",
        "",
        "[1]",
        {"id": "b", "title": "t"},
        {"id": "c", "text": ["list"]},
        {"id": "d", "text": "x", "publication_time": "yesterday"},
        '{"id": "e", "text": "\\ud800"}',
        {"id": "f", "text": "  "},
        {"id": "g", "text": "EXPLODE now."},
        {"id": "h", "text": "Bridge is open."},
    )
    with Path("in.jsonl").open("ab") as file:
        file.write(b'{"id": "i", "text": "\xff"}\n' + b"[" * 100_000 + b"\n")
    code, err = batch("in.jsonl", "out.jsonl")
    assert code == 1
    assert [each["article_id"] for each in read("out.jsonl")] == ["a", "h"]
    errors = {each["line"]: each for each in read("out.errors.jsonl")}
    assert list(errors) == [2, 4, 5, 6, 7, 8, 9, 10, 12, 13]
    for line, words in {
        2: "no JSON", 4: "an array", 5: 'has "id", "title"', 6: '"text" is a string, not an array',
        7: "publication_time", 8: "surrogate", 9: "white space", 10: "log", 12: "offset 21", 13: "nested",
    }.items():  # fmt: skip
        assert words in errors[line]["reason"]
    assert errors[5]["article_id"] == "b"
    assert "article_id" not in errors[2]
    assert "12 articles in" in err
    assert "10 failed: see out.errors.jsonl" in err


def test_nothing_is_overwritten_without_a_word(batch):
    write(*articles(1))
    Path("out.jsonl").write_text("precious\n")
    code, err = batch("in.jsonl", "out.jsonl")
    assert code == 2
    assert "--overwrite" in err
    assert Path("out.jsonl").read_text() == "precious\n"
    assert batch("--overwrite", "in.jsonl", "out.jsonl")[0] == 0
    assert len(read("out.jsonl")) == 1


def stop_after(script, count):
    """The scripted service answers ``count`` articles, then refuses."""
    import grpc

    def stream(requests, context):
        for done, request in enumerate(requests):
            if done == count:
                context.abort(grpc.StatusCode.PERMISSION_DENIED, "enough")
            yield script.answer(request)

    script.stream = stream


def test_a_run_that_was_stopped_continues(batch, script):
    write(*articles(5), "bad", *[{"id": f"b{number}", "text": "Bridge is open."} for number in range(5)])
    stop_after(script, 7)
    code, err = batch("in.jsonl", "out.jsonl", server=script.address)
    assert code == 3
    assert "--resume" in err.splitlines()[0]
    assert files() == ["in.jsonl", "out.errors.jsonl.partial", "out.jsonl.partial"]
    done = len(read("out.jsonl.partial"))
    assert done >= 1

    # Without --resume nothing happens to what is there.
    assert batch("in.jsonl", "out.jsonl")[0] == 2

    # A line that was cut off by a crash does not count.
    with Path("out.jsonl.partial").open("a") as file:
        file.write('{"article_id": "cut o')
    script.stream = script.answer_all
    script.received.clear()
    assert batch("--resume", "in.jsonl", "out.jsonl", server=script.address)[0] == 1
    assert len(script.received) == 10 - done
    assert [each["article_id"] for each in read("out.jsonl")] == [
        *(f"a{number}" for number in range(5)),
        *(f"b{number}" for number in range(5)),
    ]
    assert [each["line"] for each in read("out.errors.jsonl")] == [6]
    assert files() == ["in.jsonl", "out.errors.jsonl", "out.jsonl"]

    # And once more: there is nothing to do.
    code, err = batch("--resume", "in.jsonl", "out.jsonl")
    assert code == 0
    assert "nothing to do" in err


@pytest.mark.parametrize("change", ["other ids", "fewer lines"])
def test_a_run_is_not_continued_with_another_file(change, batch, script):
    write(*articles(10))
    stop_after(script, 5)
    batch("in.jsonl", "out.jsonl", server=script.address)
    before = Path("out.jsonl.partial").read_bytes()
    assert before
    write(*({"id": f"x{number}", "text": "Bridge."} for number in range(10)) if change == "other ids" else ())
    code, err = batch("--resume", "in.jsonl", "out.jsonl")
    assert code == 2
    assert "--overwrite" in err
    assert Path("out.jsonl.partial").read_bytes() == before


def test_an_unreachable_service_is_3_and_no_article_is_to_blame(batch, unused_address):
    write(*articles(3))
    code, err = batch("in.jsonl", "out.jsonl", server=unused_address)
    assert code == 3
    assert "whosaid serve" in err
    assert Path("out.errors.jsonl.partial").read_bytes() == b""


def test_missing_input_is_a_usage_error(batch):
    code, err = batch("nowhere.jsonl", "out.jsonl")
    assert code == 2
    assert "nowhere.jsonl" in err
    assert err.count("\n") == 1
    assert files() == []


def test_an_empty_file_makes_an_empty_file(batch):
    write()
    assert batch("in.jsonl", "out.jsonl")[0] == 0
    assert Path("out.jsonl").read_bytes() == b""
