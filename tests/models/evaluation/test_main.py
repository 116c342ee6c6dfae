"""The command, on a data folder with an article or two in each corpus."""

from __future__ import annotations

import json
import sys

import pytest

from whosaid_models.evaluation import __main__ as command
from whosaid_models.evaluation.syntax import paragraph_starts, raw_text
from whosaid_models.training.corpora.conllu import read_sentences
from whosaid_models.training.examples import document_of_sentences

POLNEAR = "Prices rose 3 per cent, the bank said on Monday. Peter Otieno left."
GUM = "She said he believed it was over."
EWT = """\
# newdoc id = one
# sent_id = one-1
# text = They left.
1	They	they	PRON	PRP	_	2	nsubj	_	_
2	left	leave	VERB	VBD	_	0	root	_	SpaceAfter=No
3	.	.	PUNCT	.	_	2	punct	_	_

"""
ENTITIES = "# article = one\nAnn\tB-Person\nMwangi\tI-Person\nleft\tO\nKenya\tB-Location\n.\tO\n"
GAP = (
    "ID\tText\tPronoun\tPronoun-offset\tA\tA-offset\tA-coref\tB\tB-offset\tB-coref\tURL\n"
    "v-1\tAnn Mwangi met Joy Okoro. She left early.\tShe\t26\tAnn Mwangi\t0\tTRUE\tJoy Okoro\t15\tFALSE\thttp://x\n"
)
CLAIMS = {
    "claims": [
        {
            "text": "Prices rose 3 per cent.", "evidence": ["Prices rose 3 per cent"], "holder": None,
            "kind": "fact", "checkworthy": 2,
            "sources": [{"name": "bank", "mention": "the bank", "type": "organisation", "cue": "said"}],
        },
        {
            "text": "Peter Otieno left.", "evidence": ["Peter Otieno left"], "holder": None, "kind": "fact",
            "checkworthy": 0,
            "sources": [{"name": "bank", "mention": "the bank", "type": "organisation", "cue": "said"}] * 2,
        },
    ]
}  # fmt: skip
SCORER = """
import json, sys
from pathlib import Path
gold, predictions, flag = sys.argv[1:]
lines = [json.loads(line) for line in open(predictions, encoding="utf-8")]
claims = [c for line in lines for c in line["claims"]]
assert flag == "--json" and all({"text", "sources", "evidence", "kind", "check_worthiness"} <= set(c) for c in claims)
ids = sorted(line["id"] for line in lines)
assert ids == sorted(f.stem for f in Path(gold).glob("*.json")) == sorted(f.stem for f in Path(gold).glob("*.txt"))
claim = {"P": 1.0, "R": 2.0, "F1": len(claims)}
print(json.dumps({"articles": len(lines), "claim": claim, "ratio": 0.9, "kind_%": None}))
"""


def attribution_lines():
    attributions = [{"source": [[24, 32]], "cue": [[33, 37]], "content": [[0, 22]], "nested_in": []}]
    outer = {"source": [[0, 3]], "cue": [[4, 8]], "content": [[9, 32]], "nested_in": []}
    inner = {"source": [[9, 11]], "cue": [[12, 20]], "content": [[21, 32]], "nested_in": [0]}
    gum = {"text": GUM, "attributions": [outer, inner]}
    return json.dumps({"text": POLNEAR, "attributions": attributions}) + "\n", json.dumps(gum) + "\n"


@pytest.fixture
def data(tmp_path):
    polnear, gum = attribution_lines()
    files = {
        "attribution/polnear.dev.jsonl": polnear * 3,
        "attribution/gum.dev.jsonl": gum,
        "attribution/gum.test.jsonl": gum,
        "syntax/ewt.test.conllu": EWT,
        "entities/worldwide.dev.tsv": ENTITIES,
        "coreference/gap.validation.tsv": GAP,
        "claims/tune/one.json": json.dumps(CLAIMS),
        "claims/tune/one.txt": POLNEAR,
    }
    folder = tmp_path / "data"
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


