"""Negated and hedged: what the claim says itself, not what is inside it."""

from __future__ import annotations

import pytest

from whosaid_models.evaluation.polarity import polarity

# sentence, negated, hedged
SENTENCES = [
    ("The harbour was not closed.", True, False),
    ("No ferry left the harbour.", True, False),
    ("The villagers can no longer be reached.", True, False),
    ("Not a single officer was ever charged.", True, False),
    ("The talks are without a date.", True, False),
    ("The company is going to do nothing about it.", True, False),
    ("The minister asked them not to leave.", False, False),
    ("Not only the harbour was closed.", False, False),
    ("The ferry left without passengers.", False, False),
    ("The mayor failed to answer.", False, False),
    ("The bridge may collapse.", False, True),
    ("The boat is thought to be some 30 metres long.", False, True),
    ("The bridge is expected to open in June.", False, True),
    ("The plant appears to have leaked.", False, True),
    ("The clerk allegedly took the money.", False, True),
    ("There are allegations that the clerk took the money.", False, True),
    ("About 200 people marched.", False, True),
    ("Nearly half of the voters stayed at home.", False, True),
    ("The bridge is not likely to open in June.", True, True),
    ("The talks were about the border.", False, False),
    ("The ferry sailed in May.", False, False),
    ("Three deaths were reported to the police.", False, False),
    ("The man who allegedly took the money was arrested.", False, False),
    ("At least two people were hurt.", False, False),
]


@pytest.mark.parametrize(("sentence", "negated", "hedged"), SENTENCES)
def test_a_claims_own_predication_is_labelled(reader, sentence, negated, hedged):
    assert polarity(reader, sentence) == (negated, hedged)
