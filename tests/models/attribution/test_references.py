"""Whom pronouns mean, on readings written by hand with what the coreference head would say of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from whosaid_models.attribution.characters import gather_cast
from whosaid_models.attribution.joint import joint_subject
from whosaid_models.attribution.references import References
from whosaid_models.reader.reading import Antecedent


@pytest.fixture
def meant(reading_of):
    """The name that a pronoun gets; ``means``: (pronoun, words with the head's probabilities)."""

    def find(text, tree, entities, means, word):
        reading = reading_of(text, tree=tree, entities=entities)
        at = reading.document.words.index
        links = {at(w): tuple(Antecedent(at(name), p) for name, p in given.items()) for w, given in means.items()}
        reading = replace(reading, antecedents=links)
        character = References(reading, gather_cast(reading)).pronoun(at(word))
        return character and reading.document.span_text(*character.name)

    return find


FERRIES = {
    "Sarn": ("PROPN", "Ferries", "compound"), "Ferries": ("PROPN", "grew", "nsubj"), "grew": ("VERB", None, "root"),
    "opened": ("VERB", None, "root"), "It": ("PRON", "closed", "nsubj"), "closed": ("VERB", None, "root"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("subject", "relation", "name"),
    [
        ("museum", "nsubj", None),
        ("museum", "obl", "Sarn Ferries"),  # no subject
        ("ferries", "nsubj", "Sarn Ferries"),  # its own noun
        ("chairwoman", "nsubj", "Sarn Ferries"),  # no "it"
    ],
)
def test_it_means_no_name_from_before_an_unnamed_subject(meant, subject, relation, name):
    tree = FERRIES | {subject: ("NOUN", "opened", relation)}
    text = f"Sarn Ferries grew . The {subject} opened . It closed ."
    assert meant(text, tree, [("Sarn Ferries", "Organization")], {"It": {"Ferries": 0.9}}, "It") == name


TRIAL = {
    "Hale": ("PROPN", "left", "nsubj"), "left": ("VERB", None, "root"), "Helen": ("PROPN", "Okafor", "compound"),
    "Okafor": ("PROPN", "left", "obl"), "he": ("PRON", "said", "nsubj"), "said": ("VERB", None, "root"),
    "His": ("PRON", "lawyer", "nmod:poss"), "lawyer": ("NOUN", "spoke", "nsubj"), "spoke": ("VERB", None, "root"),
}  # fmt: skip
PEOPLE = [("Hale", "Person"), ("Helen Okafor", "Person")]
TRIAL_TEXT = "Hale left after Helen Okafor . Prices fell , he said . His lawyer spoke ."


@pytest.mark.parametrize(("probability", "name"), [(0.4, "Hale"), (0.8, "Helen Okafor")])
def test_his_goes_on_with_he_where_the_head_leaves_it_open(meant, probability, name):
    means = {"he": {"Hale": 0.9}, "His": {"Okafor": probability, "Hale": 0.1}}
    assert meant(TRIAL_TEXT, TRIAL, PEOPLE, means, "His") == name


def test_his_does_not_go_on_with_he_past_another_name(meant):
    text = TRIAL_TEXT.replace("he said", "he said to Ruiz")
    means = {"he": {"Hale": 0.9}, "His": {"Ruiz": 0.4, "Hale": 0.3}}
    tree = TRIAL | {"Ruiz": ("PROPN", "said", "obl")}
    assert meant(text, tree, [*PEOPLE, ("Ruiz", "Person")], means, "His") == "Ruiz"


JOINT = {
    "Ana": ("PROPN", "Ruiz", "compound"), "Ruiz": ("PROPN", "spoke", "nsubj"), "and": ("CCONJ", "Okoro", "cc"),
    "Ben": ("PROPN", "Okoro", "compound"), "Okoro": ("PROPN", "Ruiz", "conj"), "spoke": ("VERB", None, "root"),
    "They": ("PRON", "left", "nsubj"), "left": ("VERB", None, "root"), "to": ("ADP", None, "case"),
    "nurses": ("NOUN", "spoke", "obl"), "Dana": ("PROPN", "spoke", "obl"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ana Ruiz and Ben Okoro spoke . They left .", ["Ana Ruiz", "Ben Okoro"]),
        ("Ana Ruiz and Ben Okoro spoke to nurses . They left .", None),
        ("Ana Ruiz and Ben Okoro spoke to Dana . They left .", None),
        ("Ana Ruiz and Ben Okoro spoke . Prices fell . They left .", None),
    ],
)
def test_they_are_the_joint_subject_before_unless_others_are_named(reading_of, text, names):
    people = [(n, "Person") for n in ("Ana Ruiz", "Ben Okoro", "Dana") if n in text]
    reading = reading_of(text, tree=JOINT, entities=people)
    reading = replace(reading, xpos=["NNS" if w == "nurses" else "NN" for w in reading.document.words])
    joint = joint_subject(reading, gather_cast(reading), reading.document.words.index("They"))
    assert (joint and [reading.document.span_text(*c.name) for c in joint[1]]) == names
    assert joint is None or joint[0] == (0, 5)


TALKS = {
    "Berg": ("PROPN", "praised", "nsubj"), "praised": ("VERB", None, "root"), "Vale": ("PROPN", "praised", "obl"),
    "Okafor": ("PROPN", "left", "nsubj"), "left": ("VERB", None, "root"), "early": ("ADV", "left", "advmod"),
    "her": ("PRON", "praised", "obj"), "She": ("PRON", "spoke", "nsubj"), "spoke": ("VERB", None, "root"),
    "and": ("CCONJ", "She", "cc"), "Holm": ("PROPN", "spoke", "nsubj"),
}  # fmt: skip
TALKERS = [(name, "Person") for name in ("Okafor", "Berg", "Holm", "Vale")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Okafor left . Berg praised Vale . She spoke .", "Berg"),  # the subject, however sure the head is of another
        ("Okafor left . Berg praised her . She spoke .", "Okafor"),  # there is another "she" to go on with
        ("Okafor left . Berg praised Vale . Prices fell . She spoke .", "Okafor"),  # something else came in between
    ],
)
def test_she_that_opens_a_sentence_is_the_subject_of_the_one_before(meant, text, name):
    people = [p for p in TALKERS if p[0] in text]
    means = {word: {"Okafor": 0.9} for word in ("She", "her") if word in text}
    assert meant(text, TALKS, people, means, "She") == name


@pytest.mark.parametrize(
    ("text", "word", "likely"),
    [
        ("Okafor left . Holm and She spoke .", "She", "Holm"),
        ("Okafor left . Berg praised her .", "her", "Berg"),
    ],
)
def test_a_pronoun_is_nobody_it_is_coordinated_with_and_not_its_verbs_subject(meant, text, word, likely):
    people = [p for p in TALKERS if p[0] in text]
    tree = TALKS | ({"She": ("PRON", "Holm", "conj")} if "and" in text else {})
    assert meant(text, tree, people, {word: {likely: 0.6, "Okafor": 0.3}}, word) == "Okafor"


def test_the_object_of_a_verb_is_not_its_subject(meant):
    tree = {
        "Lind": ("PROPN", "praised", "nsubj"), "praised": ("VERB", None, "root"), "her": ("PRON", "praised", "obj"),
    }  # fmt: skip
    people, likely = [("Ruiz", "Person"), ("Lind", "Person")], {"her": {"Lind": 0.6, "Ruiz": 0.3}}
    assert meant("Ruiz came. Lind praised her.", tree, people, likely, "her") == "Ruiz"
    tree["Lind"] = ("PROPN", "praised", "vocative")
    assert meant("Ruiz came. Lind praised her.", tree, people, likely, "her") == "Lind"
