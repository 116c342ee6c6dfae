from __future__ import annotations

import pytest
import torch

from whosaid_models.training.calibration import article_folds, out_of_fold_logits, platt_scaling


def test_the_items_of_an_article_stay_together():
    articles = [a for a in range(10) for _ in range(3)]
    folds = article_folds(articles, 4, seed=1)
    assert sorted(i for fold in folds for i in fold.tolist()) == list(range(30))
    homes = [{articles[i] for i in fold.tolist()} for fold in folds]
    assert sum(map(len, homes)) == 10
    assert {len(h) for h in homes} == {2, 3}


def test_more_folds_than_articles_are_refused():
    with pytest.raises(ValueError, match="3 folds of 2 articles"):
        article_folds([0, 0, 1], 3, seed=1)


def test_no_item_is_scored_by_what_learned_from_its_article():
    articles = [0, 0, 1, 2, 2, 3]

    def fit_and_score(learned, held):
        assert not {articles[i] for i in learned.tolist()} & {articles[i] for i in held.tolist()}
        assert len(learned) + len(held) == len(articles)
        return held.unsqueeze(1).float()  # each item's own number

    assert out_of_fold_logits(articles, fit_and_score, folds=3).flatten().tolist() == [0, 1, 2, 3, 4, 5]


def test_platt_scaling_finds_the_scale_and_shift_that_made_the_outcomes():
    generator = torch.Generator().manual_seed(3)
    logits = torch.randn(20_000, 2, generator=generator) * 3
    truth = torch.stack([0.5 * logits[:, 0] - 1, 2 * logits[:, 1] + 0.5], 1).sigmoid()
    scale, shift = platt_scaling(logits, torch.bernoulli(truth, generator=generator))
    assert scale.tolist() == pytest.approx([0.5, 2], rel=0.1)
    assert shift.tolist() == pytest.approx([-1, 0.5], abs=0.15)


def test_items_of_no_weight_are_left_out():
    logits = torch.tensor([[2.0], [2.0], [-2.0], [-2.0], [5.0]])
    targets = torch.tensor([[1.0], [0.0], [0.0], [1.0], [0.0]])
    weights = torch.tensor([[3.0], [1.0], [3.0], [1.0], [0.0]])
    scale, shift = platt_scaling(logits, targets, weights)
    calibrated = (logits * scale + shift).sigmoid().flatten().tolist()
    assert calibrated[:4] == pytest.approx([0.75, 0.75, 0.25, 0.25], abs=1e-3)
