"""Commas of claims, on trees written by hand."""

from __future__ import annotations

from whosaid_models.claims.drafts import words
from whosaid_models.claims.tidying import Tidying

SENTENCE = "The harbour's head , Ola Berg , was fined and barred ."
TREE = {
    "head": ("NOUN", "fined", "nsubj:pass"), "harbour": ("NOUN", "head", "nmod:poss"),
    "Ola": ("PROPN", "head", "appos"),
    "Berg": ("PROPN", "Ola", "flat"), ",": ("PUNCT", "Ola", "punct"), "was": ("AUX", "fined", "aux:pass"),
    "fined": ("VERB", None, "root"), "barred": ("VERB", "fined", "conj"), "and": ("CCONJ", "barred", "cc"),
    ".": ("PUNCT", "fined", "punct"), "The": ("DET", "harbour", "det"), "'s": ("PART", "harbour", "case"),
}  # fmt: skip


def text(reading, pieces):
    return " ".join(reading.document.words[p.token] for p in pieces)


def test_the_other_comma_of_a_pair_goes_and_comes_with_the_first(reading_of):
    reading = reading_of(SENTENCE, [], TREE)
    tidying = Tidying(reading)
    lone = words([5, 6, 7, 8, 9])
    assert text(reading, tidying.joined(lone, 9)) == "Ola Berg was fined"
    assert text(reading, tidying.joined(words([5, 6, 7, 8, 11]), 11)) == "Ola Berg was barred"
    pair = words([0, 1, 2, 3, 4, 5, 6, 8, 11])
    closed = tidying.closed(pair)
    assert text(reading, closed) == "The harbour 's head , Ola Berg , was barred"
    assert tidying.joined(closed, 11) == closed
    assert tidying.closed(closed) == closed


def test_the_comma_of_an_opening_phrase_stays_where_the_phrase_lost_its_end(reading_of):
    tree = {
        "Despite": ("ADP", "rain", "case"), "rain": ("NOUN", "played", "obl"), "and": ("CCONJ", "snow", "cc"),
        "snow": ("NOUN", "rain", "conj"), ",": ("PUNCT", "rain", "punct"), "the": ("DET", "team", "det"),
        "team": ("NOUN", "played", "nsubj"), "played": ("VERB", None, "root"),
    }  # fmt: skip
    reading = reading_of("Despite rain and snow , the team played .", [], tree)
    kept = Tidying(reading).tidy(words([0, 1, 4, 5, 6, 7]))
    assert text(reading, kept) == "Despite rain , the team played"
    tree["team"] = ("NOUN", "played", "obj")
    reading = reading_of("Despite rain and snow , the team played .", [], tree)
    assert text(reading, Tidying(reading).tidy(words([0, 1, 4, 5, 6, 7]))) == "Despite rain the team played"


def test_brackets_around_what_a_claim_begins_with_go(reading_of):
    tree = {"She": ("PRON", "left", "nsubj"), "left": ("VERB", None, "root")}
    for sentence in ("( She ) left", "[ She ] left", "( She left )"):
        reading = reading_of(sentence, tree=tree)
        assert text(reading, Tidying(reading).tidy(words([0, 1, 2, 3]))) == "She left"


def test_a_preposition_that_lost_its_noun_goes_and_one_behind_its_verb_stays(reading_of):
    tree = {
        "the": ("DET", "town", "det"), "town": ("NOUN", None, "root"), "in": ("ADP", "Lorn", "case"),
        "Lorn": ("PROPN", "town", "nmod"),
    }  # fmt: skip
    reading = reading_of("the town in Lorn", tree=tree)
    assert text(reading, Tidying(reading).tidy(words([0, 1, 2]))) == "the town"
    tree = {
        "the": ("DET", "town", "det"), "town": ("NOUN", None, "root"), "they": ("PRON", "lived", "nsubj"),
        "lived": ("VERB", "town", "acl:relcl"), "in": ("ADP", "town", "case"),
    }  # fmt: skip
    reading = reading_of("the town they lived in", tree=tree)
    assert text(reading, Tidying(reading).tidy(words([0, 1, 2, 3, 4]))) == "the town they lived in"
