"""Clauses and appositions that hang where English has no place for them, on trees written by hand."""

from __future__ import annotations

import pytest

from whosaid_models.reader.appositions import names_after_appositions, numbered_nouns, tails_of_appositions
from whosaid_models.reader.subordinate import clefts, leading_participles, relative_clauses

TAGS = {
    "NN": "NOUN", "VB": "VERB", "CC": "CCONJ", "IN": "ADP", "DT": "DET", "JJ": "ADJ", "CD": "NUM", "WP": "PRON",
    "WD": "PRON", "RB": "ADV", "PR": "PRON",
}  # fmt: skip


def read(table):
    """Words, upos, xpos, heads, relations of one sentence: form, tag, head's form (or "-") and relation of each."""
    rows = [row.split() for row in table.strip().splitlines()]
    words = [form for form, *_ in rows]
    heads = [words.index(head) if head != "-" else -1 for *_, head, _ in rows]
    xpos = [tag for _, tag, *_ in rows]
    upos = [{"NNP": "PROPN", "AUX": "AUX"}.get(tag, TAGS.get(tag[:2], "PUNCT")) for tag in xpos]
    return words, upos, ["VBD" if tag == "AUX" else tag for tag in xpos], heads, [relation for *_, relation in rows]


def changes(words, before, after):
    """What is different: word -> (head or "-", relation)."""
    return {
        w: (words[head] if head >= 0 else "-", relation)
        for w, head, relation, *old in zip(words, *after, *before, strict=True)
        if [head, relation] != old
    }


def mended(repair, table):
    words, upos, xpos, heads, relations = read(table)
    return changes(words, (heads, relations), repair(words, upos, xpos, heads, relations, [0]))


LIST_OF_TREES = """
    She PRP keeps nsubj
    keeps VBZ - root
    a DT list det
    list NN keeps obj
    of IN {noun} case
    {noun} {tag} list nmod
    that WDT {verb} nsubj
    {verb} {form} {head} acl:relcl
"""


@pytest.mark.parametrize(
    ("noun", "tag", "verb", "form", "head", "result"),
    [
        ("trees", "NNS", "grow", "VBP", "list", {"grow": ("trees", "acl:relcl")}),
        ("trees", "NNS", "grows", "VBZ", "trees", {"grows": ("list", "acl:relcl")}),
        ("trees", "NNS", "grew", "VBD", "list", {}),  # either
        ("trees", "NNS", "grow", "VBZ", "trees", {}),  # a slip of the tagger's
        ("staff", "NN", "grow", "VBP", "staff", {}),  # one or many
    ],
)
def test_a_relative_clause_is_about_a_noun_that_its_verb_agrees_with(noun, tag, verb, form, head, result):
    table = LIST_OF_TREES.format(noun=noun, tag=tag, verb=verb, form=form, head=head)
    assert mended(relative_clauses, table) == result


def test_a_clause_with_which_behind_a_comma_hangs_on_a_noun():
    table = """
        He PRP planned nsubj
        planned VBD - root
        a DT tour det
        tour NN planned obj
        of IN Lorn case
        Lorn {0} tour nmod
        , , lasted punct
        which WDT lasted nsubj
        lasted VBD planned conj
    """
    # A name needs nothing to be told by.
    assert mended(relative_clauses, table.format("NNP")) == {"lasted": ("tour", "acl:relcl")}
    assert mended(relative_clauses, table.format("NN")) == {"lasted": ("Lorn", "acl:relcl")}


FOUNDED = """
    Founded VBN - root
    in IN 1941 case
    1941 CD Founded obl
    , , Founded punct
    {0}it PRP builds nsubj
    builds VBZ Founded conj
    ships NNS builds obj
    . . Founded punct
"""


def test_a_participle_that_opens_a_sentence_is_not_its_main_verb():
    expected = {
        "Founded": ("builds", "advcl"), "builds": ("-", "root"), ",": ("builds", "punct"), ".": ("builds", "punct"),
    }  # fmt: skip
    assert mended(leading_participles, FOUNDED.format("")) == expected
    assert mended(leading_participles, FOUNDED.format("and CC builds cc\n    ")) == {}


def test_of_belongs_to_the_apposition_right_before_it():
    table = """
        Berg NNP left nsubj
        , , mayor punct
        mayor NN Berg appos
        of IN Larn case
        Larn NNP Berg nmod
        , , mayor punct
        left VBD - root
    """
    words, upos, _, heads, relations = read(table)
    after = tails_of_appositions(words, upos, heads, relations)
    assert changes(words, (heads, relations), after) == {"Larn": ("mayor", "nmod")}


@pytest.mark.parametrize(("kind", "result"), [("Organization", {"Port": ("Sarn", "conj")}), ("Date", {})])
def test_a_name_is_coordinated_with_a_name(kind, result):
    table = """
        Sarn NNP agreed nsubj
        , , maker punct
        a DT maker det
        maker NN Sarn appos
        , , Port punct
        and CC Port cc
        the DT Port det
        Port NNP maker conj
        agreed VBD - root
    """
    words, upos, _, heads, relations = read(table)
    names = [(0, 1, "Organization"), (7, 8, kind)]
    after = names_after_appositions(words, upos, heads, relations, names)
    assert changes(words, (heads, relations), after) == result


def test_a_noun_and_its_number_before_a_noun_are_one():
    table = """
        people NNS felt nsubj
        felt VBD - root
        the DT magnitude det
        magnitude NN felt obj
        5.9 CD quake nummod
        quake NN magnitude appos
    """
    words, upos, _, heads, relations = read(table)
    after = numbered_nouns(upos, heads, relations)
    assert changes(words, (heads, relations), after) == {
        "the": ("quake", "det"), "magnitude": ("quake", "compound"), "quake": ("felt", "obj"),
    }  # fmt: skip


def without_begins(repair):
    return lambda *tree: repair(*tree[:-1])


CLEFT = """
    It PRP harbour nsubj
    was AUX harbour cop
    {word} {tag} harbour {relation}
    in IN harbour case
    harbour NN - root
    that {that} sank obj
    it NN sank nsubj
    sank VBD harbour acl:relcl
"""


def test_a_cleft_is_one_clause():
    table = CLEFT.format(word="just", tag="RB", relation="advmod", that="WDT").replace("it NN", "ferry NN")
    assert mended(without_begins(clefts), table) == {
        "It": ("sank", "mark"),
        "was": ("sank", "mark"),
        "harbour": ("sank", "obl"),
        "that": ("sank", "mark"),
        "sank": ("-", "root"),
    }


def test_a_denied_cleft_stays_as_it_is():
    table = CLEFT.format(word="not", tag="RB", relation="advmod", that="WDT").replace("it NN", "ferry NN")
    assert mended(without_begins(clefts), table) == {}
