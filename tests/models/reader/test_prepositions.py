"""Trees that no preposition allows, written by hand."""

from whosaid_models.reader.prepositions import REPAIRS, agents, between_two, complex_prepositions

TAGS = {"NN": "NOUN", "NP": "PROPN", "VB": "VERB", "CC": "CCONJ", "IN": "ADP", "DT": "DET", "JJ": "ADJ", "CD": "NUM"}


def repaired(repair, table):
    """What ``repair`` changes in a sentence; ``table``: form, tag, head's form (or "-") and relation of each word."""
    rows = [row.split() for row in table.strip().splitlines()]
    words = [form for form, *_ in rows]
    heads = [words.index(head) if head != "-" else -1 for *_, head, _ in rows]
    relations = [relation for *_, relation in rows]
    xpos = [tag for _, tag, *_ in rows]
    upos = [{"NNP": "PROPN", "MD": "AUX"}.get(tag, TAGS.get(tag[:2], "PUNCT")) for tag in xpos]
    after = repair(words, upos, xpos, heads, relations)
    return {
        word: (words[head], relation)
        for word, head, relation, *before in zip(words, *after, heads, relations, strict=True)
        if before != [head, relation]
    }


EXCHANGE = """
    They PRP gave nsubj
    gave VBD - root
    votes NNS gave obj
    in IN exchange case
    exchange NN gave obl
    for IN {0} case
    {0} NN exchange nmod
    and CC {1} cc
    {2}{1} NN exchange conj
"""


def test_a_conjunct_of_a_complex_preposition_belongs_to_its_noun():
    assert repaired(complex_prepositions, EXCHANGE.format("land", "cattle", "")) == {"cattle": ("land", "conj")}
    other = EXCHANGE.format("land", "secret", "under IN secret case\n    ")
    assert repaired(complex_prepositions, other) == {}


def test_nothing_is_between_one_thing():
    table = """
        shops NNS close nsubj
        open JJ shops amod
        between IN 9 case
        9 CD a.m. nummod
        a.m. NN open obl
        and CC p.m. cc
        5 CD p.m. nummod
        p.m. NN close nsubj
        will MD close aux
        close VB - root
    """
    assert repaired(between_two, table) == {"between": ("a.m.", "case"), "p.m.": ("a.m.", "conj")}
    assert repaired(between_two, table.replace("and CC", "or CC")) == {}


def test_by_begins_no_finite_clause():
    table = """
        Rents NNS fell nsubj
        fell VBD - root
        , , fell punct
        a DT survey det
        survey NN fell obj
        made VBN survey acl
        by IN shows mark
        the DT shows det
        council NN shows nsubj
        shows VBZ survey acl:relcl
    """
    assert repaired(agents, table) == {
        "survey": ("shows", "nsubj"),
        "by": ("council", "case"),
        "the": ("council", "det"),
        "council": ("made", "obl:agent"),
        "shows": ("fell", "parataxis"),
    }
    beside = table.replace("by IN shows mark", "by IN council case").replace("the DT shows", "the DT council")
    beside = beside.replace("shows VBZ survey acl:relcl", "shows VBZ fell parataxis")
    assert repaired(agents, beside) == {"survey": ("shows", "nsubj"), "council": ("made", "obl:agent")}
    right = table.replace("by IN shows", "by IN council").replace("council NN shows nsubj", "council NN made obl")
    for repair in REPAIRS:
        assert repaired(repair, right) == {}
