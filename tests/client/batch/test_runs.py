"""Runs that end well: what they write, when they refuse, what they do again."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest

from whosaid import batch
from whosaid.v1 import claim_extraction_service_pb2 as pb


@pytest.fixture
def lines(tmp_path):
    """``lines(first, ...)``: a file of JSON lines with these articles."""

    def write(*articles, name="in.jsonl"):
        path = tmp_path / name
        path.write_text("".join(f"{json.dumps(each)}\n" for each in articles))
        return path

    return write


def bridges(count):
    return [{"id": f"a{number}", "text": f"Bridge {number} is open. Ann Lee said so."} for number in range(count)]


def manifest(output):
    return json.loads((output / "manifest.json").read_text())


def files_of(output):
    return sorted(path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file())


def test_a_run_makes_the_tables_and_says_what_it_did(archive, run, tables_of, tmp_path):
    summary = run(tmp_path / "out", archive)
    assert files_of(tmp_path / "out") == [
        "_work/lock", "articles/part-00000.parquet", "claims/part-00000.parquet", "errors.parquet", "inputs.jsonl",
        "manifest.json",
    ]  # fmt: skip
    found = tables_of(tmp_path / "out")
    assert summary.articles == len(found["articles"]) == 97
    assert summary.errors == len(found["errors"]) == 14
    assert summary.claims == len(found["claims"]) == sum(each["claim_count"] for each in found["articles"])
    indexes = [each["article_index"] for each in found["articles"] + found["errors"]]
    assert sorted(indexes) == list(range(111))
    written = manifest(tmp_path / "out")
    assert written["state"] == "complete"
    assert written["identity"]["model"]["content_hash"] == "ab" * 32
    assert written["inputs"]["rows"] == 111
    assert written["counts"]["claims"] == summary.claims
    inputs = [json.loads(line) for line in (tmp_path / "out" / "inputs.jsonl").open()]
    assert len(inputs) == written["inputs"]["files"]
    assert all(len(each["sha256"]) == 64 and each["size"] == Path(each["path"]).stat().st_size for each in inputs)
    [entry] = written["runs"]
    assert (entry["end"], entry["articles"]) == ("finished", 97)


def test_the_tables_are_read_by_pandas_and_duckdb(archive, run, tables_of, tmp_path):
    run(tmp_path / "out", archive)
    claims = tables_of(tmp_path / "out")["claims"]
    frame = pd.read_parquet(tmp_path / "out" / "claims")
    assert list(frame["text"]) == [each["text"] for each in claims]
    by_source = duckdb.sql(
        f"select source, count(*) from '{tmp_path}/out/claims/*.parquet' where source is not null group by 1"
    ).fetchall()
    assert sum(count for _, count in by_source) == sum(each["source"] is not None for each in claims)
    spans = duckdb.sql(
        f"select evidence[1].begin, evidence[1].text, text from '{tmp_path}/out/claims/*.parquet'"
    ).fetchall()
    assert all(words == text for _, words, text in spans)


def test_shards_do_not_show_in_the_tables(archive, run, tables_of, tmp_path):
    run(tmp_path / "small", archive, shard_rows=1)
    run(tmp_path / "large", archive, shard_rows=1000)
    assert tables_of(tmp_path / "small") == tables_of(tmp_path / "large")
    assert manifest(tmp_path / "small")["inputs"]["shards"] > 50


def test_the_first_of_two_articles_with_one_id_is_read(lines, run, tables_of, tmp_path):
    first = lines(
        {"id": "a", "title": "no words"}, {"id": "a", "text": "One."}, {"id": "b", "text": "Two."}, name="1.jsonl"
    )
    second = lines({"id": "a", "text": "Three."}, {"id": "c", "text": "Four."}, name="2.jsonl")
    summary = run(tmp_path / "out", first, second, shard_rows=2)
    found = tables_of(tmp_path / "out")
    assert [(each["article_id"], each["input"], each["row"]) for each in found["articles"]] == [
        ("a", "1.jsonl", 2), ("b", "1.jsonl", 3), ("c", "2.jsonl", 2),
    ]  # fmt: skip
    assert [(each["input"], each["row"]) for each in found["errors"]] == [("1.jsonl", 1), ("2.jsonl", 1)]
    assert "(1.jsonl, row 2)" in found["errors"][1]["reason"]
    assert summary.totals.duplicates == 1


def test_duplicates_are_found_when_the_ids_do_not_fit_into_the_memory(run, lines, tables_of, monkeypatch, tmp_path):
    monkeypatch.setattr("whosaid.batch.duplicates._BUFFERED", 7)
    path = lines(*bridges(40), *bridges(40)[::3])
    run(tmp_path / "out", path)
    found = tables_of(tmp_path / "out")
    assert len(found["articles"]) == 40
    assert [each["article_id"] for each in found["errors"]] == [each["id"] for each in bridges(40)[::3]]


def test_a_finished_run_is_not_done_again(lines, run, stand_in, tmp_path):
    path = lines(*bridges(5))
    run(tmp_path / "out", path)
    before = {
        name: (tmp_path / "out" / name).read_bytes() for name in files_of(tmp_path / "out") if name != "_work/lock"
    }

    class Unused(stand_in.InlineEngine):
        def start(self):
            raise AssertionError

    summary = run(tmp_path / "out", path, engine=Unused(stand_in.StandInReader(), batch.Columns()))
    assert summary.nothing_to_do
    assert {name: (tmp_path / "out" / name).read_bytes() for name in before} == before


def another_model(stand_in):
    reader = stand_in.StandInReader(model=pb.ModelInfo(name="stand-in", version="2", content_hash="cd" * 32))
    return {"engine": stand_in.InlineEngine(reader, batch.Columns())}


@pytest.mark.parametrize("finished", [True, False])
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda stand_in: {"options": batch.Options(min_confidence=0.5)},
            "min confidence: 0.0 when it was begun, 0.5 now",
        ),
        (lambda stand_in: {"options": batch.Options(kinds=("fact",))}, "kinds: (all) when it was begun, fact now"),
        (
            lambda stand_in: {"columns": batch.Columns({"title": "id"})},
            "columns: (none) when it was begun, title=id now",
        ),
        (another_model, "model: stand-in 1 (abababababab) when it was begun, stand-in 2 (cdcdcdcdcdcd) now"),
    ],
)
def test_another_model_or_other_options_are_refused(change, words, finished, lines, run, stand_in, tables_of, tmp_path):
    path = lines(*bridges(6))
    interrupt_after(1, run, stand_in, tmp_path / "out", path)
    if finished:
        run(tmp_path / "out", path, shard_rows=1)
    with pytest.raises(batch.OtherRunError, match="another output folder") as caught:
        run(tmp_path / "out", path, **change(stand_in))
    assert words in str(caught.value)
    run(tmp_path / "out", path)
    assert len(tables_of(tmp_path / "out")["articles"]) == 6


def interrupt_after(shards, run, stand_in, output, path):
    """A run that is asked to stop when it has finished so many shards."""
    stop = batch.Stop()

    class Stopping(stand_in.InlineEngine):
        def wait(self, timeout):
            events = super().wait(timeout)
            done = len(list(output.glob("_work/shards/*/[0-9]*")))
            if done >= shards:
                stop.ask()
            return events

    engine = Stopping(stand_in.StandInReader(), batch.Columns())
    with pytest.raises(batch.InterruptedRunError):
        run(output, path, engine=engine, stop=stop, shard_rows=1)


def test_a_run_that_was_asked_to_stop_finishes_its_shards_and_goes_on_later(lines, run, stand_in, tables_of, tmp_path):
    path = lines(*bridges(6))
    interrupt_after(2, run, stand_in, tmp_path / "out", path)
    assert manifest(tmp_path / "out")["runs"][0]["end"] == "interrupted"
    read = []

    class Noting(stand_in.StandInReader):
        def read(self, articles):
            read.extend(each.id for each in articles)
            return super().read(articles)

    run(tmp_path / "out", path, engine=stand_in.InlineEngine(Noting(), batch.Columns()))
    assert read == ["a2", "a3", "a4", "a5"]
    assert len(tables_of(tmp_path / "out")["articles"]) == 6


@pytest.mark.parametrize("change", ["content", "more", "fewer"])
def test_inputs_that_changed_are_refused(change, run, stand_in, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.txt").write_text(f"Bridge {number} is open.")
    interrupt_after(1, run, stand_in, tmp_path / "out", folder)
    os.utime(folder / "3.txt")  # a new time alone is no change
    if change == "content":
        (folder / "2.txt").write_text("Bridge 2 is shut.")
    elif change == "more":
        (folder / "4.txt").write_text("Bridge 4 is open.")
    else:
        (folder / "2.txt").unlink()
    with pytest.raises(
        batch.OtherRunError, match={"content": "another content", "more": "not among", "fewer": "is not now"}[change]
    ):
        run(tmp_path / "out", folder)


def test_a_file_that_changes_while_others_are_read_is_noticed(run, stand_in, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(8):
        (folder / f"{number}.txt").write_text(f"Bridge {number} is open.")

    class Changing(stand_in.StandInReader):
        def read(self, articles):
            (folder / "7.txt").write_text("Tunnel 7 is open.")
            return super().read(articles)

    with pytest.raises(batch.OtherRunError, match="changed since the work was planned"):
        run(tmp_path / "out", folder, engine=stand_in.InlineEngine(Changing(), batch.Columns()), shard_rows=1)


def test_failed_articles_are_read_again_when_asked_to(lines, run, tables_of, monkeypatch, tmp_path):
    calm = tmp_path / "calm"
    monkeypatch.setenv("WHOSAID_TEST_CALM", str(calm))
    articles = bridges(20)
    articles[3]["text"] = articles[11]["text"] = "A FLAKY article. It has two claims."
    articles[5]["text"] = "EXPLODE now."
    path = lines(*articles)
    summary = run(tmp_path / "out", path)
    assert (summary.articles, summary.errors, summary.may_succeed) == (17, 3, 2)
    assert [each["may_succeed"] for each in tables_of(tmp_path / "out")["errors"]] == [True, False, True]
    # Nothing is tried unless it is asked for, and failing once more changes nothing.
    assert run(tmp_path / "out", path).nothing_to_do
    before = tables_of(tmp_path / "out")
    assert run(tmp_path / "out", path, retry_failed=True).may_succeed == 2
    assert tables_of(tmp_path / "out") == before
    calm.touch()
    summary = run(tmp_path / "out", path, retry_failed=True)
    assert (summary.articles, summary.errors, summary.may_succeed) == (19, 1, 0)
    found = tables_of(tmp_path / "out")
    assert [each["article_id"] for each in found["articles"]] == [f"a{n}" for n in range(20) if n != 5]
    indexes = [each["article_index"] for each in found["claims"]]
    assert indexes == sorted(indexes)
    assert not (tmp_path / "out" / "_work" / "shards").exists()
    assert run(tmp_path / "out", path, retry_failed=True).nothing_to_do


def test_standard_input_is_kept_for_another_time(stand_in, tables_of, tmp_path, monkeypatch):
    data = "".join(f"{json.dumps(each)}\n" for each in bridges(5)).encode()
    job = batch.Job(inputs=["-"], output=tmp_path / "out", shard_rows=1)
    engine = lambda: stand_in.make_engine("inline", 0.0)  # noqa: E731
    first = batch.Stop()

    class StopAfterOne(stand_in.InlineEngine):
        def submit(self, task):
            super().submit(task)
            first.ask()

    with pytest.raises(batch.InterruptedRunError):
        batch.run(job, StopAfterOne(stand_in.StandInReader(), batch.Columns()), batch.Silent(), first, io.BytesIO(data))
    with pytest.raises(batch.OtherRunError, match="standard input"):
        batch.run(job, engine(), batch.Silent(), batch.Stop(), io.BytesIO(data + data))
    batch.run(job, engine(), batch.Silent(), batch.Stop(), io.BytesIO(b""))
    assert len(tables_of(tmp_path / "out")["articles"]) == 5


def test_inputs_without_an_article_leave_nothing_behind(lines, run, tmp_path):
    path = lines({"id": "a", "Text der Seite": "Die Brücke ist offen."})
    with pytest.raises(batch.ArgumentError, match='neither "text" nor "html"; it has "id", "Text der Seite"'):
        run(tmp_path / "out", path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(batch.ArgumentError, match="no file with articles"):
        run(tmp_path / "out", tmp_path / "empty")
    assert not (tmp_path / "out").exists()


def test_a_folder_with_other_files_is_not_written_into(lines, run, tmp_path):
    path = lines(*bridges(1))
    with pytest.raises(batch.ArgumentError, match="new or an empty folder"):
        run(tmp_path, path)
    assert not (tmp_path / "_work").exists()


def test_memory_does_not_grow_with_the_archive(tmp_path, stand_in):
    """Ten times the articles, the same peak; in a process of its own."""
    import subprocess

    code = """
