"""Calibration by cross-fitting: every article is scored by a model that did not learn from it.

Platt scaling (Platt, 1999) needs scores of articles that the scorer has not seen. Held-out articles give them, but then
nothing measured on these is clean any more. Cross-fitting takes them from the training articles instead: in turn, each
fold is scored by a model that was fitted to the others, and the scaling is fitted to all those scores together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

# fit_and_score(learned from, to be scored): indices [L], [M] -> logits [M, C] of the latter.
FitAndScore = Callable[[Tensor, Tensor], Tensor]


def article_folds(articles: Sequence[int], folds: int, seed: int) -> list[Tensor]:
    """Divide items into folds, all items of an article in one: N article numbers -> ``folds`` index tensors.

    Raises ValueError when there are fewer articles than folds.
    """
    numbers = torch.tensor(articles)
    known = numbers.unique()
    if not 2 <= folds <= len(known):
        raise ValueError(f"{folds} folds of {len(known)} articles; need at least 2, and an article for each")
    order = known[torch.randperm(len(known), generator=torch.Generator().manual_seed(seed))]
    return [torch.isin(numbers, order[f::folds]).nonzero().flatten() for f in range(folds)]


def out_of_fold_logits(articles: Sequence[int], fit_and_score: FitAndScore, folds: int = 5, seed: int = 13) -> Tensor:
    """Score every item by a model that did not learn from its article: N article numbers -> logits [N, C]."""
    parts = article_folds(articles, folds, seed)
    everything = torch.arange(len(articles))
    scored = [fit_and_score(everything[~torch.isin(everything, held)], held) for held in parts]
    logits = scored[0].new_zeros(len(articles), scored[0].shape[1])
    for held, values in zip(parts, scored, strict=True):
        logits[held] = values
    return logits


def platt_scaling(logits: Tensor, targets: Tensor, weights: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """Fit calibrated = scale * logit + shift by likelihood: [N, C], [N, C] of 0 and 1 -> ([C], [C]).

    ``weights`` [N, C]: how much each item counts; 0 leaves it out of that column (a source is only right or wrong where
    the claim was found).
    """
    scale = torch.ones(logits.shape[1], dtype=torch.float64, requires_grad=True)
    shift = torch.zeros(logits.shape[1], dtype=torch.float64, requires_grad=True)
    x, y = logits.detach().double(), targets.double()
    w = torch.ones_like(y) if weights is None else weights.double()
    optimizer = torch.optim.LBFGS([scale, shift], max_iter=100, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        losses = F.binary_cross_entropy_with_logits(x * scale + shift, y, weight=w, reduction="sum")
        loss = losses / w.sum().clamp(min=1)
        loss.backward()
        return loss

    optimizer.step(closure)
    return scale.detach().to(logits.dtype), shift.detach().to(logits.dtype)
