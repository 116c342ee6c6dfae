"""What short names, abbreviations and descriptions stand for, on readings written by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from whosaid_models.attribution.abbreviations import definitions
from whosaid_models.attribution.characters import gather_cast
from whosaid_models.attribution.descriptions import Descriptions
from whosaid_models.attribution.linking import link
from whosaid_models.attribution.spans import whole_sources
from whosaid_models.reader.reading import Antecedent


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("The Lorn Port Authority (LPA) closed.", "LPA", "Lorn Port Authority"),
        ("Kesta Hill University College (Kehuco) closed.", "Kehuco", "Kesta Hill University College"),
        ("The Valorian Institute of Tourism (Intur) closed.", "Intur", "Valorian Institute of Tourism"),
        ("He went to the Port Authority’s (PA) office.", "PA", "Port Authority"),
    ],
)
def test_an_abbreviation_is_what_its_letters_say(reading_of, text, short, long):
    entities = [(long, "Organization")] if long.startswith("Valorian") else []
    reading = reading_of(text, entities=entities)
    assert reading.document.span_text(*definitions(reading)[short].long) == long


def test_an_abbreviation_that_nobody_introduces_is_the_one_organisation_with_its_initials(reading_of):
    text = "The Commission for Port Education met. CPE closed the quay."
    reading = reading_of(text, entities=[("Commission for Port Education", "Organization")])
    assert reading.document.span_text(*definitions(reading)["CPE"].long) == "Commission for Port Education"
    cut = "The Independent Board Against Fraud met. IBAF closed the quay."
    reading = reading_of(cut, entities=[("The Independent Board", "Organization")])
    assert reading.document.span_text(*definitions(reading)["IBAF"].long) == "Independent Board Against Fraud"
    two = [("Commission for Port Education", "Organization"), ("Council of Pier Engineers", "Organization")]
    reading = reading_of("The Commission for Port Education and the Council of Pier Engineers met CPE.", entities=two)
    assert definitions(reading) == {}


def test_a_short_form_of_another_language_is_what_the_article_introduces_it_for(reading_of):
    text = "The National Chamber of Ferries (Canafer) met. Canafer closed the quay."
    entities = [("The National Chamber of Ferries", "Organization"), ("Canafer", "Organization")]
    reading = reading_of(text, entities=entities)
    assert reading.document.span_text(*definitions(reading)["Canafer"].long) == "National Chamber of Ferries"
    place = [("The National Chamber of Ferries", "Organization"), ("Lorn", "Location")]
    assert "Lorn" not in definitions(reading_of(text.replace("Canafer", "Lorn"), entities=place))


@pytest.mark.parametrize(
    "text",
    [
        "The bridge over the Sarn (Monday) closed.",
        "Marta Lind (Orlov) left.",
        "The Lorn Port Authority (LPA) met the Lower Plains Alliance (LPA).",
        "The Lorn Airport Centre (Lorn) closed.",
    ],
)
def test_a_bracket_that_abbreviates_nothing_is_left_alone(reading_of, text):
    assert definitions(reading_of(text)) == {}


BRIDGE = {
    "bridge": ("NOUN", None, "nsubj"), "A": ("DET", "bridge", "det"), "The": ("DET", "bridge", "det"),
    "Sarn": ("PROPN", "bridge", "nmod"), "over": ("ADP", "Sarn", "case"),
    "Vell": ("PROPN", "bridge", "nmod"), "near": ("ADP", "Vell", "case"),
    "opened": ("VERB", None, "root"), "closed": ("VERB", None, "root"),
}  # fmt: skip


def described(reading, token):
    span = Descriptions(reading).fuller(token)
    return reading.document.span_text(*span) if span else None


def test_a_bare_noun_is_what_was_called_so_more_fully(reading_of):
    reading = reading_of("A bridge over Sarn opened . The bridge closed .", tree=BRIDGE)
    assert described(reading, 7) == "bridge over Sarn"


def test_one_of_two_bridges_is_none_unless_the_reader_decides(reading_of):
    reading = reading_of("A bridge over Sarn opened . A bridge near Vell opened . The bridge closed .", tree=BRIDGE)
    at = len(reading.document) - 3
    assert described(reading, at) is None
    assert described(replace(reading, antecedents={at: (Antecedent(1, 0.6),)}), at) == "bridge over Sarn"


@pytest.mark.parametrize("noun", ["country", "time"])
def test_a_noun_that_many_things_are_called_by_is_left_alone(reading_of, noun):
    tree = {**{k: v for k, v in BRIDGE.items() if k != "bridge"}, noun: BRIDGE["bridge"]}
    tree = {k: (u, noun if h == "bridge" else h, r) for k, (u, h, r) in tree.items()}
    reading = reading_of(f"A {noun} over Sarn opened . The {noun} closed .", tree=tree)
    assert described(reading, 7) is None


@pytest.mark.parametrize(
    ("text", "noun", "head", "entity"),
    [
        ("Larn city councillors opened . The City closed .", "city", "councillors", "Larn"),
        ("Larn research Office opened . The Research closed .", "research", "Office", "Larn research Office"),
    ],
)
def test_a_part_of_another_phrase_or_of_a_name_is_no_fuller_one(reading_of, text, noun, head, entity):
    tree = {
        "Larn": ("PROPN", noun, "compound"), noun: ("NOUN", head, "compound"), head: ("NOUN", "opened", "nsubj"),
        "opened": ("VERB", None, "root"), "The": ("DET", noun.capitalize(), "det"), "closed": ("VERB", None, "root"),
        noun.capitalize(): ("NOUN", "closed", "nsubj"),
    }  # fmt: skip
    assert described(reading_of(text, tree=tree, entities=[(entity, "Organization")]), 6) is None


def test_a_surname_in_use_before_it_is_shared_stays_its_first_bearer_s(reading_of):
    text = "Imran Khan left . Khan waved . Aamir Khan sat ."
    reading = reading_of(text, entities=[("Imran Khan", "Person"), ("Khan waved", "Person"), ("Aamir Khan", "Person")])
    entity = reading.entities[1]
    reading = replace(
        reading, entities=[reading.entities[0], replace(entity, last=entity.first + 1), *reading.entities[2:]]
    )
    cast = gather_cast(reading)
    assert " ".join(cast.of_token[entity.first].full) == "Imran Khan"


def test_a_surname_taken_for_a_place_once_is_the_person_s(reading_of):
    text = "Tsai Ping spoke . Tsai left . Tsai slept . Tsai woke ."
    kinds = [("Tsai Ping", "Person"), ("Tsai left", "Person"), ("Tsai slept", "Person"), ("Tsai woke", "Location")]
    reading = reading_of(text, entities=kinds)
    whole, *short = reading.entities
    cast = gather_cast(replace(reading, entities=[whole, *(replace(e, last=e.first + 1) for e in short)]))
    assert {c.type for c in cast.characters} == {"Person"}


def test_who_is_told_is_no_source(reading_of):
    reading = reading_of("said the father of Ana to Lorn Post .", entities=[("Lorn Post", "Organization")])
    assert whole_sources(reading, ((1, 8),)) == ((1, 5),)


QUOTED = {
    "Prices": ("NOUN", "fell", "nsubj"), "fell": ("VERB", "said", "ccomp"), "said": ("VERB", None, "root"),
    "Orlov": ("PROPN", "said", "nsubj"), "rose": ("VERB", None, "root"), "Wages": ("NOUN", "rose", "nsubj"),
    "doubled": ("VERB", None, "root"), "Rents": ("NOUN", "doubled", "nsubj"),
}  # fmt: skip


@pytest.mark.parametrize("first", ["“Prices fell,” Orlov said.", "Prices fell, Orlov said."])
def test_a_quotation_goes_on_over_paragraphs(reading_of, first):
    reading = reading_of(f"{first}\n\n“Wages rose.”\n\n“Rents doubled.”", [("said", "Orlov", ["Prices fell"])], QUOTED)
    (attribution,) = link(reading)
    continued = " ".join(reading.document.span_text(*s) for s in attribution.continued)
    assert "Wages rose" in continued
    assert "Rents doubled" in continued
