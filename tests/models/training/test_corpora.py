from __future__ import annotations

import json

import pytest

from whosaid_models.reader import labels
from whosaid_models.text.tokens import read_document
from whosaid_models.training.corpora.claims import read_claims
from whosaid_models.training.corpora.conllu import read_treebank
from whosaid_models.training.corpora.coreference import phrase_head, read_gap, read_litbank
from whosaid_models.training.corpora.entities import read_entities
from whosaid_models.training.corpora.polnear import read_polnear
from whosaid_models.training.corpora.sentences import read_claimbuster, read_subjectivity
from whosaid_models.training.data import read_training_set
from whosaid_models.training.examples import IGNORE, CorpusError

CORPORA = ("polnear", "ewt", "gum", "news", "entities", "gap", "litbank", "claimbuster", "subjectivity")


def words(example, span):
    return example.document.words[slice(*span)]


def test_polnear(data):
    (example,) = read_polnear(data / "attribution/polnear.train.jsonl")
    said, told, denied = example.attributions
    assert words(example, said.cue) == ["said"]
    assert [words(example, s) for s in told.sources] == [["Ann", "Mwangi"]]
    assert [words(example, c) for c in denied.contents] == [["the", "charges"]]
    assert labels.SCHEMES[example.scheme] == "polnear"


def test_a_treebank_with_its_attributions(data):
    (example,) = read_treebank(data / "syntax/ewt.train.conllu", "ewt", data / "attribution/propbank_ewt.train.jsonl")
    assert example.document.words == ["She", "said", "it", "is", "n't", "over", ".", "They", "left"]
    assert example.document.text == "She said it isn't over. They left "
    assert example.heads.tolist() == [1, -1, 5, 5, 5, 1, 1, 8, -1]
    assert [labels.DEPREL[r] for r in example.relations] == [
        "nsubj",
        "root",
        "nsubj",
        "cop",
        "advmod",
        "ccomp",
        "punct",
        "nsubj",
        "root",
    ]
    (attribution,) = example.attributions
    assert words(example, attribution.contents[0]) == ["it", "is", "n't", "over"]


def test_gum_attributions_land_on_the_treebanks_words(data):
    (example,) = read_treebank(data / "syntax/gum.train.conllu", "gum", data / "attribution/gum.train.jsonl")
    (attribution,) = example.attributions
    assert words(example, attribution.cue) == ["said"]
    assert words(example, attribution.contents[0]) == ["it", "is", "n't", "over", "."]


def meanings(example):
    """What each mention's head word may mean."""
    words = example.document.words
    return {(m.word, words[m.word]): [words[w] for w in m.antecedents] for m in example.mentions}


def test_gum_clusters_become_mentions(data):
    (example,) = read_treebank(data / "syntax/gum.train.conllu", "gum", data / "attribution/gum.train.jsonl")
    assert meanings(example) == {(0, "She"): [], (2, "it"): [], (7, "They"): ["it"]}


def test_gap_asks_among_two_names(data):
    (example,) = read_gap(data / "coreference/gap.development.tsv")
    assert meanings(example) == {(6, "she"): ["Ann", "Mwangi"]}
    assert [example.document.words[w] for w in example.mentions[0].among] == ["Ann", "Mwangi", "Jane", "Otieno"]


def test_gap_counts_a_name_wherever_it_stands(data):
    path = data / "coreference/gap.development.tsv"
    path.write_text(path.read_text().replace("before she left.", "before she left. Ann Mwangi slept."))
    (example,) = read_gap(path)
    assert example.mentions[0].antecedents == (0, 1, 9, 10)
    assert example.mentions[0].among == (0, 1, 9, 10, 3, 4)


def test_litbank_mentions_stand_for_their_heads(data):
    (example,) = read_litbank(data / "coreference/litbank.jsonl")
    assert meanings(example) == {(2, "captain"): [], (5, "ship"): [], (9, "He"): ["captain"]}


