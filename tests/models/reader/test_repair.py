from whosaid_models.reader.repair import subjects_before_verbs


def test_an_object_before_a_finite_verb_without_subject_is_its_subject():
    # The bridge opened .
    assert subjects_before_verbs([1, 2, -1, 2], ["det", "obj", "root", "punct"], ["DT", "NN", "VBD", "."])[1] == "nsubj"


def test_an_object_stays_one_where_the_verb_has_a_subject_or_is_not_finite():
    # Him she saw .
    assert subjects_before_verbs([2, 2, -1], ["obj", "nsubj", "root"], ["PRP", "PRP", "VBD"])[0] == "obj"
    # Saw him
    assert subjects_before_verbs([-1, 0], ["root", "obj"], ["VBD", "PRP"])[1] == "obj"
    assert subjects_before_verbs([1, -1], ["obj", "root"], ["NN", "VBN"])[0] == "obj"
