"""The trained reader on whole documents: the shape of what it says, whatever the text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from whosaid_models.reader import labels
from whosaid_models.text.tokens import read_document

STORY = (
    "GENEVA (AP) — Russia's foreign minister Sergei Orlov said on Monday that “nobody wants this war”, and that talks "
    "would resume. According to a report by the World Bank, prices rose 3.2 per cent in May.\n\n"
    "“We will see,” he told reporters. The ministry's statement read: “The Russian side emphasised that the border "
    "is open.”\n\n"
)
ODD = ("\n\n", "\r\n", "👍🏽", "\xa0", "שלום", "\u200b", "e\u0301", ".", "“", "x" * 300)


def check(document, reading):
    size = len(document)
    for column in (reading.upos, reading.xpos, reading.heads, reading.relations):
        assert len(column) == size
    assert reading.states.shape[0] == size
    assert np.isfinite(reading.states).all()
    assert set(reading.upos) <= set(labels.UPOS)
    assert set(reading.relations) <= set(labels.DEPREL)
    for s in document.sentences:
        inside = range(s.first, s.last)
        roots = [t for t in inside if reading.heads[t] < 0]
        assert len(roots) == 1
        assert all(reading.heads[t] in inside for t in inside if t not in roots)
        assert [t for t in inside if reading.relations[t] == "root"] == roots
        assert sorted(reading.subtree(roots[0])) == list(inside)
    for first, last in [
        *((e.first, e.last) for e in reading.entities),
        *(s for c in reading.cues for s in (c.cue, *c.sources, *c.contents)),
    ]:
        assert 0 <= first < last <= size
    cues = [t for c in reading.cues for t in range(*c.cue)]
    assert len(cues) == len(set(cues))
    assert all(0 <= c.probability <= 1 for c in reading.cues)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([*STORY.split(" "), *ODD]), max_size=60).map(" ".join))
def test_any_text_has_a_reading(reader, text):
    document = read_document(text)
    check(document, reader.read(document))


def test_reading_twice_says_the_same(reader):
    document = read_document(STORY)
    first, second = reader.read(document), reader.read(document)
    assert first.heads == second.heads
    assert first.cues == second.cues
    assert np.array_equal(first.states, second.states)


@pytest.mark.parametrize("times", [12, 60])
def test_a_long_article_is_read_in_windows(reader, times):
    document = read_document(STORY * times)
    reading = reader.read(document)
    check(document, reading)
    # What is said of a story does not depend much on where in the article it stands.
    one = len(read_document(STORY))
    tags = [reading.upos[i : i + one] for i in range(0, len(document), one)]
    same = [sum(a == b for a, b in zip(tags[0], t, strict=True)) / one for t in tags]
    assert min(same) > 0.9
    assert len({t for c in reading.cues for t in range(*c.cue)}) >= times


def test_a_text_without_sentences_is_read(reader):
    document = read_document("the minister said that " * 400 + "it is over.")
    check(document, reader.read(document))


def test_an_empty_document_has_an_empty_reading(reader):
    document = read_document(" \n ")
    reading = reader.read(document)
    assert (reading.heads, reading.cues, reading.entities) == ([], [], [])


def test_claims_are_labelled_one_by_one(reader):
    document = read_document(STORY)
    reading = reader.read(document)
    evidence = [[0, 1, 2], list(range(10)), [5]]
    together = reader.label_claims(reading, evidence)
    alone = [reader.label_claims(reading, [e])[0] for e in evidence]
    assert [len(c.kinds) for c in together] == [len(labels.KINDS)] * 3
    for a, b in zip(together, alone, strict=True):
        assert a.kinds == pytest.approx(b.kinds, abs=1e-4)
        assert a.worth == pytest.approx(b.worth, abs=1e-4)
        assert 0 <= a.worth <= 1
    assert reader.label_claims(reading, []) == []
