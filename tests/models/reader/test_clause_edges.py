"""Trees whose clauses have ragged edges, written by hand."""

import pytest

from whosaid_models.reader.clause_edges import REPAIRS

TAGS = {"NN": "NOUN", "NP": "PROPN", "VB": "VERB", "CC": "CCONJ", "IN": "ADP", "DT": "DET", "JJ": "ADJ", "CD": "NUM"}

LESS = """
    had VBD - root
    profits NNS had obj
    , , June punct
    4 CD percent nummod
    percent NN June appos
    less JJR percent amod
    than IN June case
    in IN June case
    June NNP had obl
"""
ABOVE = """
    lost VBD - root
    no DT more advmod
    more JJR crowns advmod
    than IN crowns case
    890 CD crowns nummod
    crowns NNS lost obj
"""
WHOSE = """
    Ida NNP left nsubj
    , , cook punct
    whose WP$ son nmod:poss
    son NN Ida appos
    was VBD cook cop
    cook NN Ida acl:relcl
    left VBD - root
"""
IF = """
    If IN go mark
    owners NNS appeal nmod:poss
    appeal VB go advcl
    , , appeal punct
    it PRP go nsubj
    could MD go aux
    go VB - root
"""
BECAUSE = """
    Because IN seemed mark
    when WRB placed advmod
    placed VBN seemed advcl
    , , placed punct
    it PRP seemed nsubj
    seemed VBD - root
"""
SHARES = """
    sixty NN walk nsubj
    walk VBP - root
    and CC percent cc
    29 CD percent nummod
    percent NN ride obl:unmarked
    ride VBP walk conj
"""


def changed(table):
    """What the repairs change; ``table``: form, tag, head's form (or "-") and relation of each word."""
    rows = [row.split() for row in table.strip().splitlines()]
    words = [form for form, *_ in rows]
    heads = [words.index(head) if head != "-" else -1 for *_, head, _ in rows]
    relations = [relation for *_, relation in rows]
    xpos = [tag for _, tag, *_ in rows]
    upos = [{"NNP": "PROPN", "MD": "AUX"}.get(tag, TAGS.get(tag[:2], "PUNCT")) for tag in xpos]
    after = heads, relations
    for repair in REPAIRS:
        after = repair(words, upos, xpos, *after)
    return {
        word: (words[head], relation)
        for word, head, relation, *before in zip(words, *after, heads, relations, strict=True)
        if before != [head, relation]
    }


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (LESS, {"percent": ("had", "obl:unmarked"), "June": ("less", "obl")}),
        (ABOVE, {}),
        (WHOSE, {"son": ("cook", "nsubj")}),
        (IF, {"If": ("appeal", "mark"), "owners": ("appeal", "nsubj")}),
        (BECAUSE, {}),
        (SHARES, {"and": ("ride", "cc"), "percent": ("ride", "nsubj")}),
        (SHARES.replace("29 CD percent nummod", "last JJ percent amod"), {}),
    ],
)
def test_what_stands_at_the_edge_of_a_clause_goes_where_it_belongs(table, expected):
    assert changed(table) == expected


MOST = """
    people NNS - root
    , , most punct
    most JJS people appos
    of IN whom case
    whom WP most nmod
    are VBP cooks cop
    cooks NNS people acl:relcl
"""
DRY = """
    fear VBP - root
    wells NNS run nsubj
    run VBP fear ccomp
    dry JJ fear ccomp
"""
WHERE = """
    Farmers NNS fear nsubj
    in IN Larn case
    Larn NNP Farmers nmod
    , , rains punct
    where WRB rains advmod
    it PRP rains nsubj
    rains VBZ Farmers acl:relcl
    fear VBP - root
"""
BEHIND = """
    are VBP ninth cop
    ninth JJ - root
    in IN league case
    league NN ninth obl
    , , points punct
    six CD points nummod
    points NNS league conj
    behind IN Larn case
    Larn NNP points nmod
"""
STAYED = """
    left VBD - root
    ; : believed punct
    brother NN believed nsubj
    , , brother punct
    believed VBD left advcl
    ill JJ believed xcomp
    ,, , believed punct
    stayed VBD left conj
"""


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (MOST, {"most": ("cooks", "nsubj")}),
        (DRY, {"dry": ("run", "xcomp")}),
        (WHERE, {"rains": ("Larn", "acl:relcl")}),
        (WHERE.replace("Farmers NNS", "Farmers NN"), {}),
        (BEHIND, {"points": ("ninth", "obl:unmarked")}),
        (BEHIND.replace("behind IN", "on IN"), {}),
        (STAYED.replace(",, ,", ", ,"), {"brother": ("stayed", "nsubj"), "believed": ("brother", "acl")}),
    ],
)
def test_what_hangs_on_the_wrong_side_of_an_edge_is_moved(table, expected):
    assert changed(table) == expected
