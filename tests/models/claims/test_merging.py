from __future__ import annotations

import pytest

from whosaid_models.claims.merging import Comparable, content_words, fingerprint, normalise, say_the_same


def comparable(text, source="", paragraph=3, headline=False):
    return Comparable(content_words(text), source, paragraph, headline)


def test_a_fingerprint_is_of_the_words_alone():
    assert fingerprint("The café closed.") == fingerprint("the CAFE  closed")
    assert fingerprint("The café closed.") != fingerprint("The café opened.")
    assert len(fingerprint("")) == 32
    assert normalise("It's «Straße», 3.5%!") == normalise("it s strasse 3 5")


BODY = "The committee rejected the 40 million euro plan on Monday."


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Committee rejects the 40 million euro plan", True),
        ("Committee rejected the 40 million euro plan", True),
        ("The committee rejected the 50 million euro plan on Monday.", False),
        ("The committee never rejected the 40 million euro plan on Monday.", False),
        ("The plan is good.", False),
    ],
)
def test_a_headline_repeats_the_body_when_its_words_numbers_and_negations_are_there(text, same):
    assert say_the_same(comparable(text, paragraph=0, headline=True), comparable(BODY)) is same


def test_two_sources_that_say_the_same_are_two_claims():
    a, b = comparable(BODY, source="Ann Mwangi", paragraph=2), comparable(BODY, source="Peter Otieno", paragraph=5)
    assert not say_the_same(a, b)


def test_the_same_words_of_one_source_are_one_claim_wherever_they_stand():
    assert say_the_same(comparable(BODY), comparable(BODY))


def test_neighbours_in_one_paragraph_are_not_merged_by_likeness():
    a = comparable("Unemployment fell in the north of the country in May.", paragraph=4)
    b = comparable("Unemployment fell in the south of the country in May.", paragraph=4)
    assert not say_the_same(a, b)


def test_claims_of_several_paragraphs_that_differ_in_a_word_are_two():
    rice, tea = (
        f"The first shipment of farm goods from the port of Larn to Sarnia included {x}." for x in ("rice", "tea")
    )
    assert not say_the_same(comparable(rice, paragraph=4), comparable(tea, paragraph=6))
    fuller = f"{rice[:-1]} and salt."
    assert say_the_same(comparable(rice, paragraph=4), comparable(fuller, paragraph=6))


def test_what_somebody_is_is_one_claim_whoever_says_it_and_however_fully():
    def says(who, what):
        return Comparable(content_words(f"{who} is {what}."), what, 3, headline=False, described=content_words(who))

    whole = says("Mira Dahl", "president of the Lorn council")
    assert say_the_same(says("Mira Dahl", "president"), whole)
    assert not say_the_same(says("Ola Berg", "president"), whole)
    assert not say_the_same(says("Mira Dahl", "former president of the Lorn council"), whole)
    assert not say_the_same(says("Mira Dahl", "head of the Lorn council"), whole)
