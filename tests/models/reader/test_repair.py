import pytest

from whosaid_models.reader.repair import (
    bearers_of_offices,
    lost_subjects,
    nouns_after_articles,
    objects_of_raising,
    one_kind_a_name,
    one_subject,
    past_tenses,
    subjects_before_verbs,
    titled_people,
    whole_names,
    words_are_no_marks,
)
from whosaid_models.reader.roots import nominal_roots


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


@pytest.mark.parametrize(
    ("sentence", "heads", "relations", "second", "expected"),
    [
        # A name in two parts.
        ("Bani/NNP Mustafa/NNP spoke/VBD", [2, 2, -1], "nsubj nsubj root", 1, (0, "flat")),
        # What somebody is, and their name.
        ("agency/NN Xinhua/NNP quoted/VBD", [2, 2, -1], "nsubj nsubj root", 1, (0, "appos")),
        ("Council/NNP chair/NN Ola/NNP spoke/VBD", [3, 2, 3, -1], "nsubj compound nsubj root", 0, (2, "compound")),
        ("minister/NN ,/, Ola/NNP ,/, left/VBD", [4, 2, 4, 4, -1], "nsubj punct nsubj punct root", 2, (0, "appos")),
        ("minister/NN 's/POS remarks/NNS came/VBD", [3, 0, 3, -1], "nsubj case nsubj root", 0, (2, "nmod:poss")),
        # Coordination.
        ("Nature/NN and/CC sport/NN matter/VBP", [3, 2, 3, -1], "nsubj cc nsubj root", 2, (0, "conj")),
        # An object, and an oblique.
        ("Ola/NNP told/VBD judges/NNS", [1, -1, 1], "nsubj root nsubj", 2, (1, "obj")),
        ("Ola/NNP wrote/VBD to/IN judges/NNS", [1, -1, 3, 1], "nsubj root case nsubj", 3, (1, "obl")),
        # Nothing that grammar explains.
        ("Police/NNS say/VBP wrongly/RB victims/NNS", [1, -1, 1, 1], "nsubj root advmod nsubj", 3, (1, "nsubj")),
        ("claims/NNS Ruto/NNP raised/VBD", [2, 2, -1], "nsubj nsubj root", 1, (2, "nsubj")),
    ],
)
def test_a_predicate_keeps_one_subject(sentence, heads, relations, second, expected):
    words, xpos = zip(*(word.rsplit("/", 1) for word in sentence.split()), strict=True)
    heads, relations = one_subject(words, xpos, heads, relations.split())
    assert (heads[second], relations[second]) == expected


def test_a_name_is_in_one_place():
    # drills on the Amazon and Lake Titicaca : two conjuncts, of which the second is the rest of the first
    heads, relations = [-1, 3, 3, 0, 5, 3, 3], ["root", "case", "det", "nmod", "cc", "conj", "conj"]
    mended = whole_names([(3, 4), (5, 7)], heads, relations)
    assert mended == ([-1, 3, 3, 0, 5, 3, 5], ["root", "case", "det", "nmod", "cc", "conj", "flat"])


def test_the_word_that_the_others_of_a_name_hang_on_stays_where_it_is():
    # Lake Titicaca froze : "Lake" below "Titicaca" through a word outside of the name
    heads, relations = [2, 2, -1], ["compound", "nsubj", "root"]
    assert whole_names([(0, 2)], heads, relations) == ([2, 0, -1], ["compound", "flat", "root"])
    heads, relations = [2, 3, 1, -1], ["amod", "nsubj", "dep", "root"]
    assert whole_names([(0, 2)], heads, relations) == ([1, 3, 1, -1], ["flat", "nsubj", "dep", "root"])


def test_marks_and_prepositions_in_a_name_stay_what_they_are():
    # Bank of Ola closed : "of" hangs on the verb
    assert whole_names([(0, 3)], [3, 3, 0, -1], ["nsubj", "case", "nmod", "root"])[1][1] == "case"


def test_a_participle_with_an_active_subject_and_no_auxiliary_is_a_past_tense():
    words = ["It", "also", "secured", "records"]
    heads, relations = [2, 2, -1, 2], ["nsubj", "advmod", "root", "obj"]
    assert past_tenses(words, ["PRP", "RB", "VBN", "NNS"], heads, relations, [0])[0][2] == "VBD"


def test_the_main_verb_of_a_sentence_that_is_no_headline_is_finite():
    words, xpos = ["Prices", "increased", "twice", "."], ["NNS", "VBN", "RB", "."]
    heads, relations = [1, -1, 1, 1], ["nsubj:pass", "root", "advmod", "punct"]
    xpos, mended = past_tenses(words, xpos, heads, relations, [0])
    assert xpos[1] == "VBD"
    assert mended[0] == "nsubj"


