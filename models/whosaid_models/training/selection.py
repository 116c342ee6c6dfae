"""Train the selector of claims on a trained reader: ``python -m whosaid_models.training.selection``.

Candidates of annotated articles are aligned with the annotated claims; the aligned ones are positive. The reader's
weights stay as they are, so this takes minutes. Confidence is calibrated on articles of other outlets (claims/tune).
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
from whosaid_models.training.alignment import align, same_name

_EPOCHS, _BATCH, _RATE, _DECAY = 14, 64, 1e-3, 0.05


@dataclass(frozen=True)
class Labelled:
    """Candidates as tensors: states [N, 2 H], features [N, F], targets [N, 2] (claim; claim with the right source)."""

    states: Tensor
    features: Tensor
    targets: Tensor


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
        # Platt scaling on held-out articles: calibrated = scale * logit + shift.
        self.register_buffer("scale", torch.ones(2))
        self.register_buffer("shift", torch.zeros(2))

    def forward(self, states: Tensor, features: Tensor) -> Tensor:
        """Score: [N, 2 H], [N, F] -> calibrated logits [N, 2]."""
        hidden = self.dropout(torch.tanh(self.states(self.dropout(states)) + self.features(features)))
        return self.out(hidden) * self.scale + self.shift


def gather(reader: ArticleReader, folder: Path) -> Labelled:
    """Make the candidates of every article of a folder of annotated claims, and align them."""
    rows: list[tuple[Tensor, list[list[float]], list[list[float]]]] = []
    for file in sorted(folder.glob("*.json")):
        document = read_document(file.with_suffix(".txt").read_text(encoding="utf-8"))
        annotated = json.loads(file.read_text(encoding="utf-8"))["claims"]
        reading = reader.read(document)
        assembler = Assembler(reader, reading, file.stem)
        candidates = assembler.candidates()
        if not candidates:
            continue
        pairs = align([c.written.text for c in candidates], [a["text"] for a in annotated])
        targets = [_targets(assembler, c, annotated, pairs.get(i)) for i, c in enumerate(candidates)]
        drafts = [(c.draft, c.written) for c in candidates]
        features = [plain_features(reading, c.draft, c.written, assembler.chain_probabilities(c)) for c in candidates]
        rows.append((torch.from_numpy(draft_states(reading, drafts)), features, targets))
    return Labelled(
        torch.cat([s for s, _, _ in rows]).clone(),
        torch.tensor([f for _, features, _ in rows for f in features]),
        torch.tensor([t for _, _, targets in rows for t in targets]),
    )


def _targets(
    assembler: Assembler, candidate: Candidate, annotated: Sequence[dict[str, Any]], pair: tuple[int, float] | None
) -> list[float]:
    if pair is None:
        return [0.0, 0.0]
    sources = annotated[pair[0]]["sources"]
    source = assembler.attributions[candidate.chain[-1]].source if candidate.chain else None
    right = not sources if source is None else bool(sources) and same_name(source.name, sources[-1])
    return [1.0, float(right)]


def train(data: Labelled, held_out: Labelled, seed: int) -> Selector:
    """Fit the selector, then its Platt scaling on the held-out candidates."""
    torch.manual_seed(seed)
    selector = Selector(data.states.shape[1] // 2, data.features.shape[1])
    optimizer = torch.optim.AdamW(selector.parameters(), lr=_RATE, weight_decay=_DECAY)
    for epoch in range(_EPOCHS):
        selector.train()
        order = torch.randperm(len(data.states))
        for begin in range(0, len(order), _BATCH):
            chosen = order[begin : begin + _BATCH]
            loss = F.binary_cross_entropy_with_logits(
                selector(data.states[chosen], data.features[chosen]), data.targets[chosen]
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        _report(selector.eval(), held_out, f"epoch {epoch + 1}")
    _calibrate(selector, held_out)
    _report(selector, held_out, "calibrated")
    return selector


@torch.no_grad()
def _report(selector: Selector, data: Labelled, when: str) -> None:
    probabilities = selector(data.states, data.features).sigmoid()
    brier = (probabilities - data.targets).square().mean(0).tolist()
    base = (data.targets.mean(0) - data.targets).square().mean(0).tolist()
    print(
        f"{when}: Brier claim {brier[0]:.4f} (base {base[0]:.4f}), right {brier[1]:.4f} (base {base[1]:.4f})",
        flush=True,
    )


def _calibrate(selector: Selector, data: Labelled) -> None:
    """Platt scaling (Platt, 1999): one scale and one shift a logit."""
    with torch.no_grad():
        logits = selector(data.states, data.features)
    scale, shift = torch.ones(2, requires_grad=True), torch.zeros(2, requires_grad=True)
    optimizer = torch.optim.LBFGS([scale, shift], max_iter=100)

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = F.binary_cross_entropy_with_logits(logits * scale + shift, data.targets)
        loss.backward()
        return loss

    optimizer.step(closure)
    selector.scale.copy_(scale.detach())
    selector.shift.copy_(shift.detach())


def train_selector(reader_folder: Path, data: Path, seed: int) -> None:
    """Train on claims/train of ``data``, calibrate on claims/tune, and put the selector beside the reader's weights."""
    manifest = check_manifest(reader_folder)
    reader = ArticleReader.load(reader_folder, engine=EngineName.TORCH)
    learned, held_out = (gather(reader, data / "claims" / split) for split in ("train", "tune"))
    print(f"{len(learned.states)} candidates to learn from, {len(held_out.states)} held out", flush=True)
    selector = train(learned, held_out, seed)
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
