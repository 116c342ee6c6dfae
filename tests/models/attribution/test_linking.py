"""Linking on readings written by hand: no model, so that only linking is tested."""

from __future__ import annotations

import pytest

from whosaid_models.attribution.characters import gather_cast
from whosaid_models.attribution.linking import chain_of, link
from whosaid_models.attribution.references import References


def verb(head=None, relation="ccomp"):
    return ("VERB", head, relation)


NESTED = "Orlov said Turkey claimed prices fell ."
NESTED_TREE = {
    "Orlov": ("PROPN", "said", "nsubj"), "said": ("VERB", None, "root"), "Turkey": ("PROPN", "claimed",
    "nsubj"), "claimed": verb("said"),
    "prices": ("NOUN", "fell", "nsubj"), "fell": verb("claimed"),
}  # fmt: skip


def test_a_cue_inside_another_content_is_nested(reading_of):
    reading = reading_of(
        NESTED, [("claimed", "Turkey", ["prices fell"]), ("said", "Orlov", ["Turkey claimed prices fell"])], NESTED_TREE
    )
    forest = link(reading)
    words = [reading.document.span_text(*a.cue) for a in forest]
    assert words == ["said", "claimed"]  # outer ones first
    assert [a.parent for a in forest] == [None, 0]
    assert chain_of(forest, 1) == [0, 1]


def test_two_cues_inside_each_other_make_no_circle(reading_of):
    everything = ["Turkey claimed prices fell", "Orlov said"]
    reading = reading_of(NESTED, [("claimed", "Turkey", everything), ("said", "Orlov", everything)], NESTED_TREE)
    forest = link(reading)
    for index in range(len(forest)):
        assert len(chain_of(forest, index)) <= len(forest)


def test_a_cue_without_content_attributes_nothing(reading_of):
    assert link(reading_of(NESTED, [("said", "Orlov", [])], NESTED_TREE)) == []


def test_auxiliaries_and_adverbs_are_no_cue_of_the_verb_after_them(reading_of):
    tree = {
        "Orlov": ("PROPN", "called", "nsubj"), "has": ("AUX", "called", "aux"), "seldom": ("ADV", "called", "advmod"),
        "called": ("VERB", None, "root"),
    }  # fmt: skip
    assert link(reading_of("Orlov has seldom called .", [("has seldom", "Orlov", ["called"])], tree)) == []
    tree = {
        "Prices": ("NOUN", "fell", "nsubj"), "fell": verb("said"), "Orlov": ("PROPN", "said", "nsubj"),
        "also": ("ADV", "said", "advmod"), "said": ("VERB", None, "root"),
    }  # fmt: skip
    assert len(link(reading_of("Prices fell , Orlov also said .", [("also", "Orlov", ["Prices fell"])], tree))) == 1


def test_who_was_told_is_not_who_told_them(reading_of):
    text = "Prices fell , as stated to Reuters by the mayor ."
    tree = {
        "Prices": ("NOUN", "fell", "nsubj"), "fell": ("VERB", None, "root"), "mayor": ("NOUN", "stated", "obl:agent"),
        "the": ("DET", "mayor", "det"), "by": ("ADP", "mayor", "case"), "stated": ("VERB", "fell", "advcl"),
    }  # fmt: skip
    reading = reading_of(text, [("stated to", "Reuters by the mayor", ["Prices fell"])], tree)
    (attribution,) = link(reading)
    assert [reading.document.span_text(*s) for s in attribution.sources] == ["the mayor"]


@pytest.mark.parametrize(
    ("source", "relation", "sources"),
    [
        ("Mayor Ana Ruiz and councillor Ben Okoro", "conj", ["Mayor Ana Ruiz", "councillor Ben Okoro"]),
        ("Both Ana Ruiz and Ben Okoro", "conj", ["Ana Ruiz", "Ben Okoro"]),
        ("Ana Ruiz , Ida Holm and Ben Okoro", "conj", ["Ana Ruiz", "Ida Holm", "Ben Okoro"]),
        ("trial of Ana Ruiz and Ben Okoro", "conj", ["trial of Ana Ruiz and Ben Okoro"]),
        ("Ana Ruiz and councillor Ben Okoro", "obl", ["Ana Ruiz and councillor Ben Okoro"]),
        ("founder and chairman Ben Okoro", "conj", ["founder and chairman Ben Okoro"]),
    ],
)
def test_joint_subjects_are_one_source_each(reading_of, source, relation, sources):
    head = "trial" if "trial" in source else "Ana" if "Ana" in source else "founder"
    tree = {
        "prices": ("NOUN", "fell", "nsubj"), "fell": verb("said"), "said": ("VERB", None, "root"),
        "Okoro": ("PROPN", head if "trial" not in source else "Ana", relation), head: ("PROPN", "said", "nsubj"),
        "Holm": ("PROPN", "Ana", "conj"),
    }  # fmt: skip
    if "trial" in source:
        tree["Ana"] = ("PROPN", "trial", "nmod")
    people = [(name, "Person") for name in ("Ana Ruiz", "Ida Holm", "Ben Okoro") if name in source]
    reading = reading_of(f"{source} said prices fell .", [("said", source, ["prices fell"])], tree, people)
    (attribution,) = link(reading)
    assert [reading.document.span_text(*s) for s in attribution.sources] == sources


def test_a_content_of_marks_alone_is_none(reading_of):
    assert link(reading_of("Orlov said , “ . ”", [("said", "Orlov", ["“ ."])])) == []


