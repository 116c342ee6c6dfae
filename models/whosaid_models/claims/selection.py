"""Which drafts are claims: a small learned scorer over the reader's states and the draft's construction.

Clause candidates come from the tree; that a candidate reads like a claim somebody would check, and that its
source is right, is learned from annotated articles (``training.selection``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from whosaid_models.claims.drafts import Draft, Unit
from whosaid_models.claims.rewriting import Written
from whosaid_models.domain import EditKind
from whosaid_models.reader import labels
from whosaid_models.reader.reading import Reading

FILE = "selector.safetensors"
_UNITS = tuple(Unit)
_EDITS = (EditKind.RESOLVE_MENTION, EditKind.INSERT, EditKind.INFLECT, EditKind.DROP)
_ROLES = ("root", "conj", "ccomp", "advcl", "acl", "acl:relcl", "parataxis", "appos", "xcomp", "other")


@dataclass(frozen=True, slots=True)
class Scores:
    """Probabilities 0..1 that a draft is a claim, and that it is one and its source is right."""

    claim: float
    right: float


def plain_features(reading: Reading, draft: Draft, written: Written, chain: Sequence[float]) -> list[float]:
    """What is known about a draft without the encoder; ``chain``: its attributions' probabilities."""
    document = reading.document
    sentence = document.sentences[draft.sentence]
    tokens = written.evidence_tokens
    relation = reading.relations[draft.predicate]
    kinds = [e.kind for e in written.edits]
    length = len(draft.pieces)
    return [
        *(float(draft.unit is u) for u in _UNITS),
        *(float(relation == r or (r == "other" and relation not in _ROLES)) for r in _ROLES),
        *(float(reading.upos[draft.predicate] == u) for u in labels.UPOS),
        *(min(3, kinds.count(k)) / 3 for k in _EDITS),
        float(length <= 4),
        min(length, 40) / 40,
        len(tokens) / max(1, sentence.last - sentence.first),
        float(draft.context_dependent),
        float(document.quoted[draft.predicate]),
        float(sentence.paragraph == 0),
        float(sentence.last - sentence.first <= 6),
        float(document.words[sentence.last - 1] not in (".", "”", '"', "!", "’")),
        float(len(chain) == 1),
        float(len(chain) > 1),
        min(chain, default=1.0),
        draft.features.get("items", 0.0),
        len(written.evidence) / 3,
    ]


class Selector(nn.Module):
    """Scores drafts from their states and features. Two logits: claim; claim with the right source."""

    def __init__(self, hidden: int, features: int, size: int = 48) -> None:
        super().__init__()
        self.states = nn.Linear(2 * hidden, size)
        self.features = nn.Linear(features, size)
        self.dropout = nn.Dropout(0.4)
        self.out = nn.Linear(size, 2)
        self.scale: Tensor
        self.shift: Tensor
        # Platt scaling on held-out articles: calibrated = scale * logit + shift.
        self.register_buffer("scale", torch.ones(2))
        self.register_buffer("shift", torch.zeros(2))

    def forward(self, states: Tensor, features: Tensor) -> Tensor:
        """Score: [N, 2 H], [N, F] -> calibrated logits [N, 2]."""
        hidden = self.dropout(torch.tanh(self.states(self.dropout(states)) + self.features(features)))
        return self.out(hidden) * self.scale + self.shift

    @classmethod
    def load(cls, folder: Path) -> Selector:
        """Load from a folder of weights."""
        weights = load_file(folder / FILE)
        size, doubled = weights["states.weight"].shape
        selector = cls(doubled // 2, weights["features.weight"].shape[1], size)
        selector.load_state_dict({k: v.float() for k, v in weights.items()})
        return selector.eval()


def draft_states(reading: Reading, drafts: Sequence[tuple[Draft, Written]]) -> Tensor:
    """The predicate's state and the mean over the evidence: [N, 2 H]."""
    rows = [
        torch.cat([reading.states[d.predicate], reading.states[list(w.evidence_tokens)].mean(0)]) for d, w in drafts
    ]
    return torch.stack(rows)


@torch.inference_mode()
def select(
    selector: Selector, reading: Reading, drafts: Sequence[tuple[Draft, Written]], chains: Sequence[Sequence[float]]
) -> list[Scores]:
    """Score each draft."""
    if not drafts:
        return []
    features = torch.tensor([plain_features(reading, d, w, c) for (d, w), c in zip(drafts, chains, strict=True)])
    probabilities = selector(draft_states(reading, drafts), features).sigmoid().tolist()
    return [Scores(claim, min(claim, right)) for claim, right in probabilities]
