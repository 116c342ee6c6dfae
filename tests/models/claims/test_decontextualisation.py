"""What stands alone in a claim, on readings written by hand: no model, so that only the rewording is tested."""

from __future__ import annotations

from dataclasses import replace

import pytest

from whosaid_models.attribution.characters import gather_cast
from whosaid_models.attribution.references import References
from whosaid_models.claims.decontextualisation import Decontextualiser
from whosaid_models.claims.drafts import Draft, Unit, insertion, words
from whosaid_models.claims.rewriting import write
from whosaid_models.reader.reading import Antecedent


@pytest.fixture
def reworded(reading_of):
    """The last sentence of a text as a claim, its mentions resolved."""

    def reword(text, tree, entities=(), means=(), speaker=None):
        """``means``: word and what the coreference head takes it for; ``speaker``: (name, "he", "she" or nothing)."""
        reading = reading_of(text, tree=tree, entities=entities)
        at = reading.document.words.index
        reading = replace(reading, antecedents={at(word): (Antecedent(at(name), 0.9),) for word, name in means})
        sentence = reading.document.sentences[-1]
        cast = gather_cast(reading)
        draft = Draft(Unit.MAIN, sentence.first, words(list(range(sentence.first, sentence.last - 1))), 0)
        speakers = {}
        if speaker is not None:
            who = cast.of_token[at(speaker[0])]
            who.gender, draft.attribution, speakers = speaker[1], 0, {0: who.name}
        resolved = Decontextualiser(reading, cast, References(reading, cast), speakers).resolve(draft)
        written = write(reading, resolved, frozenset())
        origins = [
            (written.text[e.begin : e.end], reading.document.text[e.origin.begin : e.origin.end])
            for e in written.edits
            if e.kind.value == "resolve_mention"
        ]
        return written.text, origins

    return reword


BRIDGE = {
    "bridge": ("NOUN", None, "nsubj"), "opened": ("VERB", None, "root"), "Sarn": ("PROPN", "bridge", "nmod"),
    "over": ("ADP", "Sarn", "case"), "The": ("DET", "bridge", "det"), "A": ("DET", "bridge", "det"),
    "closed": ("VERB", None, "root"),
}  # fmt: skip


def test_a_bare_description_is_written_out_once_its_words_are_known(reworded):
    text, origins = reworded("A bridge over Sarn opened . The bridge closed .", BRIDGE)
    assert text == "The bridge over Sarn closed."
    assert origins == [("bridge over Sarn", "bridge over Sarn")]


def test_an_owner_takes_the_place_of_the_article(reworded):
    tree = {
        "trial": ("NOUN", None, "nsubj"), "opened": ("VERB", None, "root"),
        "Orlov": ("PROPN", "trial", "nmod:poss"),
        "'s": ("PART", "Orlov", "case"), "The": ("DET", "trial", "det"), "closed": ("VERB", None, "root"),
    }  # fmt: skip
    text, _ = reworded("Orlov's trial opened . The trial closed .", tree)
    assert text == "Orlov's trial closed."


def test_an_abbreviation_has_the_article_of_its_name(reworded):
    tree = {"met": ("VERB", None, "root"), "left": ("VERB", None, "root"), "LPA": ("PROPN", None, "nsubj")}
    text, origins = reworded("Then the Lorn Port Authority (LPA) met. LPA left .", tree)
    assert text == "The Lorn Port Authority (LPA) left."
    assert origins == [("The Lorn Port Authority (LPA)", "the Lorn Port Authority (LPA)")]


def test_an_abbreviation_without_a_bracket_in_the_article_gets_one_around_its_own_word(reworded):
    tree = {"met": ("VERB", None, "root"), "left": ("VERB", None, "root")}
    entities = [("Lorn Port Authority", "Organization")]
    text, origins = reworded("Lorn Port Authority met. Then LPA left .", tree, entities)
    assert text == "Then Lorn Port Authority (LPA) left."
    assert origins == [("Lorn Port Authority", "Lorn Port Authority")]


def test_an_abbreviation_is_spelt_out_once(reworded):
    text, origins = reworded(
        "The Lorn Port Authority (LPA) met. LPA said LPA closed .", {"met": ("VERB", None, "root")}
    )
    assert text == "Lorn Port Authority (LPA) said LPA closed."
    assert origins == [("Lorn Port Authority (LPA)", "Lorn Port Authority (LPA)")]


