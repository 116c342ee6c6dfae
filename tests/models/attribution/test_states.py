"""Names that are states' by what they have."""

from __future__ import annotations

import pytest

from whosaid_models.attribution.states import states_of
from whosaid_models.domain import Article, SourceType
from whosaid_models.text.tokens import read_document


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("Tarsia's foreign minister left. Tarsia said it would stay.", {"Tarsia"}),
        ("Ana Ruiz left. Ruiz's lawyer stayed.", set()),
        ("Ana Ruiz's minister left.", set()),
        ("Canafer's director left.", set()),
    ],
)
def test_what_a_state_has_makes_a_name_a_states(reader, text, states):
    assert states_of(reader.read(read_document(text))) == states


def test_a_state_that_speaks_is_a_government(extractor):
    text = "Tarsia's foreign minister met the envoy on Monday. Tarsia said that the dam was safe."
    found = extractor.extract(Article(text=text)).claims
    assert [c.attributions[0].source.type for c in found if c.text == "The dam was safe."] == [SourceType.GOVERNMENT]
