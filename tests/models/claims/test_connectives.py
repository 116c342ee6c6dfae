"""What leads over to a clause says nothing of its own, wherever it stands; through the released model."""

from __future__ import annotations

import pytest

from whosaid_models.domain import Article


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The harbour, however, was closed on Monday.", "The harbour was closed on Monday."),
        ("The council has therefore cancelled the race.", "The council has cancelled the race."),
        ("Ola Berg, for her part, sold the mill.", "Ola Berg sold the mill."),
        ("Since 1994, for example, the town has built nine schools.", "Since 1994, the town has built nine schools."),
        ("Aside from that, the club has a library.", "The club has a library."),
        # Not what says how much.
        ("The repairs have thus far cost two million crowns.", "The repairs have thus far cost two million crowns."),
    ],
)
def test_a_connective_is_no_part_of_a_claim(extractor, text, expected):
    assert expected in {c.text for c in extractor.extract(Article(text=text)).claims}


def test_what_is_said_to_be_under_way_is_a_claim_of_who_said_so(extractor):
    claims = extractor.extract(
        Article(text="The port was closed on Monday. Police said further action is underway.")
    ).claims
    assert ("Further action is underway.", ["Police"]) in [
        (c.text, [a.source.mention_text for a in c.attributions]) for c in claims
    ]