def test_a_short_form_that_the_article_introduces_stays_behind_its_name(reworded):
    tree = {"met": ("VERB", None, "root"), "left": ("VERB", None, "root")}
    introduced = "The Lorn Port Authority (LPA) met. "
    text, origins = reworded(introduced + "The Lorn Port Authority left .", tree)
    assert (text, origins) == ("The Lorn Port Authority (LPA) left.", [("(LPA)", "Lorn Port Authority (LPA)")])
    text, _ = reworded(introduced + "Lorn Port Authority left LPA .", tree)
    assert text == "Lorn Port Authority left LPA."


def test_a_short_form_stays_behind_a_name_that_was_written_for_a_pronoun(reworded):
    tree = {"met": ("VERB", None, "root"), "It": ("PRON", "left", "nsubj"), "left": ("VERB", None, "root")}
    text, _ = reworded(
        "Lorn Port Authority (LPA) met. It left .",
        tree,
        [("Lorn Port Authority", "Organization")],
        [("It", "Authority")],
    )
    assert text == "Lorn Port Authority (LPA) left."


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Boats left Selm (North Lorn) early .", "Boats left Selm (North Lorn) early."),
        ("Boats left Selm (near Lorn) early .", "Boats left Selm early."),
        ("Boats left Selm (Lorn 12) early .", "Boats left Selm early."),
    ],
)
def test_a_name_in_brackets_stays_behind_what_it_tells_more_of(reading_of, text, claim):
    reading = reading_of(text, tree={"Selm": ("PROPN", "left", "obj"), "left": ("VERB", None, "root")})
    words_ = reading.document.words
    draft = Draft(Unit.MAIN, 1, words([0, 1, 2, words_.index("early")]), 0)
    cast = gather_cast(reading)
    resolved = Decontextualiser(reading, cast, References(reading, cast), {}).resolve(draft)
    written = write(reading, resolved, frozenset())
    assert written.text == claim


def test_a_pronoun_after_another_name_that_it_may_mean_stays(reworded):
    tree = {
        "Orlov": ("PROPN", "left", "nsubj"), "left": ("VERB", None, "root"), "Khan": ("PROPN", "said", "obl"),
        "said": ("VERB", None, "root"), "he": ("PRON", "slept", "nsubj"), "slept": ("VERB", "said", "ccomp"),
    }  # fmt: skip
    people = [("Orlov", "Person"), ("Khan", "Person")]
    text, _ = reworded("Orlov left . With Khan it was said he slept .", tree, people)
    assert text == "With Khan it was said he slept."


SPOKEN = {
    "I": ("PRON", "sold", "nsubj"), "We": ("PRON", "sold", "nsubj"), "sold": ("VERB", None, "root"),
    "my": ("PRON", "boat", "nmod:poss"), "our": ("PRON", "boat", "nmod:poss"), "boat": ("NOUN", "sold", "obj"),
    "mine": ("NOUN", "sold", "obj"), "spoke": ("VERB", None, "root"), "the": ("DET", "mine", "det"),
    "A": ("DET", "pilot", "det"), "pilot": ("NOUN", "sold", "obl"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "gender", "claim"),
    [
        ("Orlov spoke . I sold my boat .", "Person", "she", "Orlov sold her boat."),
        ("Orlov spoke . I sold my boat .", "Person", "", "Orlov sold Orlov's boat."),  # nobody says who Orlov is
        ("Orlov spoke . We sold our boat .", "Organization", "", "Orlov sold its boat."),
        ("Orlov spoke . I sold the mine .", "Person", "he", "Orlov sold the mine."),
    ],
)
def test_a_speaker_is_named_once_in_a_claim(reworded, text, kind, gender, claim):
    assert reworded(text, SPOKEN, [("Orlov", kind)], speaker=("Orlov", gender))[0] == claim


def test_a_pronoun_of_two_people_names_the_speaker_again(reworded):
    people = [("Orlov", "Person"), ("Khan", "Person")]
    tree = SPOKEN | {"Khan": ("PROPN", "sold", "nsubj")}
    text, _ = reworded("Orlov spoke . To me Khan sold my boat .", tree, people, speaker=("Orlov", "he"))
    assert text == "To Orlov Khan sold Orlov's boat."


def test_the_subject_of_a_clause_owns_what_is_its_own(reworded):
    people = [("Orlov", "Person"), ("Khan", "Person")]
    text, _ = reworded("Orlov spoke . With Khan I sold my boat .", SPOKEN, people, speaker=("Orlov", "he"))
    assert text == "With Khan Orlov sold his boat."


