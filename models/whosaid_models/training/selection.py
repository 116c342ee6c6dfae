"""Train the selector of claims on a trained reader: ``python -m whosaid_models.training.selection``.

Candidates of annotated articles are aligned with the annotated claims. The reader's weights stay as they are, so this
takes minutes. Confidence is calibrated by cross-fitting: on articles that the scorer of their fold has not seen.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional as F

from whosaid_models.assembly import Assembler, Candidate
from whosaid_models.claims.selection import FILE, draft_states, plain_features
from whosaid_models.engines import EngineName
from whosaid_models.reader.model import ArticleReader
from whosaid_models.reader.weights import check_manifest, write_manifest
from whosaid_models.text.tokens import read_document
from whosaid_models.training.alignment import ENOUGH, align, same_name
from whosaid_models.training.calibration import out_of_fold_logits, platt_scaling

_ENSEMBLE = 5
_EPOCHS, _BATCH, _RATE, _DECAY = 14, 64, 1e-3, 0.05


@dataclass(frozen=True)
class Labelled:
    """Candidates as tensors: states [N, 2 H], features [N, F], ``similar`` [N, 2], ``articles``: N numbers.

    ``similar``: how much of the annotated claim that it is matched with a candidate says (0..1), and the same where its
    source is right too, else 0.
    """

    states: Tensor
    features: Tensor
    similar: Tensor
    articles: list[int]

    @property
    def targets(self) -> Tensor:
        """What confidence is about: [N, 2] of 0 and 1 (claim; claim with the right source)."""
        return (self.similar >= ENOUGH).float()


class Selector(nn.Module):
    """What is learned; ``claims.selection`` computes the same from the weights, without torch."""

    def __init__(self, hidden: int, features: int, size: int = 48) -> None:
        super().__init__()
        self.states = nn.Linear(2 * hidden, size)
        self.features = nn.Linear(features, size)
        self.dropout = nn.Dropout(0.4)
        self.out = nn.Linear(size, 2)
        self.scale: Tensor
        self.shift: Tensor
        # Platt scaling: calibrated = scale * logit + shift.
        self.register_buffer("scale", torch.ones(2))
        self.register_buffer("shift", torch.zeros(2))

    def forward(self, states: Tensor, features: Tensor) -> Tensor:
        """Score: [N, 2 H], [N, F] -> calibrated logits [N, 2]."""
        hidden = self.dropout(torch.tanh(self.states(self.dropout(states)) + self.features(features)))
        return self.out(hidden) * self.scale + self.shift


def gather(reader: ArticleReader, folder: Path) -> Labelled:
    """Make the candidates of every article of a folder of annotated claims, and align them."""
    states, features, similar, articles = [], [], [], []
    for number, file in enumerate(sorted(folder.glob("*.json"))):
        document = read_document(file.with_suffix(".txt").read_text(encoding="utf-8"))
        annotated = json.loads(file.read_text(encoding="utf-8"))["claims"]
        assembler = Assembler(reader, reader.read(document), file.stem)
        candidates, reading = assembler.candidates(), assembler.reading
        if not candidates:
            continue
        pairs = align([c.written.text for c in candidates], [a["text"] for a in annotated], enough=0.0)
        similar += [_similar(assembler, c, annotated, pairs.get(i)) for i, c in enumerate(candidates)]
        states.append(torch.from_numpy(draft_states(reading, [(c.draft, c.written) for c in candidates])))
        features += [plain_features(reading, c.draft, c.written, assembler.chain_probabilities(c)) for c in candidates]
        articles += [number] * len(candidates)
    return Labelled(torch.cat(states), torch.tensor(features), torch.tensor(similar), articles)


def _similar(
    assembler: Assembler, candidate: Candidate, annotated: Sequence[dict[str, Any]], pair: tuple[int, float] | None
) -> list[float]:
    if pair is None:
        return [0.0, 0.0]
    sources = annotated[pair[0]]["sources"]
    source = assembler.attributions[candidate.chain[-1]].source if candidate.chain else None
    right = not sources if source is None else bool(sources) and same_name(source.name, sources[-1])
    return [pair[1], pair[1] * right]


def train(data: Labelled, seed: int) -> Selector:
    """Fit the selector, and its Platt scaling to what models say of articles that they did not learn from."""

    def fit_and_score(learned: Tensor, held: Tensor) -> Tensor:
        selector = _fit(data, learned, seed)
        with torch.no_grad():
            scored: Tensor = selector(data.states[held], data.features[held])
        return scored

    scale, shift = platt_scaling(out_of_fold_logits(data.articles, fit_and_score), data.targets)
    selector = _fit(data, torch.arange(len(data.states)), seed)
    selector.scale.copy_(scale)
    selector.shift.copy_(shift)
    return selector


def _fit(data: Labelled, learned: Tensor, seed: int) -> Selector:
    """Average several selectors: what they disagree about is noise. Side by side they are one that is wider."""
    each = [_fit_one(data, learned, seed + i) for i in range(_ENSEMBLE)]
    size = each[0].out.in_features
    whole = Selector(data.states.shape[1] // 2, data.features.shape[1], size * _ENSEMBLE)
    with torch.no_grad():
        for layer in ("states", "features"):
            for part in ("weight", "bias"):
                joined = torch.cat([getattr(getattr(s, layer), part) for s in each])
                getattr(getattr(whole, layer), part).copy_(joined)
        whole.out.weight.copy_(torch.cat([s.out.weight for s in each], 1) / _ENSEMBLE)
        whole.out.bias.copy_(torch.stack([s.out.bias for s in each]).mean(0))
    return whole.eval()


def _fit_one(data: Labelled, learned: Tensor, seed: int) -> Selector:
    """Learn how much a candidate says of a claim: a better one of two counts more than with yes and no."""
    torch.manual_seed(seed)
    selector = Selector(data.states.shape[1] // 2, data.features.shape[1])
    optimizer = torch.optim.AdamW(selector.parameters(), lr=_RATE, weight_decay=_DECAY)
    for _ in range(_EPOCHS):
        for chosen in learned[torch.randperm(len(learned))].split(_BATCH):
            scores = selector(data.states[chosen], data.features[chosen])
            loss = F.binary_cross_entropy_with_logits(scores, data.similar[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return selector


@torch.no_grad()
def _report(selector: Selector, data: Labelled) -> None:
    probabilities = selector(data.states, data.features).sigmoid()
    brier = (probabilities - data.targets).square().mean(0).tolist()
    base = (data.targets.mean(0) - data.targets).square().mean(0).tolist()
    print(
        f"held out: Brier claim {brier[0]:.4f} (base {base[0]:.4f}), right {brier[1]:.4f} (base {base[1]:.4f})",
        flush=True,
    )


def train_selector(reader_folder: Path, data: Path, seed: int) -> None:
    """Train on claims/train of ``data`` and put the selector beside the reader's weights; report on claims/tune."""
    manifest = check_manifest(reader_folder)
    reader = ArticleReader.load(reader_folder, engine=EngineName.TORCH)
    learned, held_out = (gather(reader, data / "claims" / split) for split in ("train", "tune"))
    print(f"{len(learned.states)} candidates to learn from, {len(held_out.states)} held out", flush=True)
    selector = train(learned, seed)
    _report(selector, held_out)
    save_file({k: v.contiguous().half() for k, v in selector.state_dict().items()}, reader_folder / FILE)
    write_manifest(reader_folder, manifest.name, manifest.version)


def main() -> int:
    """Parse the command line and train the selector of a reader that is trained already."""
    parser = argparse.ArgumentParser(prog="python -m whosaid_models.training.selection", description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder of the corpora (claims/train and claims/tune are read)"
    )
    parser.add_argument(
        "--reader", type=Path, required=True, help="folder of the trained reader; the selector is written into it"
    )
    parser.add_argument("--seed", type=int, default=13)
    arguments = parser.parse_args()
    train_selector(arguments.reader, arguments.data, arguments.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
