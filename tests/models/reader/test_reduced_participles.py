"""Past tenses of reduced clauses, which are participles."""

import pytest

from whosaid_models.reader.subordinate import reduced_participles

# "X, a hero shot by the Lorns, ...": word, tag, head and relation of each word.
WORDS = ["Berg", ",", "a", "hero", "shot", "by", "the", "Lorns"]
TAGS = ["NNP", ",", "DT", "NN", "VBD", "IN", "DT", "NNPS"]
HEADS = [-1, 3, 3, 0, 3, 7, 7, 4]
RELATIONS = ["root", "punct", "det", "appos", "acl", "case", "det", "obl"]


@pytest.mark.parametrize(
    ("changed", "tag"),
    [
        ({}, "VBN"),
        ({4: "beating"}, "VBG"),
        ({5: "during"}, "VBD"),  # "a festival ended during the war": not passive
    ],
)
def test_a_clause_behind_a_noun_has_no_past_tense(changed, tag):
    words = [changed.get(t, word) for t, word in enumerate(WORDS)]
    assert reduced_participles(words, TAGS, HEADS, RELATIONS)[4] == tag


def test_a_clause_with_a_subject_keeps_its_tense():
    relations = [*RELATIONS[:7], "nsubj"]
    assert reduced_participles(WORDS, TAGS, HEADS, relations) == TAGS
