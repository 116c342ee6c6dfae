"""A data folder with a few sentences in each corpus's format, and an encoder that trains in seconds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from transformers import BertConfig, BertModel, BertTokenizerFast

POLNEAR_TEXT = (
    "Prices rose, the bank said on Monday.\n\n“We will see,” Ann Mwangi told reporters. "
    "Peter Otieno denied the charges."
)
NEWS_TEXT = (
    "The border is open, Anna Petrova said on Monday. The ministry's statement said that Turkey had stressed that "
    "talks failed.\n\nMoscow condemned the attack. Trains are running again."
)
TREEBANK = """\
# newdoc id = {id}
# sent_id = {id}-0001
# text = She said it isn't over.
1	She	she	PRON	PRP	_	2	nsubj	_	_
2	said	say	VERB	VBD	_	0	root	_	_
3	it	it	PRON	PRP	_	6	nsubj	_	_
4-5	isn't	_	_	_	_	_	_	_	_
4	is	be	AUX	VBZ	_	6	cop	_	_
5	n't	not	PART	RB	_	6	advmod	_	_
6	over	over	ADJ	JJ	_	2	ccomp	_	SpaceAfter=No
7	.	.	PUNCT	.	_	2	punct	_	_

# sent_id = {id}-0002
# text = They left
1	They	they	PRON	PRP	_	2	nsubj	_	_
2	left	leave	VERB	VBD	_	0	root	_	_

"""
ENTITIES = (
    "# article = one\nNairobi\tB-Location\n-\tO\nAnn\tB-Person\nMwangi\tI-Person\nleft\tO\n.\tO\n\n"
    "She\tO\tX\nwaved\tO\n.\tO\n"
)


def spans(text, *strings):
    return [[text.index(s), text.index(s) + len(s)] for s in strings]


def polnear_line():
    make = lambda source, cue, *content: {  # noqa: E731
        "source": spans(POLNEAR_TEXT, *source), "cue": spans(POLNEAR_TEXT, cue),
        "content": spans(POLNEAR_TEXT, *content),
    }  # fmt: skip
    attributions = [
        make(["the bank"], "said", "Prices rose"),
        make(["Ann Mwangi"], "told", "“We will see,”"),
        make(["Peter Otieno"], "denied", "the charges"),
    ]
    return {"id": "p1", "text": POLNEAR_TEXT, "attributions": attributions}


def gum_line():
    text = "She said it isn't over. They left"
    attribution = {"source": [[0, 3]], "cue": [[4, 8]], "content": [[9, 23]], "nested_in": []}
    clusters = [{"cluster": "1", "mentions": [[0, 3]]}, {"cluster": "2", "mentions": [[9, 11], [24, 28]]}]
    sents = [[0, 23], [24, 33]]
    return {"id": "GUM_one", "text": text, "sents": sents, "attributions": [attribution], "clusters": clusters}


def litbank_line():
    text = "The old captain of the ship sat down .\nHe slept ."
    clusters = [
        {"cluster": "captain", "mentions": [[0, 27, "PER", "NOM"], [39, 41, "PER", "PRON"]]},
        {"cluster": "ship", "mentions": [[19, 27, "VEH", "NOM"]]},
    ]
    return {"id": "l1", "text": text, "attributions": [], "clusters": clusters}


def gap_table():
    header = ["ID", "Text", "Pronoun", "Pronoun-offset", "A", "A-offset", "A-coref", "B", "B-offset", "B-coref", "URL"]
    text = "Ann Mwangi met Jane Otieno before she left."
    row = ["d-1", text, "she", "34", "Ann Mwangi", "0", "TRUE", "Jane Otieno", "15", "FALSE", "none"]
    return "\t".join(header) + "\n" + "\t".join(row) + "\n"


def claim(text, evidence, sources=(), **more):
    links = [{"name": n, "mention": m, "type": t, "cue": c} for n, m, t, c in sources]
    return {
        "text": text,
        "evidence": evidence,
        "sources": links,
        "holder": None,
        "kind": "fact",
        "checkworthy": 1,
        **more,
    }


def news_claims():
    petrova, turkey = ("Anna Petrova", "Anna Petrova", "person", "said"), ("Turkey", "Turkey", "government", "stressed")
    ministry = ("the ministry", "The ministry's statement", "document", "said")
    holder = {"name": "Moscow", "mention": "Moscow", "type": "government", "cue": "condemned"}
    return {
        "claims": [
            claim("The border is open.", ["The border is open"], [petrova]),
            claim("Talks failed.", ["talks failed"], [ministry, turkey]),
            claim(
                "Moscow condemned the attack.",
                ["Moscow condemned the attack"],
                holder=holder,
                kind="opinion",
                checkworthy=2,
            ),
            claim(
                "Trains are running again.",
                ["Trains are running again"],
                [("Anna Petrova", "Anna Petrova", "person", None)],
            ),
        ]
    }


@pytest.fixture
def data(tmp_path) -> Path:
    """A data folder with every corpus."""
    folder = tmp_path / "data"
    for name in ("attribution", "syntax", "entities", "coreference", "checkworthiness", "claims/train", "claims/tune"):
        (folder / name).mkdir(parents=True)
    propbank = {"id": "ewt-0001", "attributions": [{"source": [[0, 3]], "cue": [[4, 8]], "content": [[9, 22]]}]}
    files = {
        "attribution/polnear.train.jsonl": json.dumps(polnear_line()) + "\n",
        "attribution/gum.train.jsonl": json.dumps(gum_line()) + "\n",
        "attribution/propbank_ewt.train.jsonl": json.dumps(propbank) + "\n",
        "syntax/ewt.train.conllu": TREEBANK.format(id="ewt"),
        "syntax/gum.train.conllu": TREEBANK.format(id="GUM_one"),
        "entities/worldwide.train.tsv": ENTITIES,
        "coreference/gap.development.tsv": gap_table(),
        "coreference/litbank.jsonl": json.dumps(litbank_line()) + "\n",
        "checkworthiness/claimbuster.train.csv": "Text,Verdict\nTaxes rose by 4 percent.,1\nThank you.,-1\n",
        "checkworthiness/subjectivity.train.tsv": "sentence_id\tsentence\tlabel\n1\tIt was a disgrace.\tSUBJ\n",
        "claims/train/one.txt": NEWS_TEXT,
        "claims/train/one.json": json.dumps(news_claims()),
    }
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory) -> Path:
    """A pretrained encoder in miniature, as a folder."""
    folder = tmp_path_factory.mktemp("base")
    letters = "abcdefghijklmnopqrstuvwxyz0123456789.,'“”-"
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *("##" + c for c in letters)]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt"), do_lower_case=True).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    BertModel(config).save_pretrained(folder)
    return folder
