"""`whosaid batch` and `whosaid convert` as they are typed: through a service, into a file or a folder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import grpc
import pyarrow.parquet as pq
import pytest

from whosaid.cli import run
from whosaid.v1 import claim_extraction_service_pb2 as pb

PROGRAM = [str(Path(sys.executable).parent / "whosaid")]

pytestmark = [pytest.mark.usefixtures("quick"), pytest.mark.timeout(300)]


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def whosaid(capsys):
    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        return code, *capsys.readouterr()

    return call


@pytest.fixture
def batch(whosaid, address):
    def call(*arguments: str, server: str | None = None) -> tuple[int, str]:
        code, out, err = whosaid("batch", "--server", server or address, *arguments)
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


def test_a_file_becomes_a_file_in_its_order(batch):
    write(*articles(30))
    code, err = batch("in.jsonl", "out.jsonl")
    assert code == 0
    assert [each["article_id"] for each in read("out.jsonl")] == [f"a{number}" for number in range(30)]
    assert files() == ["in.jsonl", "out.jsonl"]
    assert "30 articles, 30 claims, 0 errors in " in err


def test_all_fields_of_an_article_are_sent(batch, script):
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


def test_bad_rows_become_errors_with_their_places(batch):
    write(
        {"id": "a", "text": "Bridge is open."},
        "{not json",
        "",
        {"id": "b", "title": "t"},
        {"id": "d", "text": "x", "publication_time": "yesterday"},
        '{"id": "e", "text": "\\ud800"}',
        {"id": "f", "text": "EXPLODE now."},
        {"id": "h", "text": "Bridge is open."},
    )
    with Path("in.jsonl").open("ab") as file:
        file.write(b"[" * 100_000 + b"\n")
    code, err = batch("in.jsonl", "out.jsonl")
    assert code == 1
    assert [each["article_id"] for each in read("out.jsonl")] == ["a", "h"]
    errors = {each["row"]: each for each in read("out.errors.jsonl")}
    assert list(errors) == [2, 4, 5, 6, 7, 9]
    for row, words in {
        2: "no JSON",
        4: 'has "id", "title"',
        5: "ISO 8601",
        6: "surrogate",
        7: "log",
        9: "nested",
    }.items():
        assert words in errors[row]["reason"]
    assert errors[4]["article_id"] == "b"
    assert [each["may_succeed"] for each in errors.values()] == [False] * 4 + [True, False]
    assert "error: in.jsonl, row 2: the line is no JSON" in err
    assert "… and 3 more" in err
    # What may succeed is kept for --retry-failed.
    assert "--retry-failed" in err
    assert files() == ["in.jsonl", "out.errors.jsonl", "out.jsonl", "out.jsonl.run"]


def test_nothing_is_overwritten_without_a_word(batch):
    write(*articles(1))
    Path("out.jsonl").write_text("precious\n")
    code, err = batch("in.jsonl", "out.jsonl")
    assert code == 2
    assert "--overwrite" in err
    assert Path("out.jsonl").read_text() == "precious\n"
    assert batch("--overwrite", "in.jsonl", "out.jsonl")[0] == 0
    assert len(read("out.jsonl")) == 1


def test_a_folder_gets_the_tables_and_other_formats(batch):
    Path("in").mkdir()
    for number in range(3):
        Path("in", f"{number}.txt").write_text(f"Bridge {number} is open. It is long, Ann Lee said.")
    code, err = batch("--also", "csv", "--also", "jsonl", "in", "out")
    assert code == 0
    claims = pq.read_table("out/claims").to_pylist()
    assert [each["article_id"] for each in claims] == ["0.txt", "0.txt", "1.txt", "1.txt", "2.txt", "2.txt"]
    assert Path("out/csv/part-00000.csv").read_text().count("\n") == 7
    assert len(read("out/jsonl/part-00000.jsonl")) == 3
    assert "claims by source: Ann Lee (3)" in err
    code, err = batch("in", "out")
    assert code == 0
    assert "there was nothing to read" in err


def test_options_reach_the_service(batch):
    Path("in.txt").write_text("The bridge will open. The bridge is long.")
    assert batch("--kind", "prediction", "in.txt", "out.jsonl")[0] == 0
    assert [each["text"] for each in read("out.jsonl")[0]["claims"]] == ["The bridge will open."]


def test_several_services_share_the_work(batch, script, address):
    read_there = []
    script.info = pb.GetServiceInfoResponse(model=pb.ModelInfo(name="stand-in", version="1", content_hash="ab" * 32))

    def stream(requests, context):
        for request in requests:
            read_there.append(request.article.id)
            time.sleep(0.02)
            answer = script.answer(request)
            answer.response.model.MergeFrom(script.info.model)
            yield answer

    script.stream = stream
    write(*({"id": f"a{n}", "text": f"Bridge {n} SLOW." if n % 3 else f"Bridge {n}."} for n in range(24)))
    code, err = batch("--shard-size", "2", "--server", script.address, "in.jsonl", "out.jsonl")
    assert code == 0, err
    assert [each["article_id"] for each in read("out.jsonl")] == [f"a{n}" for n in range(24)]
    assert 0 < len(read_there) < 24


def test_a_service_with_another_model_is_refused(batch, script):
    script.info = pb.GetServiceInfoResponse(model=pb.ModelInfo(name="other", version="3", content_hash="ee"))
    write(*articles(4))
    code, err = batch("--server", script.address, "in.jsonl", "out")
    assert code == 2
    assert "other 3 (ee) now" in err


def test_a_service_that_goes_away_stops_the_run_and_the_run_goes_on(batch, script, monkeypatch):
    monkeypatch.setattr("whosaid.batch.engines.server.ServerEngine.__init__.__defaults__", ((0.01, 0.01),))
    write(*articles(10))

    def stream(requests, context):
        for done, request in enumerate(requests):
            if done == 2:
                context.abort(grpc.StatusCode.PERMISSION_DENIED, "enough")
            yield script.answer(request)

    script.stream = stream
    code, err = batch("--shard-size", "1", "in.jsonl", "out", server=script.address)
    assert code == 0, err  # two articles a stream are enough for shards of one
    assert len(pq.read_table("out/articles")) == 10

    def refuse(requests, context):
        context.abort(grpc.StatusCode.PERMISSION_DENIED, "enough")

    script.stream = refuse
    code, err = batch("in.jsonl", "other", server=script.address)
    assert code == 3
    assert "refuses" in err
    script.stream = script.answer_all
    assert batch("in.jsonl", "other", server=script.address)[0] == 0
    assert len(pq.read_table("other/articles")) == 10


def test_an_unreachable_service_is_3_and_leaves_nothing(batch, unused_address):
    write(*articles(3))
    code, err = batch("in.jsonl", "out.jsonl", server=unused_address)
    assert code == 3
    assert "whosaid serve" in err
    assert files() == ["in.jsonl"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.jsonl", "out.jsonl"], "nowhere.jsonl does not exist"),
        (["in.jsonl"], "name the output"),
        (["--column", "body", "in.jsonl", "out"], "FIELD=COLUMN"),
        (["--run-on", "local", "in.jsonl", "out"], "--server has no use"),
        (["--ray-address", "auto", "in.jsonl", "out"], "--run-on ray"),
        (["--processes", "2", "in.jsonl", "out"], "have no use with a service"),
        (["in.jsonl", "in.jsonl", "in.jsonl"], "exists"),
    ],
)
def test_a_wrong_command_line_is_one_line_and_2(arguments, words, batch):
    write(*articles(1))
    code, err = batch(*arguments)
    assert code == 2
    assert words in err
    assert err.count("\n") == 1
    assert files() == ["in.jsonl"]


def test_a_dry_run_says_what_would_be_done_and_does_nothing(whosaid, address):
    write(*articles(40), "bad", {"headline": "h", "body": "Bridge is open.", "id": "a1"})
    Path("more.csv").write_text("Body,Link\nBridge is open.,https://a.example/1\n")
    code, out, err = whosaid("batch", "--server", address, "--dry-run", "in.jsonl", "more.csv", "out")
    assert (code, err) == (0, "")
    assert "files:     2 (1 jsonl, 1 csv)" in out
    assert "articles:  41 with" in out
    assert "more.csv: text=Body, url=Link" in out
    assert "2 rows cannot be read, 1 of them because their id is there before" in out
    assert "in.jsonl, row 41: the line is no JSON" in out
    assert "time:      about" in out
    assert files() == ["in.jsonl", "more.csv"]


def test_standard_input_is_read(address):
    lines = "".join(f"{json.dumps(each)}\n" for each in articles(3))
    done = subprocess.run(
        [*PROGRAM, "batch", "--server", address, "-", "out.jsonl"],
        input=lines, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [each["article_id"] for each in read("out.jsonl")] == ["a0", "a1", "a2"]


def interrupted(script, presses):
    """A run through a service that never answers, with Ctrl-C pressed so many times; its exit code and stderr."""

    def stream(requests, context):
        next(requests)
        while context.is_active():
            time.sleep(0.01)
        yield from ()

    script.stream = stream
    write(*articles(2))
    command = [*PROGRAM, "batch", "--server", script.address, "in.jsonl", "out"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        while not script.received and process.poll() is None:
            time.sleep(0.02)
        for _ in range(presses):
            process.send_signal(signal.SIGINT)
            time.sleep(0.5)
        err = process.stderr.read()
    return process.returncode, err


def test_ctrl_c_twice_stops_at_once_and_says_how_to_go_on(script):
    code, err = interrupted(script, 2)
    assert code == 130
    assert "once more stops at once" in err
    assert f"go on with: whosaid batch --server {script.address} in.jsonl out" in err
    assert not list(Path("out/_work/shards").glob("*/.*"))


def test_convert(whosaid, batch):
    write(*articles(3))
    batch("in.jsonl", "out")
    assert whosaid("convert", "out", "claims.csv") == (0, "", "whosaid: 3 claims in claims.csv\n")
    code, _, err = whosaid("convert", "out", "claims.csv")
    assert code == 2
    assert "--overwrite" in err
    assert whosaid("convert", "--overwrite", "out", "claims.csv")[0] == 0
    code, _, err = whosaid("convert", "claims.csv", "claims.parquet")
    assert code == 2
    assert "have less" in err


@pytest.mark.parametrize("command", ["batch", "convert"])
def test_without_its_packages_batch_says_which_extra(command):
    code = """
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "pyarrow":
            raise ModuleNotFoundError("No module named 'pyarrow'", name=name)
sys.meta_path.insert(0, Blocker())
from whosaid.cli import main
sys.exit(main())
"""
    done = subprocess.run(
        [sys.executable, "-c", code, command, "in.jsonl", "out"], capture_output=True, text=True, check=False,
        env={**os.environ, "COLUMNS": "80"},
    )  # fmt: skip
    assert done.returncode == 4
    assert 'pip install "whosaid[batch]"' in done.stderr
