from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, strategies as st

from whosaid_models.evaluation.scoring import (
    AttributionSpans,
    Counts,
    ParsedWord,
    auroc,
    average_precision,
    brier,
    calibration_error,
    characters,
    decision_counts,
    dice,
    exact_counts,
    largest_matching,
    match_attributions,
    overlapping,
    parse_counts,
    spearman,
)


def test_counts():
    counts = Counts(2, 4, 5) + Counts(1, 2, 1)
    assert counts == Counts(3, 6, 6)
    assert (counts.precision, counts.recall, counts.f1) == (0.5, 0.5, 0.5)
    assert Counts(1, 1, 3).f1 == pytest.approx(0.5)
    assert (Counts().precision, Counts().recall, Counts().f1) == (0.0, 0.0, 0.0)


def test_exact_counts_are_over_distinct_items():
    assert exact_counts([(0, 3), (0, 3), (4, 9)], [(0, 3), (5, 9)]) == Counts(1, 2, 2)


def test_only_yes_can_be_right():
    assert decision_counts([True, True, False, False], [True, False, True, False]) == Counts(1, 2, 2)


def test_overlaps():
    assert dice({1, 2, 3}, {3, 4, 5}) == pytest.approx(1 / 3)
    assert dice(set(), set()) == 0
    assert characters([(0, 2), (5, 6)]) == {0, 1, 5}
    assert overlapping([(0, 3)], [(9, 12), (2, 4)])
    assert not overlapping([(0, 3)], [(3, 4)])
    assert not overlapping([], [(3, 4)])


def attribution(content, source=()):
    return AttributionSpans(tuple(source), ((50, 54),), tuple(content))


def test_an_attribution_matches_from_half_the_content_on():
    gold = [attribution([(0, 10)])]
    for end, found in ((10, 1), (4, 1), (3, 0), (31, 0), (30, 1)):
        assert len(match_attributions([attribution([(0, end)])], gold, with_source=False)) == found, end


def test_a_discontinuous_content_is_one_content():
    gold = [attribution([(0, 10), (20, 30)])]
    assert match_attributions([attribution([(0, 10)]), attribution([(20, 30)])], gold, with_source=False) in (
        [(0, 0)],
        [(1, 0)],
    )
    assert match_attributions([attribution([(0, 30)])], gold, with_source=False) == [(0, 0)]


def test_sources_must_overlap_or_both_be_absent():
    khan, other = [(60, 64)], [(70, 75)]
    gold = [attribution([(0, 10)], khan), attribution([(20, 30)])]
    for sources, right in (((khan, ()), 2), ((other, ()), 1), (((), ()), 1), (((), other), 0), (([(63, 90)], ()), 2)):
        predicted = [attribution([(0, 10)], sources[0]), attribution([(20, 30)], sources[1])]
        assert len(match_attributions(predicted, gold, with_source=True)) == right, sources
        assert len(match_attributions(predicted, gold, with_source=False)) == 2


def test_matching_is_one_to_one_and_as_large_as_possible():
    # The first takes what the second needs, unless it is moved.
    assert largest_matching([[0, 1], [0]]) == [(0, 1), (1, 0)]
    assert largest_matching([[0], [0], [0]]) == [(0, 0)]
    assert largest_matching([[], []]) == []


@given(st.lists(st.sets(st.integers(0, 4)), max_size=5))
def test_matching_against_brute_force(eligible):
    found = largest_matching([sorted(e) for e in eligible])
    assert all(j in eligible[i] for i, j in found)
    assert len({i for i, _ in found}) == len({j for _, j in found}) == len(found)
    best = max(sum(j in e for j, e in zip(p, eligible, strict=False)) for p in permutations(range(5)))
    assert len(found) == best


def word(at, upos, head, relation):
    return ParsedWord((at, at + 1), upos, (head, head + 1) if head is not None else None, relation)


GOLD = [
    word(0, "PRON", 2, "nsubj"),
    word(2, "VERB", None, "root"),
    word(4, "NOUN", 2, "obl:unmarked"),
    word(6, "PUNCT", 2, "punct"),
]


def test_a_perfect_parse():
    assert set(parse_counts(GOLD, GOLD).values()) == {Counts(4, 4, 4)}


def test_every_layer_of_a_parse_is_counted():
    predicted = [
        word(0, "PRON", None, "nsubj"),  # wrong head
        word(2, "NOUN", None, "root"),  # wrong tag
        word(4, "NOUN", 2, "obl"),  # wrong subtype
        word(6, "PUNCT", 2, "dep"),  # wrong relation
    ]
    right = {name: c.right for name, c in parse_counts(predicted, GOLD).items()}
    assert right == {"words": 4, "UPOS": 3, "UAS": 3, "LAS": 2, "LAS, subtypes": 1}


def test_words_cut_otherwise_are_wrong_and_so_is_what_depends_on_them():
    predicted = [ParsedWord((0, 3), "VERB", None, "root"), word(4, "NOUN", 0, "obl"), word(6, "PUNCT", 4, "punct")]
    counts = parse_counts(predicted, GOLD)
    assert counts["words"] == Counts(2, 3, 4)
    assert counts["UPOS"] == Counts(2, 3, 4)
    assert counts["UAS"] == Counts(0, 3, 4)


@pytest.mark.parametrize(
    ("x", "y", "rho"),
    [
        ([1, 2, 3, 4], [10, 20, 30, 99], 1),
        ([1, 2, 3, 4], [4, 3, 2, 1], -1),
        ([1, 2, 3], [5, 5, 5], 0),
        ([1, 2, 2, 3], [1, 2, 3, 4], 0.9486832980505138),  # ties at their mean rank
        ([0.1, 0.9, 0.5, 0.4, 0.8], [0, 2, 1, 1, 1], 0.8944271909999159),
    ],
)
def test_spearman(x, y, rho):
    assert spearman(x, y) == pytest.approx(rho)


def test_auroc_is_how_often_a_right_one_is_above_a_wrong_one():
    assert auroc([0.9, 0.8, 0.3, 0.1], [True, True, False, False]) == 1
    assert auroc([0.1, 0.9], [True, False]) == 0
    assert auroc([0.5, 0.5, 0.9], [True, False, True]) == pytest.approx(0.75)  # a tie is half
    assert auroc([0.5, 0.6], [True, True]) == 0.5


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.4, 0.7]), st.booleans()), max_size=12))
def test_auroc_against_all_pairs(items):
    pairs = [(a[0], b[0]) for a in items for b in items if a[1] and not b[1]]
    expected = sum(1.0 if a > b else 0.5 if a == b else 0.0 for a, b in pairs) / len(pairs) if pairs else 0.5
    assert auroc([s for s, _ in items], [r for _, r in items]) == pytest.approx(expected)


def test_brier_and_calibration_error():
    assert brier([1.0, 0.5, 0.0], [True, True, True]) == pytest.approx((0 + 0.25 + 1) / 3)
    assert calibration_error([0.75] * 4, [True, True, True, False]) == 0
    assert calibration_error([0.9, 0.9, 0.1], [False, False, True]) == pytest.approx(0.9)
    assert calibration_error([1.0], [True]) == 0


def test_average_precision():
    assert average_precision([0.9, 0.8, 0.7, 0.6], [True, False, True, False]) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision([0.5, 0.5], [True, False]) == 0.5  # equal scores are taken together
    assert average_precision([0.5], [False]) == 0