@pytest.mark.parametrize(
    ("sentence", "heads", "relations"),
    [
        ("prices/NNS were/VBD raised/VBN", [2, 2, -1], "nsubj aux:pass root"),
        ("prices/NNS raised/VBN twice/RB", [1, -1, 1], "nsubj:pass root advmod"),
        ("with/IN prices/NNS expected/VBN", [2, 2, -1], "mark nsubj root"),
        ("raised/VBN prices/NNS", [-1, 0], "root nsubj"),
    ],
)
def test_other_participles_stay(sentence, heads, relations):
    words, xpos = zip(*(word.split("/") for word in sentence.split()), strict=True)
    assert past_tenses(words, xpos, heads, relations.split(), [0]) == (list(xpos), relations.split())


def test_what_is_said_of_a_noun_makes_it_the_subject():
    # said the plan is dead : the tree has two things that are said
    words, upos = ["Ola", "said", "the", "plan", "is", "dead"], ["PROPN", "VERB", "DET", "NOUN", "AUX", "ADJ"]
    xpos = ["NNP", "VBD", "DT", "NN", "VBZ", "JJ"]
    relations = ["nsubj", "root", "det", "ccomp", "cop", "ccomp"]
    heads, mended = lost_subjects(words, upos, xpos, [1, -1, 3, 1, 5, 1], relations, [0])
    assert (heads[3], mended[3]) == (5, "nsubj")


def test_the_subject_of_a_subordinate_clause_is_behind_the_subordinator():
    # The council paid while prices rose : "prices" hangs on "paid"
    words, upos = ["Councils", "paid", "while", "prices", "rose"], ["NOUN", "VERB", "SCONJ", "NOUN", "VERB"]
    xpos, relations = ["NNS", "VBD", "IN", "NNS", "VBD"], ["nsubj", "root", "mark", "obj", "advcl"]
    heads, mended = lost_subjects(words, upos, xpos, [1, -1, 4, 1, 1], relations, [0])
    assert (heads[3], mended[3]) == (4, "nsubj")
    # Councils paid when asked : no noun is left for "asked"
    words, upos = ["Councils", "paid", "when", "asked"], ["NOUN", "VERB", "SCONJ", "VERB"]
    before = [1, -1, 3, 1], ["nsubj", "root", "advmod", "advcl"]
    assert lost_subjects(words, upos, ["NNS", "VBD", "WRB", "VBD"], *before, [0]) == before


def test_who_has_a_title_is_a_person():
    # President Lorn left Port Vell ; the "king" of "King Street" is no title of the street's
    words, heads, relations = ["President", "Lorn", "left"], [1, 2, -1], ["nmod:desc", "nsubj", "root"]
    assert titled_people(words, heads, relations, [(1, 2, "Location")]) == [(1, 2, "Person")]
    for before in (["compound", "nsubj", "root"], ["amod", "nsubj", "root"]):
        assert titled_people(words, heads, before, [(1, 2, "Location")]) == [(1, 2, "Location")]
    assert titled_people(["River", "Lorn", "rose"], heads, relations, [(1, 2, "Location")]) == [(1, 2, "Location")]
    assert titled_people(words[1:], [1, -1], relations[1:], [(0, 1, "Location")]) == [(0, 1, "Location")]


def test_a_pronoun_after_the_is_a_noun():
    # said the report .
    words, upos, xpos = ["said", "the", "report", "."], ["VERB", "DET", "PRON", "PUNCT"], ["VBD", "DT", "PRP", "."]
    repaired = nouns_after_articles(words, upos, xpos, [-1, 0, 0, 0], ["root", "nsubj", "nsubj", "punct"])
    assert repaired == (
        ["VERB", "DET", "NOUN", "PUNCT"],
        ["VBD", "DT", "NN", "."],
        [-1, 2, 0, 0],
        ["root", "det", "nsubj", "punct"],
    )


def test_some_pronouns_do_follow_the():
    before = ["DET", "PRON", "VERB"], ["DT", "DT", "VBD"], [1, 2, -1], ["det", "nsubj", "root"]
    assert nouns_after_articles(["the", "others", "left"], *before) == before


def test_what_stands_before_an_infinitives_to_is_no_part_of_it():
    # considers the dam to be dangerous : the tree makes "dam" a modifier of "dangerous"
    heads, relations = [-1, 2, 5, 5, 5, 0], ["root", "det", "nmod", "mark", "cop", "xcomp"]
    heads, relations = objects_of_raising(["VBZ", "DT", "NN", "TO", "VB", "JJ"], heads, relations)
    assert (heads[2], relations[2]) == (0, "obj")


