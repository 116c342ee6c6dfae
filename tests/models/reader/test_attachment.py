"""Conjuncts, owners and clauses of names that hang where English has no place for them, on trees written by hand."""

from __future__ import annotations

import pytest

from whosaid_models.reader.attachment import (
    clauses_of_names,
    finite_conjuncts,
    names_with_their_brackets,
    over_appositions,
    owners,
    present_tenses,
)

TAGS = {"NNP": "PROPN", "NN": "NOUN", "NNS": "NOUN", "POS": "PART", "PRP": "PRON"}


def read(table):
    """Words, upos, xpos, heads, relations of one sentence: form, tag, head's place (-1: none) and relation of each."""
    rows = [row.split() for row in table.strip().splitlines()]
    words, xpos, heads, relations = (list(column) for column in zip(*rows, strict=True))
    return words, [TAGS.get(tag, "X") for tag in xpos], xpos, [int(head) for head in heads], relations


AIMS = """
    A DT 1 det
    plan NN 2 nsubj
    aims VBZ -1 root
    to TO 4 mark
    mend VB 2 xcomp
    roads NNS 4 obj
    and CC 7 cc
    {verb} {tag} 4 conj
    money NN 7 obj
"""


@pytest.mark.parametrize(
    ("verb", "tag", "head"), [("needs", "VBZ", 2), ("got", "VBD", 2), ("save", "VB", 4), ("save", "VBP", 4)]
)
def test_a_finite_verb_is_coordinated_with_a_finite_verb(verb, tag, head):
    words, _, xpos, heads, relations = read(AIMS.format(verb=verb, tag=tag))
    after, same = finite_conjuncts(words, xpos, heads, relations)
    assert (after[7], same) == (head, relations)
    assert [h for t, h in enumerate(after) if t != 7] == [h for t, h in enumerate(heads) if t != 7]


def test_an_infinitive_with_a_modal_may_have_a_finite_conjunct():
    words, _, xpos, heads, relations = read(
        "It PRP 2 nsubj\ncould MD 2 aux\nclose VB -1 root\nbut CC 5 cc\nnobody NN 5 nsubj\nknows VBZ 2 conj"
    )
    assert finite_conjuncts(words, xpos, heads, relations) == (heads, relations)


def test_each_of_a_list_has_its_own_owner():
    words, upos, xpos, heads, relations = read("""
        Larn NNP 2 nmod:poss
        's POS 2 case
        Holm NNP 7 nsubj
        and CC 6 cc
        Sarn NNP 2 conj
        's POS 6 case
        Berg NNP 2 conj
        left VBD -1 root
    """)
    after, named = owners(words, upos, xpos, heads, relations)
    assert (after[4], named[4]) == (6, "nmod:poss")
    assert (after[1], after[5]) == (0, 4)
    assert (after[6], after[2]) == (2, 7)


def test_a_clause_behind_a_name_is_about_all_of_it():
    _, _, _, heads, relations = read("""
        Movement NNP 6 nsubj
        for IN 2 case
        Roads NNP 0 nmod
        , , 5 punct
        which WDT 5 nsubj
        sued VBD 2 acl:relcl
        left VBD -1 root
    """)
    assert clauses_of_names([(0, 3)], heads, relations)[0][5] == 0
    assert clauses_of_names([(0, 1)], heads, relations) == (heads, relations)


@pytest.mark.parametrize(
    ("subject", "tag", "relation", "expected"),
    [
        ("We", "PRP", "root", "VBP"),
        ("vaccines", "NNS", "ccomp", "VBP"),
        ("it", "PRP", "ccomp", "VB"),  # "asked that it save"
        ("them", "PRP", "xcomp", "VB"),  # "helped them save"
    ],
)
def test_a_bare_verb_with_a_subject_is_a_present_tense(subject, tag, relation, expected):
    words, xpos = [subject, "fully", "save"], [tag, "RB", "VB"]
    assert present_tenses(words, xpos, [2, 2, -1], ["nsubj", "advmod", relation]) == [tag, "RB", expected]


def test_what_stands_behind_an_apposition_is_beside_its_noun():
    _, _, _, heads, relations = read("""
        head NN 6 nsubj
        of IN 2 case
        ports NNS 0 nmod
        Holm NNP 0 appos
        and CC 5 cc
        mayor NN 2 conj
        left VBD -1 root
    """)
    assert over_appositions(heads, relations) == [6, 2, 0, 0, 5, 0, -1]


@pytest.mark.parametrize("helper", ["will", "to"])
def test_an_infinitive_with_its_helper_stays(helper):
    words, xpos = ["We", helper, "save"], ["PRP", {"will": "MD", "to": "TO"}[helper], "VB"]
    assert present_tenses(words, xpos, [2, 2, -1], ["nsubj", {"will": "aux", "to": "mark"}[helper], "root"]) == xpos


def test_a_name_has_both_brackets_or_none():
    words = ["(", "Ola", ")", "Berg", "of", "Larn", "(", "North", ")"]
    names = [(1, 4, "Person"), (5, 7, "Location"), (5, 9, "Location"), (0, 3, "Person")]
    assert names_with_their_brackets(words, names) == [
        (3, 4, "Person"), (5, 6, "Location"), (5, 9, "Location"), (0, 3, "Person"),
    ]  # fmt: skip
