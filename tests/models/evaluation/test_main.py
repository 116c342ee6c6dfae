"""The command, on a data folder with an article or two in each corpus."""

from __future__ import annotations

import json
import sys

import numpy as np
import pytest

from whosaid_models.evaluation import __main__ as command, polarity
from whosaid_models.evaluation.disjoint import measure_disjointness
from whosaid_models.evaluation.syntax import paragraph_starts, raw_text
from whosaid_models.reader.model import ArticleReader
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
CLAIMBUSTER = "Text,Verdict\nPrices rose by three per cent.,1\nI agree.,0\n"
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
GUM_TREEBANK = """\
# newdoc id = GUM_one
# sent_id = GUM_one-1
# text = She said he believed it was over.
1	She	she	PRON	PRP	Number=Sing|Person=3	2	nsubj	_	_
2	said	say	VERB	VBD	Mood=Ind|Tense=Past|VerbForm=Fin	0	root	_	_
3	he	he	PRON	PRP	Number=Sing|Person=3	4	nsubj	_	_
4	believed	believe	VERB	VBD	Mood=Ind|Tense=Past|VerbForm=Fin	2	ccomp	_	_
5	it	it	PRON	PRP	Number=Sing|Person=3	7	nsubj	_	_
6	was	be	AUX	VBD	Mood=Ind|Tense=Past|VerbForm=Fin	7	cop	_	_
7	over	over	ADJ	JJ	_	4	ccomp	_	SpaceAfter=No
8	.	.	PUNCT	.	_	2	punct	_	_

"""
ROSE = {"id": "rose-1", "sentences": ["Ann Mwangi left Kenya."], "claims": ["Ann Mwangi left Kenya"]}
CHECKTHAT = 'Sentence_id\tText\tclass_label\n1\t"Prices rose, ""3 per cent""."\tYes\n2\tThank you.\tNo\n'
SUBJECTIVITY = "sentence_id\tsentence\tlabel\tsolved_conflict\na\tA disgrace!\tSUBJ\tFalse\nb\tHe left.\tOBJ\tFalse\n"
SCORER = """
import json, sys
from pathlib import Path
gold, predictions, flag = sys.argv[1:]
lines = [json.loads(line) for line in open(predictions, encoding="utf-8")]
claims = [c for line in lines for c in line["claims"]]
whole = {"text", "sources", "evidence", "kind", "check_worthiness"}
assert flag == "--json" and all(whole <= set(c) or set(c) == {"text", "sources"} for c in claims)
ids = sorted(line["id"] for line in lines)
assert ids == sorted(f.stem for f in Path(gold).glob("*.json")) == sorted(f.stem for f in Path(gold).glob("*.txt"))
claim = {"P": 1.0, "R": 2.0, "F1": len(claims)}
print(json.dumps({"articles": len(lines), "claim": claim, "ratio": 0.9, "kind_%": None}))
"""


def attribution_lines():
    attributions = [{"source": [[24, 32]], "cue": [[33, 37]], "content": [[0, 22]], "nested_in": []}]
    outer = {"source": [[0, 3]], "cue": [[4, 8]], "content": [[9, 32]], "nested_in": []}
    inner = {"source": [[9, 11]], "cue": [[12, 20]], "content": [[21, 32]], "nested_in": [0]}
    outer["source_cluster"], inner["source_cluster"] = "1", None
    clusters = [{"cluster": "1", "mentions": [[0, 3]]}]
    gum = {"id": "GUM_one", "text": GUM, "sents": [[0, 33]], "attributions": [outer, inner], "clusters": clusters}
    return json.dumps({"text": POLNEAR, "attributions": attributions}) + "\n", json.dumps(gum) + "\n"


@pytest.fixture
def data(tmp_path):
    polnear, gum = attribution_lines()
    files = {
        "attribution/polnear.dev.jsonl": polnear * 3,
        "attribution/gum.dev.jsonl": gum,
        "attribution/gum.test.jsonl": gum,
        "syntax/ewt.test.conllu": EWT,
        "syntax/gum.dev.conllu": GUM_TREEBANK,
        "syntax/gum.test.conllu": GUM_TREEBANK,
        "decomposition/rose.dev.jsonl": json.dumps(ROSE) + "\n",
        "checkworthiness/checkthat24.devtest.tsv": CHECKTHAT,
        "checkworthiness/subjectivity.dev.tsv": SUBJECTIVITY,
        "checkworthiness/claimbuster.dev.csv": CLAIMBUSTER,
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


@pytest.fixture
def sentence_labels(monkeypatch):
    """A reader that labels sentences by how long they are."""

    def label(self, texts):
        return np.array([[len(t) > 15, t.endswith("!")] for t in texts], dtype=float)

    monkeypatch.setattr(ArticleReader, "sentence_labels", label, raising=False)


@pytest.fixture
def labelled(monkeypatch, tmp_path):
    """Hand-made labels of the claims of the data folder."""
    text = CLAIMS["claims"][0]["text"]
    row = "\t".join(["one", polarity.key("one", text).removeprefix("one"), "0", "1"])
    path = tmp_path / "labels.tsv"
    path.write_text(f"article\tclaim\tnegated\thedged\n{row}\n")
    monkeypatch.setattr(polarity, "LABELS", path)


@pytest.mark.usefixtures("sentence_labels", "labelled")
def test_every_figure_has_its_row(run, data, scorer):
    code, out, _ = run("--data", data, "--gold", data / "claims/tune", "--scorer", scorer, "--json")
    assert code == 0
    document = json.loads(out)
    assert document["not_measured"] == []
    figures = {(f["corpus"], f["name"]): f for f in document["figures"]}
    assert figures["PolNeAR dev", "content, exact span F1"]["over"] == "3 articles, 3 spans"
    assert {f["family"] for f in document["figures"]} == {
        "attribution", "nesting", "syntax", "morphology", "entities", "coreference", "naming", "claim labels",
        "sentence labels", "polarity", "claims", "confidence", "decomposition", "errors", "disjoint",
    }  # fmt: skip
    assert figures["CheckThat! 2024 dev-test", "check-worthiness average precision"]["value"] == 100.0
    assert figures["subjectivity dev", "subjectivity macro-F1"]["value"] == 100.0
    assert figures["claims tune, annotated wording", "hedged, accuracy"]["value"] == 0.0
    assert figures["claims tune, annotated wording", "negated, accuracy"]["value"] == 100.0
    assert figures["GUM dev + test", "source → name of its cluster"]["over"] == "2 of 2 sources"  # "she" has no name
    assert figures["EWT test, gold tokens", "Tense, accuracy"]["over"] == "1 words"
    assert figures["RoSE dev, last 150", "claim F1"]["over"] == "1 summaries, 1 units"
    assert figures["claims tune", "missed: no candidate %"]["over"].endswith(" of 2 annotated")
    assert figures["claims/tune", "texts that are in training %"]["over"].startswith("0 of 1 texts")
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
    measured_without_data = {measure_disjointness}
    measures = [m for family in command.FAMILIES.values() for m in family if m not in measured_without_data]
    assert out.count("not measured:") == len(measures)
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
