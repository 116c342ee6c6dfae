"""The loss of tag sequences against brute force."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
import torch

from whosaid_models.reader.decoding import openings, transitions
from whosaid_models.training.sequences import sequence_loss

BIO = ("O", "B-x", "I-x")
BIOES = ("O", "B-x", "I-x", "E-x", "S-x")


def well_formed(path, tags):
    steps = sum(transitions(tags)[a, b] for a, b in pairwise(path))
    return openings(tags)[path[0]] + steps == 0


def expected(scores, target, tags):
    """Negative log of the share that the target has among all well-formed sequences."""
    total = lambda path: sum(float(scores[i, t]) for i, t in enumerate(path))  # noqa: E731
    possible = [p for p in product(range(len(tags)), repeat=len(target)) if well_formed(p, tags)]
    return np.logaddexp.reduce([total(p) for p in possible]) - total(target)


@pytest.mark.parametrize("tags", [BIO, BIOES])
def test_it_is_the_share_of_the_right_sequence_among_the_well_formed(tags):
    scores = torch.from_numpy(np.random.default_rng(3).normal(size=(2, 4, len(tags))))
    long, short = [0, 1, 3 if len(tags) > 3 else 2, 0], [1, 2]  # the second is cut inside a span, and padded
    loss = sequence_loss(scores, torch.tensor([long, [*short, 0, 0]]), torch.tensor([4, 2]), tags)
    assert loss.item() == pytest.approx((expected(scores[0], long, tags) + expected(scores[1], short, tags)) / 6)


def test_what_is_padding_has_no_gradient():
    scores = torch.zeros(1, 4, len(BIOES), requires_grad=True)
    sequence_loss(scores, torch.tensor([[1, 3, 0, 0]]), torch.tensor([2]), BIOES).backward()
    assert scores.grad[0, :2].abs().sum() > 0
    assert scores.grad[0, 2:].abs().sum() == 0


def test_labels_that_are_not_well_formed_count_token_by_token():
    scores = torch.from_numpy(np.random.default_rng(5).normal(size=(1, 3, len(BIO))))
    target = torch.tensor([[2, 0, 2]])  # no span begins with I
    by_token = torch.nn.functional.cross_entropy(scores[0], target[0])
    assert sequence_loss(scores, target, torch.tensor([3]), BIO).item() == pytest.approx(by_token.item())
