"""What is said behind an amount, on trees written by hand."""

from __future__ import annotations

import pytest

from whosaid_models.claims import nominals
from whosaid_models.claims.drafts import Unit
from whosaid_models.claims.wording import Wording

TREE = {
    "Rents": ("NOUN", "reached", "nsubj"), "reached": ("VERB", None, "root"), "9": ("NUM", "percent", "nummod"),
    "percent": ("NOUN", "reached", "obj"), ",": ("PUNCT", "peak", "punct"), "a": ("DET", "peak", "det"),
    "peak": ("NOUN", "percent", "appos"), "the": ("DET", "cap", "det"), "cap": ("NOUN", "reached", "obj"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "thing", "said"), [("9 percent", "percent", None), ("the cap", "cap", "the cap a peak")]
)
def test_an_apposition_behind_an_amount_is_of_the_whole_clause(reading_of, text, thing, said):
    tree = TREE | {"peak": ("NOUN", thing, "appos")}
    reading = reading_of(f"Rents reached {text} , a peak .", [], tree)
    peak = reading.document.words.index("peak")
    wording = Wording(reading, {peak: Unit.APPOSITION}, lambda *_: False)
    pieces = nominals.apposition(reading, wording, peak)
    assert (pieces and " ".join(reading.document.words[p.token] for p in pieces if p.token >= 0)) == said


@pytest.mark.parametrize(("text", "thing", "said"), [("9 percent", "percent", None), ("the cap", "cap", "the cap set")])
def test_so_is_a_participle(reading_of, text, thing, said):
    tree = TREE | {"set": ("VERB", thing, "acl"), ",": ("PUNCT", "set", "punct"), "May": ("NOUN", "set", "obl")}
    reading = reading_of(f"Rents reached {text} , set in May .", [], tree)
    at = reading.document.words.index("set")
    reading.xpos[at] = "VBN"
    pieces = Wording(reading, {at: Unit.ADNOMINAL}, lambda *_: False).clause(at, Unit.ADNOMINAL)
    assert (pieces and " ".join(reading.document.words[p.token] for p in pieces if p.token >= 0)[: len(said)]) == said