@pytest.mark.parametrize(
    ("phrase", "head"),
    [
        ("The head of the agency", "head"),
        ("a spokesman for Anna Petrova", "spokesman"),
        ("the company's chief executive", "executive"),
        ("Anna Petrova, who left", "Petrova"),
        ("Reuters", "Reuters"),
    ],
)
def test_the_head_of_a_phrase_is_guessed(phrase, head):
    document = read_document(phrase)
    assert document.words[phrase_head(document, 0, len(document))] == head


def test_sentences_with_a_label_of_their_own(data):
    taxes, thanks = read_claimbuster(data / "checkworthiness/claimbuster.train.csv")
    (disgrace,) = read_subjectivity(data / "checkworthiness/subjectivity.train.tsv")
    assert [taxes.sentence, thanks.sentence, disgrace.sentence] == [(1, IGNORE), (0, IGNORE), (IGNORE, 1)]


def test_a_source_under_another_name_means_that_name(data):
    """ "The ministry" is what the annotation calls "The Ministry of Trade": its mentions lead to the name's places."""
    folder = data / "claims/train"
    text = "The Ministry of Trade met on Monday. Prices fell, the ministry said."
    source = {"name": "Ministry of Trade", "mention": "the ministry", "type": "government", "cue": "said"}
    fell = {"text": "Prices fell.", "evidence": ["Prices fell"], "holder": None, "kind": "fact", "checkworthy": 1}
    (folder / "one.txt").write_text(text, encoding="utf-8")
    (folder / "one.json").write_text(json.dumps({"claims": [{**fell, "sources": [source]}]}), encoding="utf-8")
    (example,) = read_claims(folder)
    assert meanings(example) == {(12, "ministry"): ["Ministry"]}


def test_entities(data):
    (example,) = read_entities(data / "entities/worldwide.train.tsv")
    tags = [labels.ENTITY[t] for t in example.entities]
    assert tags == ["B-Location", "O", "B-Person", "I-Person", "O", "O", "O", "O", "O"]
    assert len(example.document.sentences) == 2


def test_annotated_claims_become_linked_attributions(data):
    (example,) = read_claims(data / "claims/train")
    by_cue = {" ".join(words(example, a.cue)): [a] for a in example.attributions}
    assert set(by_cue) >= {"stressed", "condemned"}
    assert by_cue["condemned"][0].stance
    first = example.attributions[0]
    contents = [" ".join(words(example, c)) for c in first.contents]
    assert words(example, first.sources[0]) == ["Anna", "Petrova"]
    assert contents == ["The border is open", "Trains are running again"]  # the last one has no cue of its own
    outer = next(a for a in example.attributions if words(example, a.sources[0])[:2] == ["The", "ministry"])
    inner = by_cue["stressed"][0]
    assert any(c[0] <= inner.cue[0] < c[1] for c in outer.contents)  # nested: an inner cue is part of the outer content
    assert [c.worth for c in example.claims] == [1, 1, 2, 1]


def test_the_training_set_is_every_corpus(data):
    assert {e.corpus for e in read_training_set(data, CORPORA)} == set(CORPORA)


def test_labels_of_another_version_are_ignored_not_learned(data):
    file = data / "syntax/ewt.train.conllu"
    file.write_text(file.read_text().replace("\tccomp\t", "\tccomp:new\t").replace("\tadvmod\t", "\tinvented\t"))
    (example,) = read_treebank(file, "ewt")
    assert labels.DEPREL[example.relations[5]] == "ccomp"
    assert example.relations[4] == IGNORE


def replaced(old, new):
    return lambda text: text.replace(old, new)


def second_line(line):
    return lambda text: text + line + "\n"


NO_CUE = {"text": "a", "attributions": [{"source": [], "cue": [], "content": []}]}

