from whosaid_models.reader.repair import lost_subjects, subjects_before_verbs


def test_an_object_before_a_finite_verb_without_subject_is_its_subject():
    # The bridge opened .
    assert subjects_before_verbs([1, 2, -1, 2], ["det", "obj", "root", "punct"], ["DT", "NN", "VBD", "."])[1] == "nsubj"


def test_an_object_stays_one_where_the_verb_has_a_subject_or_is_not_finite():
    # Him she saw .
    assert subjects_before_verbs([2, 2, -1], ["obj", "nsubj", "root"], ["PRP", "PRP", "VBD"])[0] == "obj"
    # Saw him
    assert subjects_before_verbs([-1, 0], ["root", "obj"], ["VBD", "PRP"])[1] == "obj"
    assert subjects_before_verbs([1, -1], ["obj", "root"], ["NN", "VBN"])[0] == "obj"


def test_a_bare_noun_that_hangs_beyond_the_verb_becomes_its_subject():
    words = ["The", "council", "appointed", "her", "chair", "last", "year", "."]
    upos = ["DET", "NOUN", "VERB", "PRON", "NOUN", "ADJ", "NOUN", "PUNCT"]
    xpos = ["DT", "NN", "VBD", "PRP", "NN", "JJ", "NN", "."]
    relations = ["det", "compound", "root", "obj", "xcomp", "amod", "obl:unmarked", "punct"]
    heads, repaired = lost_subjects(words, upos, xpos, [1, 4, -1, 2, 2, 6, 2, 2], relations, [0])
    assert (heads[1], repaired[1]) == (2, "nsubj")


def test_time_and_nouns_with_a_preposition_are_no_subjects():
    words = ["Last", "year", "in", "court", "won", "nothing"]
    upos = ["ADJ", "NOUN", "ADP", "NOUN", "VERB", "PRON"]
    xpos = ["JJ", "NN", "IN", "NN", "VBD", "NN"]
    before = [1, 4, 3, 4, -1, 4], ["amod", "obl", "case", "obl", "root", "obj"]
    assert lost_subjects(words, upos, xpos, *before, [0]) == before


def test_a_noun_that_the_verb_hangs_on_does_not_become_its_subject():
    words = ["debates", "that", "voters", "watch", "matter"]
    upos = ["NOUN", "PRON", "NOUN", "VERB", "VERB"]
    xpos = ["NNS", "WDT", "NNS", "VBP", "VBP"]
    before = [4, 3, 3, 0, -1], ["nsubj", "obj", "nsubj", "ccomp", "root"]
    assert lost_subjects(words, upos, xpos, *before, [0]) == before
