"""Lists whose items hold one by one, from trees written by hand: also such as only a parser that errs makes."""

from __future__ import annotations

import numpy as np
import pytest

from whosaid_models.claims import lists
from whosaid_models.claims.drafts import Draft, Unit, words
from whosaid_models.claims.wording import Wording
from whosaid_models.domain import Article
from whosaid_models.reader.reading import Reading
from whosaid_models.text.tokens import read_document


def split(table: str, predicate: str) -> list[str]:
    """The claims made of a sentence; ``table``: form, XPOS tag, head's form (or "-") and relation of each word."""
    rows = [row.split() for row in table.strip().splitlines()]
    document = read_document(" ".join(form for form, *_ in rows))
    assert document.words == [form for form, *_ in rows]
    place = {form: t for t, (form, *_) in enumerate(rows)}
    upos = {
        "NN": "NOUN",
        "NP": "PROPN",
        "VB": "VERB",
        "CC": "CCONJ",
        "IN": "ADP",
        "DT": "DET",
        "JJ": "ADJ",
        "PR": "PRON",
    }
    reading = Reading(
        document=document,
        upos=[{"NNP": "PROPN"}.get(tag, upos.get(tag[:2], "PUNCT")) for _, tag, *_ in rows],
        xpos=[tag for _, tag, *_ in rows],
        heads=[place.get(head, -1) for *_, head, _ in rows],
        relations=[relation for *_, relation in rows],
        entities=[],
        cues=[],
        states=np.zeros((len(rows), 4), dtype=np.float32),
    )
    wording = Wording(reading, {}, lambda *_: False)
    draft = Draft(Unit.MAIN, place[predicate], words([t for t, (form, *_) in enumerate(rows) if form != "."]), 0)
    drafts = lists.distribute(reading, draft, wording)
    return [" ".join(p.text or document.words[p.token] for p in each.pieces) for each in drafts]


def test_a_comma_that_hangs_on_the_wrong_item_does_not_keep_a_list_together():
    assert split(
        """
        They PRP affect nsubj
        affect VBP - root
        tourism NN affect obj
        , , food punct
        food NN tourism conj
        and CC water cc
        water NN tourism conj
        """,
        "affect",
    ) == ["They affect tourism", "They affect food", "They affect water"]
    assert split(
        """
        They PRP affect nsubj
        affect VBP - root
        tourism NN affect obj
        , , tourism punct
        food NN tourism conj
        and CC water cc
        water NN tourism conj
        """,
        "affect",
    ) == ["They affect tourism", "They affect food", "They affect water"]


def test_what_stands_right_beside_an_item_belongs_to_it():
    assert split(
        """
        They PRP sell nsubj
        sell VBP - root
        dresses NNS sell obj
        and CC sports cc
        sports NNS dresses conj
        hats NNS dresses conj
        """,
        "sell",
    ) == ["They sell dresses", "They sell sports hats"]


def test_a_predicate_of_several_nouns_is_split():
    assert split(
        """
        Ola NNP singer nsubj
        is VBZ singer cop
        a DT singer det
        singer NN - root
        and CC member cc
        member NN singer conj
        of IN choir case
        choir NN member nmod
        """,
        "singer",
    ) == ["Ola is a singer", "Ola is a member of choir"]


@pytest.mark.parametrize("verb", ["discussed", "signed"])
def test_who_does_something_together_stays_together_and_what_they_do_is_split(verb):
    assert split(
        f"""
        Ola NNP {verb} nsubj
        and CC Per cc
        Per NNP Ola conj
        {verb} VBD - root
        trade NN {verb} obj
        and CC peace cc
        peace NN trade conj
        """,
        verb,
    ) == [f"Ola and Per {verb} trade", f"Ola and Per {verb} peace"]