@pytest.mark.parametrize(("kind", "expected"), [("Person", (0, "appos")), ("Location", (2, "conj"))])
def test_a_person_is_not_listed_beside_a_place(kind, expected):
    # mayor of Larn , Berg spoke
    words, upos = ["mayor", "of", "Larn", ",", "Berg", "spoke"], ["NOUN", "ADP", "PROPN", "PUNCT", "PROPN", "VERB"]
    heads, relations = [5, 2, 0, 4, 2, -1], ["nsubj", "case", "nmod", "punct", "conj", "root"]
    names = [(2, 3, "Location"), (4, 5, kind)]
    heads, relations = bearers_of_offices(words, upos, heads, relations, names)
    assert (heads[4], relations[4]) == expected


def test_a_name_is_mostly_one_thing():
    words = ["Lorn", "Lorn", "Lorn", "Berg", "Berg"]
    kinds = ["Location", "Person", "Location", "Person", "Location"]
    names = [(t, t + 1, kind) for t, kind in enumerate(kinds)]
    assert [kind for *_, kind in one_kind_a_name(words, names)] == [*["Location"] * 3, "Person", "Location"]


def test_a_word_is_no_punctuation():
    # “ Yes , ” it noted .
    words, upos = ["Yes", ",", "it", "noted", "."], ["INTJ", "PUNCT", "PUNCT", "VERB", "PUNCT"]
    xpos, relations = ["UH", ",", "PRP", "VBD", "."], ["ccomp", "punct", "punct", "root", "punct"]
    upos, relations = words_are_no_marks(words, upos, xpos, [3, 0, 3, -1, 3], relations)
    assert (upos[2], relations[2]) == ("PRON", "nsubj")
    assert (upos[1], relations[1]) == ("PUNCT", "punct")
    upos, relations = words_are_no_marks(["The", "law"], ["PUNCT", "NOUN"], ["DT", "NN"], [1, -1], ["punct", "root"])
    assert (upos[0], relations[0]) == ("DET", "det")


def test_a_second_subject_of_a_verb_of_saying_is_that_of_what_is_said():
    # Nobody told me Larn had warned them
    words = ["Nobody", "told", "me", "Larn", "had", "warned", "them"]
    upos = ["PRON", "VERB", "PRON", "PROPN", "AUX", "VERB", "PRON"]
    xpos = ["NN", "VBD", "PRP", "NNP", "VBD", "VBN", "PRP"]
    relations = ["nsubj", "root", "iobj", "nsubj", "aux", "ccomp", "obj"]
    heads, mended = lost_subjects(words, upos, xpos, [1, -1, 1, 1, 5, 1, 5], relations, [0])
    assert (heads[3], mended[3]) == (5, "nsubj")


@pytest.mark.parametrize("dateline", [[], ["Larn", ":"]])
def test_a_noun_at_the_root_is_the_subject_of_the_verb_behind_its_apposition(dateline):
    words = [*dateline, *["Sarn", "Forum", ",", "a", "club", ",", "is", "closing", "."]]
    tags = ["NNP", "NNP", ",", "DT", "NN", ",", "VBZ", "VBG", "."]
    upos = ["PROPN", "PROPN", "PUNCT", "DET", "NOUN", "PUNCT", "AUX", "VERB", "PUNCT"]
    relations = ["compound", "root", "punct", "det", "appos", "punct", "aux", "parataxis", "punct"]
    heads = [1, -1, 4, 4, 1, 4, 7, 1, 1]
    if dateline:
        tags, upos = ["NNP", ":", *tags], ["PROPN", "PUNCT", *upos]
        relations = ["root", "punct", *relations]
        relations[3] = "appos"
        heads = [-1, 3, 3, 0, 6, 6, 3, 6, 9, 0, 0]
    forum, verb = len(dateline) + 1, len(dateline) + 7
    heads, mended = nominal_roots(words, upos, tags, heads, relations)
    assert (heads[forum], mended[forum], heads[verb], mended[verb]) == (verb, "nsubj", -1, "root")
    assert heads[-1] == verb


def test_a_heading_stays_at_the_root():
    # Good news , writes Ola
    before = [1, -1, 3, 1, 3], ["amod", "root", "punct", "parataxis", "nsubj"]
    tags = ["ADJ", "NOUN", "PUNCT", "VERB", "PROPN"], ["JJ", "NN", ",", "VBZ", "NNP"]
    assert nominal_roots(["Good", "news", ",", "writes", "Ola"], *tags, *before) == before