# corpus, file, damage, what the message must name
DAMAGE = [
    ("polnear", "attribution/polnear.train.jsonl", second_line("{"), "polnear.train.jsonl:2"),
    ("polnear", "attribution/polnear.train.jsonl", second_line('{"text": "a"}'), "polnear.train.jsonl:2"),
    ("polnear", "attribution/polnear.train.jsonl", second_line("[]"), "polnear.train.jsonl:2"),
    ("polnear", "attribution/polnear.train.jsonl", replaced('"cue": [[', '"cue": [[9'), "polnear.train.jsonl:1"),
    ("polnear", "attribution/polnear.train.jsonl", replaced('"cue"', '"cues"'), "polnear.train.jsonl:1"),
    ("polnear", "attribution/polnear.train.jsonl", second_line(json.dumps(NO_CUE)), "polnear.train.jsonl:2"),
    ("ewt", "attribution/propbank_ewt.train.jsonl", second_line("{"), "propbank_ewt.train.jsonl:2"),
    ("ewt", "syntax/ewt.train.conllu", replaced("PRP\t_\t2", "PRP 2"), "ewt.train.conllu:4"),
    ("ewt", "syntax/ewt.train.conllu", replaced("VBD\t_\t0", "VBD\t_\t_"), "ewt.train.conllu:5"),
    ("ewt", "syntax/ewt.train.conllu", replaced("VBD\t_\t0", "VBD\t_\t99"), "ewt.train.conllu:5"),
    ("gum", "attribution/gum.train.jsonl", second_line("{"), "gum.train.jsonl:2"),
    ("gum", "attribution/gum.train.jsonl", second_line('{"id": "x"}'), "gum.train.jsonl:2"),
    ("entities", "entities/worldwide.train.tsv", replaced("I-Person", "I-Persona"), "worldwide.train.tsv:5"),
    ("entities", "entities/worldwide.train.tsv", replaced("left\tO", "left"), "worldwide.train.tsv:6"),
    ("gap", "coreference/gap.development.tsv", replaced("\t34\t", "\t33\t"), "gap.development.tsv:2"),
    ("litbank", "coreference/litbank.jsonl", second_line('{"text": "a"}'), "litbank.jsonl:2"),
    ("litbank", "coreference/litbank.jsonl", replaced("[0, 27", "[0, 2700"), "litbank.jsonl:1"),
    ("claimbuster", "checkworthiness/claimbuster.train.csv", replaced("-1", "7"), "claimbuster.train.csv:3"),
    ("subjectivity", "checkworthiness/subjectivity.train.tsv", replaced("SUBJ", "MAYBE"), "subjectivity.train.tsv:2"),
    ("news", "claims/train/one.json", lambda _: "{", "one.json"),
    ("news", "claims/train/one.json", lambda _: '{"id": "one"}', "one.json"),
    ("news", "claims/train/one.json", replaced("talks failed", "talks flailed"), "one.json: claim 1"),
    ("news", "claims/train/one.json", replaced('"opinion"', '"guess"'), "one.json: claim 2"),
    ("news", "claims/train/one.json", replaced('"mention"', '"mentions"'), "one.json: claim 0"),
]  # fmt: skip


@pytest.mark.parametrize(("corpus", "name", "damage", "named"), DAMAGE)
def test_a_malformed_file_is_named_with_the_place(data, corpus, name, damage, named):
    file = data / name
    before = file.read_text(encoding="utf-8")
    after = damage(before)
    assert after != before
    file.write_text(after, encoding="utf-8")
    with pytest.raises(CorpusError) as error:
        read_training_set(data, [corpus])
    assert named in str(error.value)


@pytest.mark.parametrize("corpus", CORPORA)
def test_a_missing_corpus_is_named(data, corpus):
    names = {
        "news": "claims/train/one.json",
        "entities": "entities/worldwide.train.tsv",
        "polnear": "attribution/polnear.train.jsonl",
        "gap": "coreference/gap.development.tsv",
        "litbank": "coreference/litbank.jsonl",
        "claimbuster": "checkworthiness/claimbuster.train.csv",
        "subjectivity": "checkworthiness/subjectivity.train.tsv",
    }
    file = data / names.get(corpus, f"syntax/{corpus}.train.conllu")
    file.unlink()
    with pytest.raises(CorpusError) as error:
        read_training_set(data, [corpus])
    assert str(file.parent if corpus == "news" else file) in str(error.value)


def test_an_unknown_corpus_is_refused(data):
    with pytest.raises(CorpusError, match="webtext"):
        read_training_set(data, ["webtext"])