def test_a_list_that_cannot_be_split_does_not_keep_others_together():
    # "cooking" hangs on the verb by mistake: without the verb nothing would be left of the claim.
    assert split(
        """
        She PRP loved nsubj
        loved VBD - root
        Rome NNP loved obj
        , , Romans punct
        Romans NNP Rome conj
        , , cooking punct
        and CC cooking cc
        cooking NN loved conj
        """,
        "loved",
    ) == ["She loved Rome and cooking", "She loved Romans , and cooking"]


def test_what_is_left_out_and_what_an_amount_is_of_is_not_split():
    table = """
        Prices NNS rose nsubj
        rose VBD - root
        {0} VBG {1}
        rent NN {2}
        and CC heating cc
        heating NN rent conj
        """
    for word, governed in (("excluding", "rose advcl"), ("except", "rent case"), ("besides", "rent case")):
        item = "rose obl" if governed.endswith("case") else f"{word} obj"
        assert split(table.format(word, governed, item), "rose") == [f"Prices rose {word} rent and heating"]
    assert len(split(table.format("despite", "rent case", "rose obl"), "rose")) == 2
    table = """
        She PRP spent nsubj
        spent VBD - root
        {0} CD crowns {1}
        crowns NNS spent obj
        on IN rent case
        rent NN spent obl
        and CC heating cc
        heating NN rent conj
        """
    assert split(table.format("900", "nummod"), "spent") == ["She spent 900 crowns on rent and heating"]
    assert len(split(table.format("her", "nmod:poss"), "spent")) == 2


SUBJECTS_AND_OBJECTS = """
    Ola NNP sold nsubj
    and CC Per cc
    Per NNP Ola conj
    sold VBD - root
    nets NNS sold obj{0}
    and CC boats cc
    boats NNS nets conj
    """


def test_of_lists_side_by_side_one_is_split():
    ropes = "\n, , ropes punct\nropes NNS nets conj"
    assert split(SUBJECTS_AND_OBJECTS.format(ropes), "sold") == [
        "Ola and Per sold nets",
        "Ola and Per sold ropes",
        "Ola and Per sold boats",
    ]
    # Of two as long, the first that is as near to the predicate.
    assert split(SUBJECTS_AND_OBJECTS.format(""), "sold") == ["Ola sold nets and boats", "Per sold nets and boats"]


def test_a_list_inside_an_item_of_a_list_is_split_too():
    assert split(
        """
        Ola NNP sells nsubj
        sells VBZ - root
        nets NNS sells obj
        and CC boats cc
        boats NNS nets conj
        of IN oak case
        oak NN boats nmod
        and CC pine cc
        pine NN oak conj
        """,
        "sells",
    ) == ["Ola sells nets", "Ola sells boats of oak", "Ola sells boats of pine"]


def test_verbs_share_the_object_behind_the_last():
    table = """
        They PRP want nsubj
        want VBP - root
        to TO {0} mark
        {0} VB want xcomp
        and CC paint cc
        paint VB {0} conj
        boats NNS {1} obj
        """
    for verb in ("mend", "paint"):
        assert split(table.format("mend", verb), "want") == ["They want to mend boats", "They want to paint boats"]
    assert split(table.format("sit", "paint"), "want") == ["They want to sit", "They want to paint boats"]


def test_a_number_of_people_is_that_of_all_places():
    table = """
        {0} {1} people {2}
        people NNS starved nsubj
        starved VBD - root
        in IN Larn case
        Larn NNP starved obl
        and CC Lorn cc
        Lorn NNP Larn conj
        """
    assert split(table.format("900", "CD", "nummod"), "starved") == ["900 people starved in Larn and Lorn"]
    assert len(split(table.format("Poor", "JJ", "amod"), "starved")) == 2


def test_the_next_name_of_a_list_does_not_say_what_the_first_is(extractor):
    text = "The fleet has ships from Germany, the Netherlands and other states of the union."
    found = [c.text for c in extractor.extract(Article(text=text)).claims]
    assert "The fleet has ships from the Netherlands." in found
    assert not [c for c in found if c.startswith("Germany")]