import resource, sys
sys.path.insert(0, sys.argv[3])
import stand_in
from pathlib import Path
from whosaid import batch
path = Path(sys.argv[1]) / "in.jsonl"
with path.open("w") as out:
    for number in range(int(sys.argv[2])):
        out.write('{"id": "a%d", "text": "Bridge %d is open. %s"}\\n' % (number, number, "It is a long bridge. " * 20))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
job = batch.Job(inputs=[str(path)], output=Path(sys.argv[1]) / "out", shard_rows=64)
batch.run(job, stand_in.make_engine("inline", 0.0), batch.Silent(), batch.Stop())
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    grown = []
    for count in (300, 3000):
        folder = tmp_path / str(count)
        folder.mkdir()
        here = str(Path(stand_in.__file__).parent)
        done = subprocess.run(
            [sys.executable, "-c", code, str(folder), str(count), here], capture_output=True, text=True, check=True
        )
        grown.append(int(done.stdout) / 1024)
    assert grown[1] < grown[0] + 60, grown  # MiB; 2,700 articles' rows would be 300 MiB of objects


def test_a_part_is_not_larger_than_it_may_be(archive, run, tables_of, expected, monkeypatch, tmp_path):
    monkeypatch.setattr("whosaid.batch.assembly._PART_ARTICLES", 30)
    monkeypatch.setattr("whosaid.batch.assembly._GROUP_ROWS", 10)
    run(tmp_path / "out", archive)
    assert len(list((tmp_path / "out" / "claims").iterdir())) >= 3
    assert tables_of(tmp_path / "out") == expected
    for part in (tmp_path / "out" / "claims").iterdir():
        articles = set(pq.read_table(tmp_path / "out" / "articles" / part.name)["article_index"].to_pylist())
        assert set(pq.read_table(part)["article_index"].to_pylist()) <= articles
