"""Participles that hang on the main verb and belong to what stands before them, on trees written by hand."""

from __future__ import annotations

import pytest

from whosaid_models.reader.participles import absolutes, listed_gerunds, openings

UPOS = {"NN": "NOUN", "VB": "VERB", "CC": "CCONJ", "IN": "ADP", "DT": "DET", "MD": "AUX", "PR": "PRON"}


def mended(repair, table):
    """What a repair changes in rows of form, tag, head's form (or "-") and relation: form -> (head, relation)."""
    rows = [row.split() for row in table.strip().splitlines()]
    words, xpos = [row[0] for row in rows], [row[1] for row in rows]
    heads = [words.index(row[2]) if row[2] != "-" else -1 for row in rows]
    relations = [row[3] for row in rows]
    upos = ["PROPN" if tag == "NNP" else UPOS.get(tag[:2], "PUNCT") for tag in xpos]
    after = zip(*repair(words, upos, xpos, heads, relations, [0]), strict=True)
    return {
        word: (words[head] if head >= 0 else "-", relation)
        for word, old, (head, relation) in zip(words, zip(heads, relations, strict=True), after, strict=True)
        if old != (head, relation)
    }


LIST_OF_GERUNDS = """
    They PRP work nsubj
    will MD work aux
    work VB - root
    on IN mending {mark}
    mending VBG work advcl
    roads NNS mending obj
    , , helping punct
    {link} IN helping mark
    helping VBG work advcl
    them PRP helping obj
    {word} TO rest mark
    rest VB helping xcomp
    and CC hiring cc
    hiring VBG rest conj
    nurses NNS rest obj
"""


@pytest.mark.parametrize(
    ("mark", "word", "result"),
    [
        (
            "mark",
            "to",
            {"helping": ("mending", "conj"), "hiring": ("mending", "conj"), "nurses": ("hiring", "obj")},
        ),
        ("advmod", "to", {}),  # no preposition: "they left, helping them to rest and hiring nurses"
    ],
)
def test_the_middle_of_a_list_of_gerunds_is_in_it(mark, word, result):
    table = LIST_OF_GERUNDS.format(mark=mark, word=word, link="-")
    table = "\n".join(line for line in table.splitlines() if not line.strip().startswith("- IN"))
    assert mended(listed_gerunds, table) == result


def test_a_gerund_with_a_word_of_its_own_before_it_is_no_item():
    assert mended(listed_gerunds, LIST_OF_GERUNDS.format(mark="mark", word="to", link="while")) == {}


OPENING = """
    In IN letter case
    the DT letter det
    {noun} {tag} {head} obl
    , , issued punct
    issued VBN said advcl
    in IN May case
    May NNP issued obl
    , , issued punct
    she PRP said nsubj
    said VBD - root
"""


@pytest.mark.parametrize(
    ("noun", "tag", "head", "result"),
    [
        ("letter", "NN", "said", {"issued": ("letter", "acl")}),
        ("letter", "NN", "issued", {"letter": ("said", "obl"), "issued": ("letter", "acl")}),
    ],
)
def test_a_participle_behind_an_opening_noun_is_about_it(noun, tag, head, result):
    assert mended(openings, OPENING.format(noun=noun, tag=tag, head=head)) == result


def test_a_day_is_nothing_that_is_issued():
    table = OPENING.format(noun="Monday", tag="NNP", head="said").replace("letter", "Monday")
    assert mended(openings, table) == {}


ABSOLUTE = """
    She PRP won nsubj
    won VBD - root
    {with_} IN jailed mark
    rivals NNS jailed {relation}
    jailed VBD won {joined}
"""


@pytest.mark.parametrize(
    ("with_", "relation", "joined", "result"),
    [
        ("with", "obl:agent", "conj", {"rivals": ("jailed", "nsubj:pass"), "jailed": ("won", "advcl")}),
        ("with", "obl", "advcl", {"rivals": ("jailed", "nsubj:pass")}),
        ("after", "obl", "advcl", {}),
    ],
)
def test_a_noun_between_with_and_a_participle_is_its_subject(with_, relation, joined, result):
    assert mended(absolutes, ABSOLUTE.format(with_=with_, relation=relation, joined=joined)) == result
