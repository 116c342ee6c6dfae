from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from whosaid_models.reader.projective import projective_trees


def is_projective_tree(heads):
    """One root, every word reaches it, and no two arcs cross, that to the root neither."""
    if sum(h == 0 for h in heads) != 1:
        return False
    for word in range(1, len(heads) + 1):
        at, steps = word, 0
        while at and steps <= len(heads):
            at, steps = heads[at - 1], steps + 1
        if at:
            return False
    arcs = [(min(word, head), max(word, head)) for word, head in enumerate(heads, 1)]
    return not any(a < c < b < d for a, b in arcs for c, d in arcs)


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 5), st.integers(0, 2), st.integers(0, 2**32 - 1), st.floats(-4, 8))
def test_the_best_projective_tree_with_one_root_is_found(size, padding, seed, towards_root):
    random = np.random.default_rng(seed)
    width = size + padding
    batch = random.normal(size=(2, width, width + 1)) * 2  # beside a sentence that is longer
    batch[1, :, 0] += towards_root  # many words would like to be the root
    trees = [
        h
        for h in product(range(size + 1), repeat=size)
        if all(a != i + 1 for i, a in enumerate(h)) and is_projective_tree(h)
    ]
    value = lambda h: sum(batch[1, i, a] for i, a in enumerate(h))  # noqa: E731
    longer, found = projective_trees([batch[0], batch[1, :size, : size + 1]])
    assert is_projective_tree(longer)
    assert is_projective_tree(found)
    assert value(found) == pytest.approx(max(map(value, trees)))
    [alone] = projective_trees([batch[1, :size, : size + 1]])
    assert alone == found


def test_arcs_that_would_cross_are_not_drawn():
    # 1 wants 3, 2 wants 4, 4 is the root: word 1 takes its next best.
    scores = np.full((1, 4, 5), -5.0)
    scores[0, 0, 3], scores[0, 0, 4] = 3.0, 2.0
    scores[0, 1, 4] = scores[0, 2, 4] = scores[0, 3, 0] = 4.0
    assert list(projective_trees(scores)) == [[4, 4, 4, 0]]


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 30), st.integers(0, 2**32 - 1))
def test_the_likeliest_heads_are_the_tree_where_they_make_one(size, seed):
    random = np.random.default_rng(seed)
    heads = [0] * size

    def hang(first, last, head):
        """A random projective tree: a word of these is below the head, and has what is beside it below itself."""
        if first < last:
            word = int(random.integers(first, last))
            heads[word] = head
            hang(first, word, word + 1)
            hang(word + 1, last, word + 1)

    hang(0, size, 0)
    scores = random.normal(size=(2, size + 2, size + 3))
    scores[0, np.arange(size), heads] += 50
    scores[0, np.arange(size), np.arange(size) + 1] += 90  # no word is its own head
    found, beside = projective_trees([scores[0, :size, : size + 1], scores[1]])
    assert found == heads
    assert is_projective_tree(beside)
    assert list(projective_trees([scores[0, :size, : size + 1]])) == [heads]


@pytest.mark.parametrize("heads", [[2, 1, 0], [0, 0, 2], [2, 3, 1], [3, 4, 4, 0], [3, 0, 2]])
def test_where_the_likeliest_heads_make_none_the_best_tree_is_looked_for(heads):
    # A circle beside the root; two roots; no root; crossing arcs; an arc over the root.
    scores = np.zeros((1, len(heads), len(heads) + 1))
    scores[0, np.arange(len(heads)), heads] = 1
    [found] = projective_trees(scores)
    assert is_projective_tree(found)
    assert found != heads


def test_nothing_has_no_tree():
    assert list(projective_trees([])) == []
    assert list(projective_trees([np.zeros((0, 1)), np.zeros((1, 2))])) == [[], [0]]
