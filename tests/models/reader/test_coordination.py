import pytest

from whosaid_models.reader.coordination import flat_lists, like_conjuncts

UPOS = {"NN": "NOUN", "NP": "PROPN", "VB": "VERB", "CC": "CCONJ", "IN": "ADP", "DT": "DET", "PR": "PRON"}


def mended(mend, table):
    """The table: form, XPOS tag, head's form (or "-") and relation of each word; returns form to head's form."""
    rows = [row.split() for row in table.strip().splitlines()]
    forms, tags = [row[0] for row in rows], [row[1] for row in rows]
    heads = [forms.index(row[2]) if row[2] != "-" else -1 for row in rows]
    upos = [UPOS.get(tag.replace("NNP", "NP")[:2], "PUNCT") for tag in tags]
    heads, relations = mend(forms, upos, tags, heads, [row[3] for row in rows])
    assert relations == [row[3] for row in rows]
    return {form: forms[head] for form, head in zip(forms, heads, strict=True) if head >= 0}


SHE_WON = """
    She PRP won nsubj
    won {} - root
    gold NN won obj
    in IN May case
    May NNP won obl
    and CC {} cc
    {} NN won conj
    """


def test_a_noun_is_no_item_of_a_list_with_a_verb():
    assert mended(like_conjuncts, SHE_WON.format("VBD", "silver", "silver"))["silver"] == "gold"
    # Without a conjunction it may be an apposition; "of winning gold and of the silver" may be anything.
    assert mended(like_conjuncts, SHE_WON.format("VBD", "won", "silver"))["silver"] == "won"
    assert mended(like_conjuncts, SHE_WON.format("VBG", "silver", "silver"))["silver"] == "won"


def test_what_has_a_preposition_goes_with_what_has_one():
    table = SHE_WON.format("VBD", "June", "June").replace("and CC June cc", "and CC June cc\n    from IN June case")
    assert mended(like_conjuncts, table)["June"] == "May"


def test_a_gerund_goes_with_a_gerund():
    assert (
        mended(
            like_conjuncts,
            """
            order NN came nsubj
            came VBD - root
            accepting VBG came advcl
            it PRP accepting obj
            and CC asking cc
            asking VBG came conj
            them PRP asking obj
            """,
        )["asking"]
        == "accepting"
    )


@pytest.mark.parametrize(("joint", "head"), [("Lurn", "Larn"), ("Lorn", "Lorn")])
def test_a_list_has_one_first_item(joint, head):
    table = f"""
        Larn NNP - root
        , , Lorn punct
        Lorn NNP Larn conj
        and CC {joint} cc
        Lurn NNP Lorn conj
        """
    # "Larn, and Lorn with Lurn" is no list of three.
    assert mended(flat_lists, table.replace(", ,", "and CC") if joint == "Lorn" else table)["Lurn"] == head


def test_an_infinitive_goes_with_an_infinitive():
    assert (
        mended(
            like_conjuncts,
            """
            plan NN - root
            to TO dam mark
            dam VB plan acl
            rivers NNS dam obj
            and CC flood cc
            too TO flood mark
            flood VB plan conj
            """,
        )["flood"]
        == "dam"
    )
