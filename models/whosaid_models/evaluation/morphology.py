"""Morphological features that rewriting needs, derived from the Penn tag (and the word, for pronouns).

Tense, Mood and VerbForm of verbs, Number of nouns and pronouns, Person of pronouns. Penn tags of finite verbs say no
more about number and person than the subject does (the treebank copies it from there), so that only the third person
singular of the present (VBZ) is derived for verbs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from whosaid_models.evaluation.bench import Bench
from whosaid_models.evaluation.figures import Figure, percent
from whosaid_models.reader.reading import Reading
from whosaid_models.training.corpora.conllu import read_sentences
from whosaid_models.training.examples import document_of_sentences

_FAMILY, _CORPUS = "morphology", "EWT test, gold tokens"
FEATURES = ("Tense", "VerbForm", "Mood", "Number", "Person")

_OF_TAG: dict[str, dict[str, str]] = {
    "VBD": {"Tense": "Past", "VerbForm": "Fin", "Mood": "Ind"},
    "VBZ": {"Tense": "Pres", "VerbForm": "Fin", "Mood": "Ind", "Number": "Sing", "Person": "3"},
    "VBP": {"Tense": "Pres", "VerbForm": "Fin", "Mood": "Ind"},
    "VBN": {"Tense": "Past", "VerbForm": "Part"},
    "VBG": {"Tense": "Pres", "VerbForm": "Part"},
    "MD": {"VerbForm": "Fin"},
    "NN": {"Number": "Sing"},
    "NNP": {"Number": "Sing"},
    "NNS": {"Number": "Plur"},
    "NNPS": {"Number": "Plur"},
}
_GERUND = {"VerbForm": "Ger"}
_INFINITIVE, _IMPERATIVE = {"VerbForm": "Inf"}, {"VerbForm": "Fin", "Mood": "Imp"}
_GERUNDS = ("acl", "xcomp", "csubj", "ccomp", "amod", "obj", "nsubj", "compound")  # relations of an -ing form
_PERSONS = {
    ("Sing", "1"): "i me my mine myself",
    ("Plur", "1"): "we us our ours ourselves",
    ("", "2"): "you your yours",
    ("Sing", "3"): "he him his himself she her hers herself it its itself",
    ("Plur", "3"): "they them their theirs themselves",
}
_PRONOUNS: dict[str, dict[str, str]] = {
    word: {"Number": number, "Person": person} if number else {"Person": person}
    for (number, person), words in _PERSONS.items()
    for word in words.split()
}


def measure_morphology(bench: Bench) -> Iterator[Figure]:
    """Compare each feature where the treebank or the library has it, on verbs, nouns and pronouns."""
    documents = bench.first(list(read_sentences(bench.path("syntax/ewt.test.conllu"))))
    right: dict[str, int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    for sentences in documents:
        reading = bench.reader.read(document_of_sentences([s.words for s in sentences]))
        rows = ((row, f) for s in sentences for row, f in zip(s.rows, s.features, strict=True))
        for token, ((upos, xpos, _, _), written) in enumerate(rows):
            gold, predicted = gold_features(written), derived_features(reading, token)
            for name in FEATURES:
                if _counts(name, upos, xpos) and (name in gold or name in predicted):
                    total[name] += 1
                    right[name] += gold.get(name) == predicted.get(name)
    for name in FEATURES:
        yield Figure(
            _FAMILY, _CORPUS, f"{name}, accuracy", percent(right[name] / max(1, total[name])), f"{total[name]} words"
        )


def _counts(feature: str, upos: str, xpos: str) -> bool:
    """Which words a feature is compared on: what the treebank copies from elsewhere is left out."""
    if feature in ("Number", "Person"):
        return upos in ("NOUN", "PROPN") or xpos in ("PRP", "PRP$", "VBZ")
    return upos in ("VERB", "AUX")


def derived_features(reading: Reading, token: int) -> Mapping[str, str]:
    """Return the features of a token of a reading, as rewriting takes them from its tag."""
    tag, word = reading.xpos[token], reading.document.words[token].lower()
    if tag in ("PRP", "PRP$"):
        return _PRONOUNS.get(word, {})
    if tag == "VB":
        return _INFINITIVE if _is_infinitive(reading, token) else _IMPERATIVE
    around = {reading.relations[c] for c in reading.children[token]}
    if tag == "VBG" and "aux" not in around and reading.relations[token].startswith(_GERUNDS):
        return _GERUND
    return _OF_TAG.get(tag, {})


def _is_infinitive(reading: Reading, token: int) -> bool:
    """Whether a base form has "to" or an auxiliary, is one, or stands where only infinitives do; else it commands."""
    while reading.relations[token] == "conj":
        token = reading.heads[token]
    children = reading.children[token]
    if any(reading.relations[c] == "aux" or reading.document.words[c].lower() == "to" for c in children):
        return True
    return reading.relations[token].startswith(("aux", "cop", "xcomp", "ccomp", "acl", "advcl"))


def gold_features(written: str) -> Mapping[str, str]:
    """Read a FEATS column: "Number=Sing|Person=3", "_" for none."""
    return dict(f.split("=", 1) for f in written.split("|")) if written != "_" else {}
