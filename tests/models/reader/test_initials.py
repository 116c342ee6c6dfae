"""Names that are written together with their initials, and homes behind the names of places."""

from whosaid_models.reader.appositions import homes
from whosaid_models.reader.initials import initialled_people


def test_a_name_with_its_initials_is_a_person():
    words = ["Minister", "M.K.Lorn", "of", "Selm", "met", "U.S.Steel", "and", "B.Okoro", "."]
    upos = ["PROPN", "PROPN", "ADP", "PROPN", "VERB", "PROPN", "CCONJ", "PROPN", "PUNCT"]
    assert initialled_people(words, upos, [(3, 4, "Location"), (7, 8, "Organization")]) == [
        (1, 2, "Person"),
        (3, 4, "Location"),
        (7, 8, "Organization"),
    ]


def test_home_to_something_is_said_of_the_place_before_it():
    words = ["They", "sailed", "to", "Port", "Lorn", ",", "home", "to", "a", "market", "."]
    upos = ["PRON", "VERB", "ADP", "PROPN", "PROPN", "PUNCT", "ADV", "ADP", "DET", "NOUN", "PUNCT"]
    heads = [1, -1, 3, 1, 3, 1, 1, 9, 9, 1, 1]
    relations = ["nsubj", "root", "case", "obl", "flat", "punct", "advmod", "case", "det", "obl", "punct"]
    tags, mended, labels = homes(words, upos, heads, relations)
    assert (tags[6], mended[6], labels[6]) == ("NOUN", 3, "appos")
    assert (mended[9], labels[9]) == (6, "nmod")
    words[5] = "and"
    assert homes(words, upos, heads, relations) == (upos, heads, relations)
