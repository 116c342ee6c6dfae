"""What stands alone in a claim, on readings written by hand: no model, so that only the rewording is tested."""

from __future__ import annotations

import pytest

from whosaid_models.attribution.characters import gather_cast
from whosaid_models.attribution.references import References
from whosaid_models.claims.decontextualisation import Decontextualiser
from whosaid_models.claims.drafts import Draft, Unit, words
from whosaid_models.claims.rewriting import write


@pytest.fixture
def reworded(reading_of):
    """The last sentence of a text as a claim, its mentions resolved."""

    def reword(text, tree, entities=()):
        reading = reading_of(text, tree=tree, entities=entities)
        sentence = reading.document.sentences[-1]
        cast = gather_cast(reading)
        draft = Draft(Unit.MAIN, sentence.first, words(list(range(sentence.first, sentence.last - 1))), 0)
        resolved = Decontextualiser(reading, cast, References(reading, cast), {}).resolve(draft)
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


def test_an_abbreviation_is_spelt_out_once(reworded):
    text, origins = reworded(
        "The Lorn Port Authority (LPA) met. LPA said LPA closed .", {"met": ("VERB", None, "root")}
    )
    assert text == "Lorn Port Authority (LPA) said LPA closed."
    assert origins == [("Lorn Port Authority (LPA)", "Lorn Port Authority (LPA)")]


def test_a_pronoun_after_another_name_that_it_may_mean_stays(reworded):
    tree = {
        "Orlov": ("PROPN", "left", "nsubj"), "left": ("VERB", None, "root"), "Khan": ("PROPN", "said", "obl"),
        "said": ("VERB", None, "root"), "he": ("PRON", "slept", "nsubj"), "slept": ("VERB", "said", "ccomp"),
    }  # fmt: skip
    people = [("Orlov", "Person"), ("Khan", "Person")]
    text, _ = reworded("Orlov left . With Khan it was said he slept .", tree, people)
    assert text == "With Khan it was said he slept."
