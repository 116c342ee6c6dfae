"""Fit how sure sources are, on a trained reader: ``python -m whosaid_models.training.certainty``.

The candidates of claims/train that are annotated claims and have a source tell which sources are named rightly. Which
penalty of the weights is best is chosen by cross-fitting over articles, so that claims/tune stays for measuring.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from whosaid_models.assembly import Assembler
from whosaid_models.attribution.certainty import SourceCertainty
from whosaid_models.engines import EngineName
from whosaid_models.reader.model import ArticleReader
from whosaid_models.reader.weights import check_manifest, write_manifest
from whosaid_models.text.tokens import read_document
from whosaid_models.training.alignment import align, same_name
from whosaid_models.training.calibration import out_of_fold_logits

_PENALTIES = (5e-3, 1.5e-2, 5e-2, 1.5e-1)


@dataclass(frozen=True)
class LabelledSources:
    """Sources of annotated claims: features [N, F], whether they are right [N], the number of each one's article.

    ``weights`` [N]: how much each counts; all claims of one attribution count as much as one.
    """

    features: Tensor
    right: Tensor
    articles: list[int]
    weights: Tensor


def gather_sources(reader: ArticleReader, folder: Path) -> LabelledSources:
    """Name the source of every candidate that is an annotated claim, in every article of a folder."""
    features: list[list[float]] = []
    right: list[float] = []
    articles: list[int] = []
    said: list[tuple[int, int]] = []
    for number, file in enumerate(sorted(folder.glob("*.json"))):
        annotated = json.loads(file.read_text(encoding="utf-8"))["claims"]
        reading = reader.read(read_document(file.with_suffix(".txt").read_text(encoding="utf-8")))
        assembler = Assembler(reader, reading, file.stem)
        candidates = assembler.candidates()
        pairs = align([c.written.text for c in candidates], [a["text"] for a in annotated])
        for index, (match, _) in pairs.items():
            chain = candidates[index].chain
            source = assembler.attributions[chain[-1]].source if chain else None
            if source is None:
                continue
            features.append(assembler.source_features.of(chain[-1], source.type))
            sources = annotated[match]["sources"]
            right.append(float(bool(sources) and same_name(source.name, sources[-1])))
            articles.append(number)
            said.append((number, chain[-1]))
    claims = Counter(said)
    weights = torch.tensor([1 / claims[each] for each in said])
    return LabelledSources(torch.tensor(features), torch.tensor(right), articles, weights)


def fit_certainty(data: LabelledSources) -> SourceCertainty:
    """Fit with the strongest penalty that is as good as the best one. Raises ValueError for too few articles.

    As good: its out-of-fold loss is not larger by more than one standard error of the difference, over articles (the
    one-standard-error rule of Breiman et al., 1984, paired): few sources are wrong, and weights that lean on few are
    too sure elsewhere.
    """
    losses = torch.stack([_out_of_fold_losses(data, penalty) for penalty in _PENALTIES])
    more = losses - losses[losses.mean(1).argmin()]
    numbers = torch.tensor(data.articles)
    by_article = torch.stack([more[:, numbers == number].sum(1) for number in numbers.unique()], 1)  # [P, articles]
    error = by_article.std(1) * by_article.shape[1] ** 0.5
    good = [penalty for penalty, ok in zip(_PENALTIES, by_article.sum(1) <= error, strict=True) if ok]
    return SourceCertainty(tuple(_fit(data, torch.arange(len(data.right)), max(good)).tolist()))


def _out_of_fold_losses(data: LabelledSources, penalty: float) -> Tensor:
    """How unlikely what is right is to weights that did not learn from its article: [N]."""
    fit = lambda learned, held: data.features[held] @ _fit(data, learned, penalty).unsqueeze(1)  # noqa: E731
    logits = out_of_fold_logits(data.articles, fit).flatten()
    return F.binary_cross_entropy_with_logits(logits, data.right, reduction="none")


def _fit(data: LabelledSources, chosen: Tensor, penalty: float) -> Tensor:
    """Logistic regression on chosen rows; the first weight, the constant's, is not penalised.

    The penalty is on features of like spread, so that a rare one may weigh as much as a common one.
    """
    features, right, counts = data.features[chosen], data.right[chosen], data.weights[chosen]
    spread = features[:, 1:].std(0, unbiased=False)
    scale = torch.cat([torch.ones(1), torch.where(spread > 0, 1 / spread, 0.0)])
    scaled, counts = features * scale, counts / counts.sum()
    weights = torch.zeros(features.shape[1], requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = F.binary_cross_entropy_with_logits(scaled @ weights, right, counts, reduction="sum")
        loss = loss + penalty * weights[1:].square().sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    return weights.detach() * scale


def train_certainty(reader_folder: Path, data: Path) -> None:
    """Fit on claims/train of ``data`` and put the weights beside the reader's."""
    manifest = check_manifest(reader_folder)
    sources = gather_sources(ArticleReader.load(reader_folder, engine=EngineName.TORCH), data / "claims" / "train")
    print(f"{len(sources.articles)} sources to learn from, {sources.right.mean():.0%} of them right", flush=True)
    fit_certainty(sources).save(reader_folder)
    write_manifest(reader_folder, manifest.name, manifest.version)


def main() -> int:
    """Parse the command line and fit for a reader that is trained already."""
    parser = argparse.ArgumentParser(prog="python -m whosaid_models.training.certainty", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the corpora (claims/train is read)")
    parser.add_argument("--reader", type=Path, required=True, help="folder of the trained reader, which is written to")
    parser.add_argument("--threads", type=int, help="CPU threads (default: torch's choice)")
    arguments = parser.parse_args()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    train_certainty(arguments.reader, arguments.data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