def test_a_quoted_sentence_without_a_cue_goes_on(reading_of):
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


def test_a_quotation_goes_on_for_the_outermost_speaker(reading_of):
    tree = {**NESTED_TREE, "rose": ("VERB", None, "root"), "Wages": ("NOUN", "rose", "nsubj")}
    text = "Orlov said Turkey claimed “ prices fell ” .\n\n“ Wages rose . ”"
    cues = [("claimed", "Turkey", ["“ prices fell"]), ("said", "Orlov", ["Turkey claimed “ prices fell"])]
    outer, inner = link(reading_of(text, cues, tree))
    assert len(outer.continued) == 1
    assert inner.continued == []


def test_a_quotation_two_paragraphs_away_does_not(reading_of):
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
    ("text", "source", "whole"),
    [
        ("another of the mothers said prices fell .", "another", "another of the mothers"),
        ("Ana Ruiz , said prices fell .", "Ana Ruiz ,", "Ana Ruiz"),
        ("Ana herself said prices fell .", ["Ana", "herself"], "Ana"),
        ("The activists , who this week said prices fell .", ["The activists", "this week"], "The activists"),
    ],
)
def test_which_of_the_marked_words_speak(reading_of, text, source, whole):
    tree = {
        "prices": ("NOUN", "fell", "nsubj"), "fell": verb("said"), "said": ("VERB", None, "root"),
        "another": ("PRON", "said", "nsubj"), "mothers": ("NOUN", "another", "nmod"), "of": ("ADP", "mothers", "case"),
        "the": ("DET", "mothers", "det"), "Ana": ("PROPN", "said", "nsubj"), "herself": ("PRON", "said", "nsubj"),
    }  # fmt: skip
    if "who" in text.split():
        tree |= {"activists": ("NOUN", None, "root"), "said": ("VERB", "activists", "acl:relcl")}
        tree |= {"who": ("PRON", "said", "nsubj"), "week": ("NOUN", "said", "obl")}
    reading = reading_of(text, [("said", source, ["prices fell"])], tree)
    (attribution,) = link(reading)
    assert [reading.document.span_text(*s) for s in attribution.sources] == [whole]


@pytest.mark.parametrize(
    ("text", "people", "names"),
    [
        ("Imran Khan left . Khan waved .", ["Imran Khan", "Khan"], ["Imran Khan"]),
        ("Khan left . Imran Khan waved .", ["Imran Khan", "Khan"], ["Imran Khan"]),
        ("Imran Khan met Aamir Khan . Khan waved .", ["Imran Khan", "Aamir Khan"], ["Imran Khan", "Aamir Khan"]),
        ("Mr Khan left . Imran Khan waved .", ["Mr Khan", "Imran Khan"], ["Imran Khan"]),
    ],
)
def test_short_names_belong_to_the_only_person_they_fit(reading_of, text, people, names):
    reading = reading_of(text, entities=[(p, "Person") for p in people])
    cast = gather_cast(reading)
    found = [reading.document.span_text(*c.name) for c in cast.characters]
    assert sorted(found) == sorted(names)


def test_a_pronoun_means_the_subject_before_it(reading_of):
    tree = {
        "Khan": ("PROPN", "met", "nsubj"), "met": ("VERB", None, "root"), "Orlov": ("PROPN", "met", "obj"),
        "He": ("PRON", "left", "nsubj"),
        "left": ("VERB", None, "root"),
    }  # fmt: skip
    reading = reading_of("Khan met Orlov . He left .", tree=tree, entities=[("Khan", "Person"), ("Orlov", "Person")])
    character = References(reading, gather_cast(reading)).pronoun(reading.document.words.index("He"))
    assert character is not None
    assert reading.document.span_text(*character.name) == "Khan"


def test_a_pronoun_that_may_mean_either_means_nobody(reading_of):
    tree = {"met": ("VERB", None, "root"), "He": ("PRON", "left", "nsubj"), "left": ("VERB", None, "root")}
    reading = reading_of("Khan met Orlov . He left .", tree=tree, entities=[("Khan", "Person"), ("Orlov", "Person")])
    assert References(reading, gather_cast(reading)).pronoun(reading.document.words.index("He")) is None


def test_a_study_behind_a_statement_is_its_source(reading_of):
    tree = {
        "Rents": ("NOUN", "fell", "nsubj"), "fell": ("VERB", None, "root"), "in": ("ADP", "May", "case"),
        "May": ("PROPN", "fell", "obl"), ",": ("PUNCT", "survey", "punct"), "a": ("DET", "survey", "det"),
        "survey": ("NOUN", "shows", "nsubj"), "by": ("ADP", "council", "case"), "the": ("DET", "council", "det"),
        "council": ("NOUN", "survey", "nmod"), "shows": verb("fell", "parataxis"), ".": ("PUNCT", "fell", "punct"),
    }  # fmt: skip
    reading = reading_of("Rents fell in May , a survey by the council shows .", [], tree)
    (attribution,) = link(reading)
    spans = (attribution.cue, *attribution.sources, *attribution.contents)
    assert [reading.document.span_text(*s) for s in spans] == ["shows", "a survey by the council", "Rents fell in May"]
    tree["survey"] = ("NOUN", "shows", "obj")
    assert link(reading_of("Rents fell in May , a survey by the council shows .", [], tree)) == []
