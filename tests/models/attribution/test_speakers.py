"""Who the sources of an article are, on readings written by hand: no model, so that only the following is tested."""

from __future__ import annotations

from dataclasses import replace

import pytest

from whosaid_models.attribution.characters import gather_cast
from whosaid_models.attribution.linking import chain_of, link
from whosaid_models.attribution.names import Namer
from whosaid_models.attribution.references import References
from whosaid_models.attribution.speakers import Speakers
from whosaid_models.reader.reading import Antecedent

PEOPLE = {"minister", "spokesman", "victim", "Khan", "Orlov", "Ana", "He", "he", "She", "head"}
PAPERS = {"report", "statement"}


@pytest.fixture
def sources_of(reading_of):
    """The name of each attribution's source, in the order of the cues."""
    return lambda *given: _sources_of(reading_of, *given)


def verb(head):
    return ("VERB", head, "ccomp")


def _sources_of(reading_of, text, cues, tree, entities):
    reading = reading_of(text, cues, tree, entities)
    cast = gather_cast(reading)
    references = References(reading, cast)
    namer = Namer(reading, cast, references)
    words = reading.document.words

    def kind_of(span):
        head = set(words[span[0] : span[1]])
        return "person" if head & PEOPLE else "document" if head & PAPERS else "organisation"

    forest = link(reading)
    Speakers(reading, references, namer, kind_of).follow(forest)
    return [namer.name(a.sources[0])[0] for a in sorted(forest, key=lambda a: a.cue)]


def clause(subject, predicate, said):
    """The tree of "SUBJECT PREDICATE, SAID ..." without the source."""
    return {subject: ("NOUN", predicate, "nsubj"), predicate: verb(said), said: ("VERB", None, "root")}


def test_he_is_whoever_spoke_last_and_nobody_whom_he_names(sources_of):
    tree = {
        **clause("Prices", "fell", "said"), "Khan": ("PROPN", "said", "nsubj"),
        **clause("Orlov", "left", "added"), "he": ("PRON", "added", "nsubj"),
    }  # fmt: skip
    text = "Prices fell , Khan said . Orlov left , he added ."
    cues = [("said", "Khan", ["Prices fell"]), ("added", "he", ["Orlov left"])]
    assert sources_of(text, cues, tree, [("Khan", "Person"), ("Orlov", "Person")]) == ["Khan", "Khan"]


def test_a_spokesman_without_a_name_keeps_his_own(sources_of):
    tree = {
        **clause("Prices", "fell", "said"), "spokesman": ("NOUN", "said", "nsubj"),
        "army": ("NOUN", "spokesman", "compound"),
        **clause("Wages", "rose", "added"), "he": ("PRON", "added", "nsubj"), "An": ("DET", "spokesman", "det"),
    }  # fmt: skip
    text = "Prices fell , An army spokesman said . Wages rose , he added ."
    cues = [("said", "An army spokesman", ["Prices fell"]), ("added", "he", ["Wages rose"])]
    assert sources_of(text, cues, tree, []) == ["army spokesman", "army spokesman"]


@pytest.mark.parametrize(
    ("description", "meant"),
    [("the ministry", "Ministry of Trade"), ("the victim", "victim"), ("the other ministry", "other ministry")],
)
def test_a_description_means_a_body_that_is_called_so(sources_of, description, meant):
    noun = description.split()[-1]
    tree = {
        **clause("Prices", "fell", "said"), "Ministry": ("PROPN", "said", "nsubj"),
        **clause("Wages", "rose", "added"), noun: ("NOUN", "added", "nsubj"), "the": ("DET", noun, "det"),
        "other": ("ADJ", noun, "amod"),
    }  # fmt: skip
    text = f"Prices fell , Ministry of Trade said . Wages rose , {description} added ."
    cues = [("said", "Ministry of Trade", ["Prices fell"]), ("added", description, ["Wages rose"])]
    assert sources_of(text, cues, tree, [("Ministry of Trade", "Organization")])[1] == meant


def test_a_report_is_its_issuers(sources_of):
    tree = {
        "published": ("VERB", None, "root"), "Bank": ("PROPN", "published", "nsubj"),
        "study": ("NOUN", "published", "obj"), "a": ("DET", "study", "det"),
    }  # fmt: skip
    second = {**clause("Wages", "rose", "said"), "report": ("NOUN", "said", "nsubj"), "the": ("DET", "report", "det")}
    text = "Bank published a study by Castleton Institute . Wages rose , the report said ."
    cues = [("said", "the report", ["Wages rose"])]
    entities = [("Bank", "Organization"), ("Castleton Institute", "Organization")]
    assert sources_of(text, cues, {**tree, **second}, entities) == ["Castleton Institute"]


def test_what_the_coreference_head_is_sure_of_comes_before_the_rules(reading_of):
    text = "Orlov left . Khan stayed . He slept . He woke ."
    people = [("Orlov", "Person"), ("Khan", "Person")]
    plain = reading_of(text, tree={"Khan": ("PROPN", "stayed", "nsubj"), "He": ("PRON", None, "dep")}, entities=people)
    first, second = 6, 9
    links = {first: (Antecedent(0, 0.9),), second: (Antecedent(first, 0.5), Antecedent(0, 0.2), Antecedent(3, 0.3))}
    reading = replace(plain, antecedents=links)
    named = lambda reading, token: References(reading, gather_cast(reading)).pronoun(token).full  # noqa: E731
    assert named(plain, first) == ("Khan",)
    assert named(reading, first) == ("Orlov",)
    assert named(reading, second) == ("Orlov",)  # .5 through the pronoun before, and .2 of its own


def test_i_think_in_somebodys_words_is_no_source_of_its_own(reading_of):
    text = "“ I think prices fell , ” Khan said ."
    tree = {
        "I": ("PRON", "think", "nsubj"), "think": verb("said"), "prices": ("NOUN", "fell", "nsubj"),
        "fell": verb("think"), "Khan": ("PROPN", "said", "nsubj"), "said": ("VERB", None, "root"),
    }  # fmt: skip
    cues = [("said", "Khan", ["I think prices fell"]), ("think", "I", ["prices fell"])]
    reading = reading_of(text, cues, tree, [("Khan", "Person")])
    cast = gather_cast(reading)
    references = References(reading, cast)
    forest = link(reading)
    Speakers(reading, references, Namer(reading, cast, references), lambda _: "person").follow(forest)
    thought = next(i for i, a in enumerate(forest) if a.parent is not None)
    assert forest[thought].own_voice
    assert [forest[i].own_voice for i in chain_of(forest, thought)] == [False, True]
