"""What neighbouring words leave no doubt about, on trees written by hand."""

from __future__ import annotations

from whosaid_models.reader.attachment import clauses_of_people
from whosaid_models.reader.neighbours import nouns_before_names, objects_of_conjuncts, subordinators
from whosaid_models.reader.prepositions import doers


def test_a_name_goes_with_the_noun_right_before_it():
    # the team , led by glaciologist Irene Falk , left
    xpos = ["DT", "NN", ",", "VBN", "IN", "NN", "NNP", "NNP", ",", "VBD"]
    heads = [1, 9, 3, 1, 5, 3, 1, 6, 1, -1]
    relations = ["det", "nsubj", "punct", "acl", "case", "obl", "nmod", "flat", "punct", "root"]
    heads, relations = nouns_before_names(xpos, heads, relations, [(6, 8, "Person")])
    assert (heads[6], relations[6]) == (3, "obl")
    assert (heads[5], relations[5]) == (6, "nmod:desc")
    assert heads[4] == 6


def test_a_by_behind_a_participle_is_of_that():
    # the team , led by geologist Falk , left
    words = ["the", "team", ",", "led", "by", "geologist", "Falk", ",", "left"]
    upos = ["DET", "NOUN", "PUNCT", "VERB", "ADP", "NOUN", "PROPN", "PUNCT", "VERB"]
    xpos = ["DT", "NN", ",", "VBN", "IN", "NN", "NNP", ",", "VBD"]
    heads, relations = doers(
        words, upos, xpos, [1, 8, 3, 1, 6, 6, 1, 1, -1], ["x"] * 3 + ["acl", "case"] + ["nmod"] * 4
    )
    assert (heads[6], relations[6]) == (3, "obl")


def test_a_that_before_a_noun_is_no_determiner_where_it_is_tagged_as_a_subordinator():
    # warned that it fell and that rain hurt
    heads, relations = subordinators(
        ["warned", "that", "it", "fell", "and", "that", "rain", "hurt"],
        ["VBD", "IN", "PRP", "VBD", "CC", "IN", "NN", "VBD"],
        [-1, 3, 3, 0, 7, 6, 7, 3],
        ["root", "mark", "nsubj", "ccomp", "cc", "det", "nsubj", "conj"],
    )
    assert (heads[5], relations[5]) == (7, "mark")


def test_a_verb_with_a_complement_lends_no_object():
    # played for clubs and won cups; mended and painted boats
    upos = ["VERB", "ADP", "NOUN", "CCONJ", "VERB", "NOUN"]
    relations = ["root", "case", "obl", "cc", "conj", "obj"]
    assert objects_of_conjuncts(upos, [-1, 2, 0, 4, 0, 0], relations)[0][5] == 4
    upos, relations = ["VERB", "CCONJ", "VERB", "NOUN"], ["root", "cc", "conj", "obj"]
    assert objects_of_conjuncts(upos, [-1, 2, 0, 0], relations)[0][3] == 0


def test_an_institute_is_no_who():
    # Brandvold of Lorn , who left , slept
    words = ["Brandvold", "of", "Lorn", ",", "who", "left", ",", "slept"]
    relations = ["nsubj", "case", "nmod", "punct", "nsubj", "acl:relcl", "punct", "root"]
    heads = [7, 2, 0, 5, 5, 2, 5, -1]
    people = [(0, 1, "Person"), (2, 3, "Organization")]
    assert clauses_of_people(words, heads, relations, people)[5] == 0
    assert clauses_of_people(words, heads, relations, people[1:])[5] == 2
