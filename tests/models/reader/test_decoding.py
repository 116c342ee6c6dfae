"""Decoders against brute force."""

from __future__ import annotations

import re
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from whosaid_models.reader.decoding import bio_spans, log_softmax, viterbi

BIO = ("O", "B-x", "I-x", "B-y", "I-y")
BIOES = ("O", "B-x", "I-x", "E-x", "S-x", "B-y", "I-y", "E-y", "S-y")
# Letters of the tags that may follow each other; anything may begin but I and E, anything may be last.
FOLLOWS = {
    BIO: re.compile(r"(O|Bx(Ix)*|By(Iy)*)*"),
    BIOES: re.compile(r"(O|Sx|Sy|Bx(Ix)*Ex|By(Iy)*Ey)*(B[xy]|Bx(Ix)+|By(Iy)+)?"),
}


def well_formed(path, tags):
    return FOLLOWS[tags].fullmatch("".join(tags[t].replace("-", "") for t in path)) is not None


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([BIO, BIOES]), st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_viterbi_finds_the_best_well_formed_sequence(tags, length, seed):
    scores = log_softmax(np.random.default_rng(seed).normal(size=(length, len(tags))) * 3)
    possible = [p for p in product(range(len(tags)), repeat=length) if well_formed(p, tags)]
    best = max(possible, key=lambda p: sum(scores[i, t] for i, t in enumerate(p)))
    assert tuple(viterbi(scores, tags)) == best


def likeliest(scores, tags):
    """Viterbi's algorithm over the whole, in plain Python."""
    may_follow = {(a, b): well_formed_pair(tags[a], tags[b], tags) for a, b in product(range(len(tags)), repeat=2)}
    best = {t: (scores[0, t], [t]) for t in range(len(tags)) if tags[t][0] not in "IE"}
    for row in scores[1:]:
        best = {
            b: max((score + row[b], [*path, b]) for a, (score, path) in best.items() if may_follow[a, b])
            for b in range(len(tags))
            if any(may_follow[a, b] for a in best)
        }
    return max(best.values())[1]


def well_formed_pair(before, after, tags):
    inside = before[0] in "BI"
    if after[0] in "IE":
        return inside and before[2:] == after[2:]
    return not inside or tags is BIO


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([BIO, BIOES]), st.integers(5, 120), st.sampled_from([0, 3, 6, 9]), st.integers(0, 2**32 - 1))
def test_viterbi_of_a_long_text_is_that_of_the_whole(tags, length, outside, seed):
    """Mostly outside of spans, the likeliest tags are well formed but for some places; else hardly anywhere."""
    scores = np.random.default_rng(seed).normal(size=(length, len(tags))) * 3
    scores[:, 0] += outside
    assert viterbi(scores, tags) == likeliest(scores, tags)


def test_viterbi_of_nothing_is_nothing():
    assert viterbi(np.zeros((0, len(BIO))), BIO) == []


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        ("O O", []),
        ("B-x I-x O B-y", [(0, 2, "x"), (3, 4, "y")]),
        ("B-x B-x I-x", [(0, 1, "x"), (1, 3, "x")]),
        ("O B-y I-y I-y", [(1, 4, "y")]),
        ("S-x B-y E-y S-y B-x I-x", [(0, 1, "x"), (1, 3, "y"), (3, 4, "y"), (4, 6, "x")]),
    ],
)
def test_bio_spans(tags, spans):
    assert bio_spans([BIOES.index(t) for t in tags.split()], BIOES) == spans


def test_log_softmax_survives_large_scores():
    scores = log_softmax(np.array([[1000.0, 0.0, -1000.0]]))
    assert np.isfinite(scores[0, :1]).all()
    assert np.exp(scores).sum() == pytest.approx(1.0)
