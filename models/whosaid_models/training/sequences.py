"""The loss of whole tag sequences, as they are decoded: the right one against all that are well formed.

A conditional random field (Lafferty et al., 2001) whose transitions are not learned: what may follow what is known
(``decoding.transitions``), and BIOES tags say themselves where a span ends. Learned from the tokens one by one, a span
whose two ends are each likely may be an unlikely span; here the likelihood is that of the whole.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

from whosaid_models.reader.decoding import openings, transitions

# Instead of minus infinity, which has no gradient: no score comes near it.
_FORBIDDEN = -1e4


def sequence_loss(scores: Tensor, targets: Tensor, lengths: Tensor, tags: Sequence[str]) -> Tensor:
    """Mean negative log-likelihood of a token: scores [N, W, T], targets [N, W] long, lengths [N] long -> scalar.

    Labels that are not well formed themselves (two spans that overlap) count token by token.
    """
    allowed = torch.from_numpy(transitions(tuple(tags))).to(scores).clamp(min=_FORBIDDEN)
    first = torch.from_numpy(openings(tuple(tags))).to(scores).clamp(min=_FORBIDDEN)
    mask = torch.arange(scores.shape[1], device=scores.device) < lengths.unsqueeze(1)
    right = scores.gather(-1, targets.clamp(min=0).unsqueeze(-1)).squeeze(-1)  # [N, W]
    steps = allowed[targets[:, :-1], targets[:, 1:]] * mask[:, 1:]
    well_formed = (steps.sum(-1) + first[targets[:, 0]]) > _FORBIDDEN / 2
    by_sequence = _all_sequences(scores, lengths, allowed, first) - (right * mask).sum(-1)
    by_token = (F.cross_entropy(scores.transpose(1, 2), targets, reduction="none") * mask).sum(-1)
    return torch.where(well_formed, by_sequence, by_token).sum() / mask.sum()


def _all_sequences(scores: Tensor, lengths: Tensor, allowed: Tensor, first: Tensor) -> Tensor:
    """Log of the sum over all well-formed sequences (forward algorithm): [N, W, T] -> [N]."""
    beginning, *words = scores.unbind(1)  # at once: the gradient of a slice is as large as what it was cut from
    kept = [beginning + first]
    for word in words:
        kept.append((kept[-1].unsqueeze(-1) + allowed).logsumexp(1) + word)
    last = torch.stack(kept, 1)[torch.arange(len(scores), device=scores.device), lengths - 1]
    return last.logsumexp(-1)
