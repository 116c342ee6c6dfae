"""Linking on readings written by hand: no model, so that only linking is tested."""

from __future__ import annotations

import pytest
import torch

from whosaid_models.attribution.characters import gather_cast
from whosaid_models.attribution.linking import chain_of, link
from whosaid_models.attribution.references import References
from whosaid_models.reader.reading import CueReading, EntityReading, Reading
from whosaid_models.text.tokens import read_document


def find(document, phrase, after=0):
    words = phrase.split()
    for i in range(after, len(document) - len(words) + 1):
        if document.words[i : i + len(words)] == words:
            return i, i + len(words)
    raise AssertionError(f"{phrase!r} is not in {document.words}")


def reading_of(text, cues=(), tree=None, entities=()):
    """A reading: ``cues`` as (cue, source, contents); ``tree`` as word -> (upos, head word, relation).

    What the tree leaves out hangs on the root.
    """
    document = read_document(text)
    heads, relations, upos = [], [], []
    tree = tree or {}
    for index, word in enumerate(document.words):
        sentence = document.sentences[document.sentence_of[index]]
        in_sentence = document.words[sentence.first : sentence.last]
        tag, head, relation = tree.get(word, ("PUNCT" if not word[0].isalnum() else "NOUN", None, "dep"))
        roots = [w for w in in_sentence if tree.get(w, (0, 0, ""))[2] == "root"]
        root = sentence.first + in_sentence.index(roots[0]) if roots else sentence.first
        heads.append(-1 if index == root else root if head is None else sentence.first + in_sentence.index(head))
        relations.append("root" if index == root else relation)
        upos.append(tag)
    read = []
    for cue, source, contents in cues:
        sources = (find(document, source),) if source else ()
        read.append(CueReading(find(document, cue), False, sources, tuple(find(document, c) for c in contents), 0.9))
    found = [EntityReading(*find(document, phrase), kind) for phrase, kind in entities]
    xpos = ["VBD" if t == "VERB" else "NN" for t in upos]
    return Reading(document, upos, xpos, heads, relations, found, read, torch.zeros(len(document), 4))


def verb(head=None, relation="ccomp"):
    return ("VERB", head, relation)


NESTED = "Orlov said Turkey claimed prices fell ."
NESTED_TREE = {
    "Orlov": ("PROPN", "said", "nsubj"), "said": ("VERB", None, "root"), "Turkey": ("PROPN", "claimed",
    "nsubj"), "claimed": verb("said"),
    "prices": ("NOUN", "fell", "nsubj"), "fell": verb("claimed"),
}  # fmt: skip


def test_a_cue_inside_another_content_is_nested():
    reading = reading_of(
        NESTED, [("claimed", "Turkey", ["prices fell"]), ("said", "Orlov", ["Turkey claimed prices fell"])], NESTED_TREE
    )
    forest = link(reading)
    words = [reading.document.span_text(*a.cue) for a in forest]
    assert words == ["said", "claimed"]  # outer ones first
    assert [a.parent for a in forest] == [None, 0]
    assert chain_of(forest, 1) == [0, 1]


def test_two_cues_inside_each_other_make_no_circle():
    everything = ["Turkey claimed prices fell", "Orlov said"]
    reading = reading_of(NESTED, [("claimed", "Turkey", everything), ("said", "Orlov", everything)], NESTED_TREE)
    forest = link(reading)
    for index in range(len(forest)):
        assert len(chain_of(forest, index)) <= len(forest)


def test_a_cue_without_content_attributes_nothing():
    assert link(reading_of(NESTED, [("said", "Orlov", [])], NESTED_TREE)) == []


def test_a_content_of_marks_alone_is_none():
    assert link(reading_of("Orlov said , “ . ”", [("said", "Orlov", ["“ ."])])) == []


def test_a_quoted_sentence_without_a_cue_goes_on():
    text = "“Prices fell,” Orlov said. “Wages rose.” Nobody cared."
    tree = {
        "Prices": ("NOUN", "fell", "nsubj"), "fell": verb("said"), "said": ("VERB", None, "root"),
        "Orlov": ("PROPN", "said", "nsubj"),
        "rose": ("VERB", None, "root"), "Wages": ("NOUN", "rose", "nsubj"), "cared": ("VERB", None, "root"),
    }  # fmt: skip
    reading = reading_of(text, [("said", "Orlov", ["“ Prices fell"])], tree)
    (attribution,) = link(reading)
    assert "Wages rose" in " ".join(reading.document.span_text(*s) for s in attribution.continued)
    assert "cared" not in " ".join(reading.document.span_text(*s) for s in attribution.continued)


def test_a_quotation_two_paragraphs_away_does_not():
    text = "“Prices fell,” Orlov said.\n\nNobody cared.\n\n“Wages rose.”"
    tree = {
        "fell": verb("said"),
        "said": ("VERB", None, "root"),
        "Orlov": ("PROPN", "said", "nsubj"),
        "Prices": ("NOUN", "fell", "nsubj"),
    }
    (attribution,) = link(reading_of(text, [("said", "Orlov", ["“ Prices fell"])], tree))
    assert attribution.continued == []


@pytest.mark.parametrize(
    ("text", "people", "names"),
    [
        ("Imran Khan left . Khan waved .", ["Imran Khan", "Khan"], ["Imran Khan"]),
        ("Khan left . Imran Khan waved .", ["Imran Khan", "Khan"], ["Imran Khan"]),
        ("Imran Khan met Aamir Khan . Khan waved .", ["Imran Khan", "Aamir Khan"], ["Imran Khan", "Aamir Khan"]),
        ("Mr Khan left . Imran Khan waved .", ["Mr Khan", "Imran Khan"], ["Imran Khan"]),
    ],
)
def test_short_names_belong_to_the_only_person_they_fit(text, people, names):
    reading = reading_of(text, entities=[(p, "Person") for p in people])
    cast = gather_cast(reading)
    found = [reading.document.span_text(*c.name) for c in cast.characters]
    assert sorted(found) == sorted(names)


def test_a_pronoun_means_the_subject_before_it():
    tree = {
        "Khan": ("PROPN", "met", "nsubj"), "met": ("VERB", None, "root"), "Orlov": ("PROPN", "met", "obj"),
        "He": ("PRON", "left", "nsubj"),
        "left": ("VERB", None, "root"),
    }  # fmt: skip
    reading = reading_of("Khan met Orlov . He left .", tree=tree, entities=[("Khan", "Person"), ("Orlov", "Person")])
    character = References(reading, gather_cast(reading)).pronoun(reading.document.words.index("He"))
    assert character is not None
    assert reading.document.span_text(*character.name) == "Khan"


def test_a_pronoun_that_may_mean_either_means_nobody():
    tree = {"met": ("VERB", None, "root"), "He": ("PRON", "left", "nsubj"), "left": ("VERB", None, "root")}
    reading = reading_of("Khan met Orlov . He left .", tree=tree, entities=[("Khan", "Person"), ("Orlov", "Person")])
    assert References(reading, gather_cast(reading)).pronoun(reading.document.words.index("He")) is None
