"""Which drafts are claims: a small learned scorer over the reader's states and the draft's construction.

Clause candidates come from the tree; that a candidate reads like a claim somebody would check, and that its
source is right, is learned from annotated articles (``training.selection``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from threadpoolctl import ThreadpoolController

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


@dataclass(frozen=True)
class Selector:
    """Scores drafts from their states and features. Two logits: claim; claim with the right source.

    ``weights``: what ``training.selection`` learned, by the names that it has there.
    """

    weights: Mapping[str, NDArray[np.float32]]

    def logits(self, states: NDArray[np.float32], features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Score: [N, 2 H], [N, F] -> calibrated logits [N, 2]."""
        w = self.weights
        # NumPy's linear algebra takes all cores by itself, and keeps them busy for a while after each of these small
        # products: that cost a quarter of the processor time of an article.
        with _linear_algebra().limit(limits=1, user_api="blas"):
            summed = states @ w["states.weight"].T + w["states.bias"] + features @ w["features.weight"].T
            hidden = np.tanh(summed + w["features.bias"])
            out = hidden @ w["out.weight"].T + w["out.bias"]
        # Platt scaling on held-out articles: calibrated = scale * logit + shift.
        return np.asarray(out * w["scale"] + w["shift"], dtype=np.float32)

    @classmethod
    def load(cls, folder: Path) -> Selector:
        """Load from a folder of weights."""
        return cls({name: array.astype(np.float32) for name, array in load_file(folder / FILE).items()})


@cache
def _linear_algebra() -> ThreadpoolController:
    """The libraries that this process has loaded; looking for them takes some milliseconds."""
    return ThreadpoolController()


def draft_states(reading: Reading, drafts: Sequence[tuple[Draft, Written]]) -> NDArray[np.float32]:
    """The predicate's state and the mean over the evidence: [N, 2 H]."""
    states = reading.states
    return np.stack([np.concatenate([states[d.predicate], states[list(w.evidence_tokens)].mean(0)]) for d, w in drafts])


def select(
    selector: Selector, reading: Reading, drafts: Sequence[tuple[Draft, Written]], chains: Sequence[Sequence[float]]
) -> list[Scores]:
    """Score each draft."""
    if not drafts:
        return []
    features = [plain_features(reading, d, w, c) for (d, w), c in zip(drafts, chains, strict=True)]
    logits = selector.logits(draft_states(reading, drafts), np.array(features, dtype=np.float32)).astype(np.float64)
    return [Scores(claim, min(claim, right)) for claim, right in (1 / (1 + np.exp(-logits))).tolist()]
