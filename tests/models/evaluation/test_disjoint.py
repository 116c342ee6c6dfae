"""No text that is measured on is learned from: the comparison itself, and the data folder where there is one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from whosaid_models.evaluation.disjoint import MEASURED, overlaps, runs_of, texts_of, training_texts

LONG = (
    "The harbour board met on Monday to hear why the new crane had failed twice in a week. Its engineers blamed the "
    "salt in the air and asked for a shelter that the council had refused to pay for in the spring."
)
OTHER = (
    "A late frost killed most of the almond blossom in the upper valley, growers said, and the cooperative expects to "
    "sell half of what it sold in a usual year, which will hurt the packing plants by the river most of all."
)


def found(measured, *training):
    return overlaps({"c": measured}, training)["c"].learned


def test_a_copy_is_found_however_it_is_cut_into_tokens():
    tokens = LONG.upper().replace(".", " .").replace(",", " ,")
    assert found([OTHER, LONG], f"Some other words first.\n{tokens}\nAnd more.") == (1,)


def test_another_text_is_no_copy():
    assert found([LONG], OTHER) == ()


def test_half_a_copy_is_one_and_a_quoted_sentence_is_not():
    assert found([LONG], LONG[: int(len(LONG) * 0.8)]) == (0,)
    assert found([LONG], LONG[: LONG.index(".")]) == ()


def test_a_short_text_is_looked_for_whole_among_the_sentences():
    short = "The council has never paid for the shelter."
    assert found([short], f"He was angry. {short} She left.") == (0,)
    assert found([short], short.replace("never", "always")) == ()
    assert found(["Thank you very much."], "Thank you very much.") == ()  # everybody says so


def test_runs_shared_are_counted():
    overlap = overlaps({"c": [LONG]}, [LONG])["c"]
    assert overlap.runs == overlap.shared == len(runs_of(LONG)) == len(LONG.split()) - 12


@pytest.fixture(scope="module")
def data() -> Path:
    folder = os.environ.get("WHOSAID_DATA")
    if not folder:
        pytest.skip("set WHOSAID_DATA to the folder of the corpora")
    return Path(folder)


@pytest.mark.timeout(600)
def test_the_data_folder_is_disjoint(data):
    """Entities are measured without the few articles that overlap too, so their corpus is left out here."""
    corpora = [name for name in MEASURED if not name.startswith("entities/") and (data / name).exists()]
    assert corpora, f"{data} has none of the corpora that are measured on"
    found = overlaps({name: texts_of(data / name) for name in corpora}, training_texts(data))
    assert {name: overlap.learned for name, overlap in found.items() if overlap.learned} == {}