def test_a_name_that_was_cut_off_is_written_whole(reading_of):
    reading = reading_of(
        "Ana Ruiz Lind left .", tree={"left": ("VERB", None, "root")}, entities=[("Ana Ruiz Lind", "Person")]
    )
    cast = gather_cast(reading)
    draft = Draft(Unit.TITLE, 3, words([0, 3]), 0)
    resolved = Decontextualiser(reading, cast, References(reading, cast), {}).resolve(draft)
    assert write(reading, resolved, frozenset()).text == "Ana Ruiz Lind left."


def test_a_title_of_address_is_no_possessive(reworded):
    tree = {
        "His": ("PRON", "Highness", "nmod:poss"), "Highness": ("PROPN", "left", "nsubj"),
        "left": ("VERB", None, "root"),
    }  # fmt: skip
    text, _ = reworded("Orlov left . His Highness left .", tree, [("Orlov", "Person")], [("His", "Orlov")])
    assert text == "His Highness left."


COMPANY = {
    "Lorn": ("PROPN", "grew", "nsubj"), "The": ("DET", "company", "det"), "company": ("NOUN", "closed", "nsubj"),
    "grew": ("VERB", None, "root"), "closed": ("VERB", None, "root"), "Commission": ("PROPN", "grew", "nsubj"),
    "country": ("NOUN", "closed", "nsubj"),
}  # fmt: skip


def test_an_organisation_is_named_where_the_coreference_head_is_sure_of_it(reworded):
    entities = [("Lorn Ferries", "Organization")]
    text = "Lorn Ferries grew . The company closed ."
    assert reworded(text, COMPANY, entities, [("company", "Lorn")])[0] == "Lorn Ferries closed."
    assert reworded(text, COMPANY, entities)[0] == "The company closed."


def test_a_name_that_says_what_it_is_is_called_nothing_else(reworded):
    entities = [("Lorn Commission", "Organization")]
    text = "Lorn Commission grew . The company closed ."
    assert reworded(text, COMPANY, entities, [("company", "Commission")])[0] == "The company closed."


def test_the_country_is_the_one_that_the_article_is_about(reworded):
    tree = COMPANY | {"The": ("DET", "country", "det")}
    countries = [("Norway", "Location"), ("Chile", "Location")]
    assert reworded("In Norway rents grew . The country closed .", tree, countries[:1])[0] == "Norway closed."
    both = "In Norway rents grew and in Chile . The country closed ."
    assert reworded(both, tree, countries)[0] == "The country closed."
    person = [("Michael Jordan", "Person")]
    assert reworded("Michael Jordan grew . The country closed .", tree, person)[0] == "The country closed."


def test_a_name_keeps_the_article_that_it_has_in_the_text(reworded):
    tree = COMPANY | {"Ferries": ("PROPN", "grew", "obl")}
    tree["the"] = ("DET", "Ferries", "det")
    text = "In the Lorn Ferries rents grew . The company closed ."
    text, origins = reworded(text, tree, [("Lorn Ferries", "Organization")], [("company", "Ferries")])
    assert (text, origins) == ("The Lorn Ferries closed.", [("The Lorn Ferries", "the Lorn Ferries")])


def test_the_end_of_a_name_is_no_description(reworded):
    tree = {
        "Day": ("PROPN", "came", "nsubj"), "Sea": ("PROPN", "Day", "nmod"), "the": ("DET", "Sea", "det"),
        "came": ("VERB", None, "root"), "of": ("ADP", "Sea", "case"),
    }  # fmt: skip
    text, _ = reworded("Day of the Sea came . Day of the Sea came .", tree, [("Day of the Sea", "Misc")])
    assert text == "Day of the Sea came."


def test_a_pronoun_does_not_stand_for_who_is_named_later(reworded):
    tree = {
        "he": ("PRON", "slept", "nsubj"), "slept": ("VERB", "left", "advcl"), "Orlov": ("PROPN", "left", "nsubj"),
        "left": ("VERB", None, "root"),
    }  # fmt: skip
    text, _ = reworded("After he slept Orlov left .", tree, [("Orlov", "Person")], [("he", "Orlov")])
    assert text == "After he slept Orlov left."