@pytest.fixture
def scorer(tmp_path):
    path = tmp_path / "scorer.py"
    path.write_text(SCORER)
    return path


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command; its exit code, what it printed and its errors."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["evaluation", *map(str, arguments)])
        code = command.main()
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


def test_every_figure_has_its_row(run, data, scorer):
    code, out, _ = run("--data", data, "--gold", data / "claims/tune", "--scorer", scorer, "--json")
    assert code == 0
    document = json.loads(out)
    assert document["not_measured"] == []
    figures = {(f["corpus"], f["name"]): f for f in document["figures"]}
    assert figures["PolNeAR dev", "content, exact span F1"]["over"] == "3 articles, 3 spans"
    assert {f["family"] for f in document["figures"]} == {
        "attribution", "nesting", "syntax", "entities", "coreference", "claim labels", "claims",
    }  # fmt: skip
    for role in ("source", "cue", "content"):
        assert ("PolNeAR dev", f"{role}, exact span F1") in figures
    assert figures["EWT test, gold tokens", "UAS"]["over"] == "1 sentences, 3 words"
    assert figures["EWT test, gold tokens", "LAS"]["value"] == 100.0
    assert figures["gold articles", "claim F1"]["value"] > 0
    assert figures["gold articles", "ratio"]["value"] == 0.9
    assert ("gold articles", "kind_%") not in figures
    assert figures["claims tune", "source chain found"]["over"].endswith("of 1 claims with a chain")


def test_raw_text_keeps_its_paragraphs(tmp_path):
    file = tmp_path / "two.conllu"
    second = EWT.replace("# newdoc id = one\n", "# newpar\n").replace("one-1", "one-2")
    file.write_text(EWT + second + second.replace("# newpar\n", "").replace("one-2", "one-3"))
    (sentences,) = read_sentences(file)
    starts = paragraph_starts(file)
    assert starts == {"one-1", "one-2"}
    document = document_of_sentences([s.words for s in sentences])
    assert raw_text(document, [s.sent_id in starts for s in sentences]).strip() == "They left.\nThey left. They left."


def test_what_is_not_there_is_noted(run, tmp_path):
    (tmp_path / "empty").mkdir()
    code, out, _ = run("--data", tmp_path / "empty")
    assert code == 0
    assert out.count("not measured:") == 10
    assert "attribution/polnear.dev.jsonl" in out


def test_only_what_is_asked_for_is_measured(run, data):
    code, out, _ = run("--data", data, "--only", "attribution", "--limit", 2)
    assert code == 0
    assert "2 articles, 2 spans" in out
    assert "only the first 2 articles" in out
    assert "EWT" not in out


def test_a_malformed_corpus_is_an_error_with_its_line(run, data):
    with (data / "attribution/polnear.dev.jsonl").open("a") as f:
        f.write('{"text": "a"}\n')
    code, _, err = run("--data", data, "--only", "attribution")
    assert code == 2
    assert "polnear.dev.jsonl:4" in err


def test_a_gap_row_whose_name_is_elsewhere_is_an_error(run, data):
    file = data / "coreference/gap.validation.tsv"
    file.write_text(GAP.replace("\t15\t", "\t16\t"))
    code, _, err = run("--data", data, "--only", "coreference")
    assert code == 2
    assert "gap.validation.tsv:2" in err


def test_a_scorer_that_fails_is_an_error_with_its_last_word(run, data, tmp_path):
    broken = tmp_path / "broken.py"
    broken.write_text("raise SystemExit('no gold here')")
    code, _, err = run("--data", data, "--only", "claims", "--scorer", broken)
    assert code == 2
    assert "no gold here" in err


@pytest.mark.parametrize(
    "arguments", [("--data", "nowhere"), ("--data", ".", "--weights", "nowhere"), ("--data", ".", "--gold", "nowhere")]
)
def test_a_wrong_path_is_an_error(run, arguments):
    code, _, err = run(*arguments)
    assert code == 2
    assert "nowhere" in err
