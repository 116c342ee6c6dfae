"""Who is in an article, on readings written by hand."""

from __future__ import annotations

from dataclasses import replace

from whosaid_models.attribution.characters import gather_cast
from whosaid_models.attribution.references import References
from whosaid_models.reader.reading import Antecedent, EntityReading


def names_in(text, reading_of, tree):
    """How often each of the Orlovs of a text is named."""
    reading = reading_of(text, tree=tree)
    words = reading.document.words
    people = [
        EntityReading(t - (words[t - 1] in ("Ida", "Ben")), t + 1, "Person")
        for t, w in enumerate(words)
        if w == "Orlov"
    ]
    cast = gather_cast(replace(reading, entities=people))
    return {" ".join(c.full): len(c.mentions) for c in cast.characters}


def names(reading):
    return [" ".join(reading.document.words[c.name[0] : c.name[1]]) for c in gather_cast(reading).characters]


def test_a_name_does_not_end_in_a_joint(reading_of):
    text = "Association of Solidarity with Lorn grew ."
    entities = [("Association of Solidarity with", "Organization"), ("Lorn", "Location")]
    assert names(reading_of(text, entities=entities)) == ["Association of Solidarity with Lorn"]
    text = "Lorn department of health said ."
    reading = reading_of(text, tree={"said": ("VERB", None, "root")}, entities=[("Lorn department of", "Location")])
    assert names(reading) == ["Lorn department of health"]
    assert names(reading_of("Lorn trade and said .", entities=[("Lorn trade and", "Organization")])) == ["Lorn trade"]


def test_a_name_ends_before_an_office_of_several_words(reading_of):
    entities = [("Lorn Air Chief Executive H", "Organization")]
    assert names(reading_of("Lorn Air Chief Executive H grew .", entities=entities)) == ["Lorn Air"]
    entities = [("Lorn Chief Minister 's Office", "Organization")]
    assert names(reading_of("Lorn Chief Minister 's Office grew .", entities=entities)) == [
        "Lorn Chief Minister 's Office"
    ]


def test_a_bodys_name_ends_before_the_office_and_rank_of_whom_it_employs(reading_of):
    entities = [("Lorn Port Authority Chairman Rear Admiral", "Organization"), ("Ida Orlov", "Person")]
    reading = reading_of("Lorn Port Authority Chairman Rear Admiral Ida Orlov spoke .", entities=entities)
    assert "Lorn Port Authority" in names(reading)


def test_a_surname_without_its_article_is_the_only_bearers(reading_of):
    entities = [("Omar El - Halim", "Person"), ("Mr Halim", "Person")]
    reading = reading_of("Omar El-Halim left . Mr Halim came back .", entities=entities)
    assert [len(c.mentions) for c in gather_cast(reading).characters] == [2]
    entities.insert(1, ("Ida El - Halim", "Person"))
    reading = reading_of("Omar El-Halim met Ida El-Halim . Mr Halim came back .", entities=entities)
    assert [len(c.mentions) for c in gather_cast(reading).characters][:2] == [1, 1]


def test_a_noun_without_a_capital_is_nobodys_name(reading_of):
    entities = [("embassy", "Organization"), ("Castleton", "Location")]
    assert names(reading_of("The embassy in Castleton closed .", entities=entities)) == ["Castleton"]


def test_a_surname_behind_a_conjunction_is_a_name_and_no_description(reading_of):
    tree = {"that": ("SCONJ", None, "mark"), "That": ("DET", None, "det")}
    entities = [("Orlov", "Person"), ("Ida Orlov", "Person")]
    reading = reading_of("Holm said that Orlov left . Ida Orlov came .", tree=tree, entities=entities)
    assert [len(c.mentions) for c in gather_cast(reading).characters] == [2]
    reading = reading_of("That Orlov left .", tree=tree, entities=[("Orlov", "Person")])
    assert names(reading) == []


def test_nobody_is_meant_sentences_before_being_named(reading_of):
    text = "Ruiz grew . She left . Orlov came ."
    tree = {"Ruiz": ("PROPN", "grew", "nsubj"), "She": ("PRON", None, "dep")}
    plain = reading_of(text, tree=tree, entities=[("Ruiz", "Person"), ("Orlov", "Person")])
    reading = replace(plain, antecedents={3: (Antecedent(6, 0.9),)})
    found = References(reading, gather_cast(reading)).pronoun(3)
    assert found is not None
    assert found.full == ("Ruiz",)


def test_a_surname_of_several_is_that_of_whom_the_article_introduced_first(reading_of):
    tree = {"came": ("VERB", None, "root"), "Mrs": ("PROPN", None, "compound")}
    assert names_in("Ida Orlov came . Ben Orlov came . Orlov came .", reading_of, tree) == {
        "Ida Orlov": 2,
        "Ben Orlov": 1,
    }
    assert names_in("Ida Orlov came . Ben Orlov came . Mrs Orlov came .", reading_of, tree)["Ida Orlov"] == 1


def test_a_body_that_somebody_was_only_at_is_not_theirs(reading_of):
    tree = {
        "left": ("VERB", None, "root"), "Ruiz": ("PROPN", "left", "nsubj"), "panel": ("NOUN", "Ruiz", "nmod"),
        "on": ("ADP", "panel", "case"), "LBC": ("PROPN", "panel", "compound"), "head": ("NOUN", "Ruiz", "appos"),
    }  # fmt: skip
    entities = [("Ruiz", "Person"), ("LBC", "Organization")]
    cast = gather_cast(reading_of("Ruiz on LBC panel left .", tree=tree, entities=entities))
    assert not cast.affiliations
    cast = gather_cast(
        reading_of("Ruiz head LBC left .", tree=tree | {"LBC": ("PROPN", "head", "compound")}, entities=entities)
    )
    assert len(cast.affiliations) == 1