@pytest.mark.parametrize(
    ("pronoun", "claim"), [("They", "Ana Ruiz and Ben Okoro left."), ("Their", "Ana Ruiz and Ben Okoro's dogs left.")]
)
def test_they_become_the_names_of_a_joint_subject(reworded, pronoun, claim):
    tree = {
        "Ana": ("PROPN", "Ruiz", "compound"), "Ruiz": ("PROPN", "spoke", "nsubj"), "and": ("CCONJ", "Okoro", "cc"),
        "Ben": ("PROPN", "Okoro", "compound"), "Okoro": ("PROPN", "Ruiz", "conj"), "spoke": ("VERB", None, "root"),
        "They": ("PRON", "left", "nsubj"), "left": ("VERB", None, "root"), "Their": ("PRON", "dogs", "nmod:poss"),
        "dogs": ("NOUN", "left", "nsubj"),
    }  # fmt: skip
    people = [("Ana Ruiz", "Person"), ("Ben Okoro", "Person")]
    rest = "left ." if pronoun == "They" else "dogs left ."
    text, origins = reworded(f"Ana Ruiz and Ben Okoro spoke . {pronoun} {rest}", tree, people)
    assert text == claim
    assert [o for _, o in origins] == ["Ana Ruiz", "Ben Okoro"]


@pytest.mark.parametrize(
    ("verb", "relation", "tag", "text"),
    [
        ("left", "aux", "VBN", "Ana Ruiz has left."),
        ("ill", "cop", "JJ", "Ana Ruiz is ill."),
        ("seen", "aux:pass", "VBN", "Ana Ruiz is seen."),
    ],
)
def test_a_contracted_verb_is_written_out_beside_a_name(reading_of, verb, relation, tag, text):
    tree = {
        "Ruiz": ("PROPN", "spoke", "nsubj"), "spoke": ("VERB", None, "root"), "Ana": ("PROPN", "Ruiz", "compound"),
        "She": ("PRON", verb, "nsubj"), "’s": ("AUX", verb, relation), verb: ("VERB", None, "root"),
    }  # fmt: skip
    reading = reading_of(f"Ana Ruiz spoke . She’s {verb} .", tree=tree, entities=[("Ana Ruiz", "Person")])
    reading = replace(reading, xpos=[tag if w == verb else "NN" for w in reading.document.words])
    cast, sentence = gather_cast(reading), reading.document.sentences[1]
    draft = Draft(Unit.MAIN, sentence.last - 2, words(list(range(sentence.first, sentence.last - 1))), 1)
    resolved = Decontextualiser(reading, cast, References(reading, cast), {}).resolve(draft)
    assert write(reading, resolved, frozenset()).text == text


def test_his_of_the_he_of_its_clause_is_not_named_apart(reworded):
    tree = {
        "Ruiz": ("PROPN", "met", "nsubj"), "met": ("VERB", None, "root"), "Hale": ("PROPN", "met", "obj"),
        "He": ("PRON", "sold", "nsubj"), "sold": ("VERB", None, "root"), "his": ("PRON", "house", "nmod:poss"),
        "house": ("NOUN", "sold", "obj"),
    }  # fmt: skip
    people = [("Ruiz", "Person"), ("Hale", "Person")]
    text, _ = reworded("Ruiz met Hale . He sold his house .", tree, people, [("He", "Ruiz"), ("his", "Hale")])
    assert text == "Ruiz sold his house."


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Orlov spoke . Later his brother Khan spoke .", "Khan is Orlov's brother."),
        ("Orlov spoke . Ruiz and his brother Khan spoke .", "Khan is his brother."),  # Orlov's, or Ruiz's
    ],
)
def test_whoever_is_his_brother_is_not_he(reading_of, text, claim):
    tree = {
        "spoke": ("VERB", None, "root"), "Orlov": ("PROPN", "spoke", "nsubj"), "Khan": ("PROPN", "spoke", "nsubj"),
        "his": ("PRON", "brother", "nmod:poss"), "brother": ("NOUN", "Khan", "nmod:desc"),
        "Ruiz": ("PROPN", "spoke", "nsubj"),
    }  # fmt: skip
    people = [(name, "Person") for name in ("Orlov", "Ruiz", "Khan") if name in text]
    reading = reading_of(text, tree=tree, entities=people)
    at = reading.document.words.index
    reading = replace(reading, antecedents={at("his"): (Antecedent(at("Orlov"), 0.9),)})
    cast = gather_cast(reading)
    pieces = [*words([at("Khan")]), insertion("is"), *words([at("his"), at("brother")])]
    draft = Draft(Unit.TITLE, at("Khan"), pieces, 1)
    resolved = Decontextualiser(reading, cast, References(reading, cast), {}).resolve(draft)
    assert write(reading, resolved, frozenset()).text == claim
