"""A reader's network and tokenizer from its folder: offline, from safetensors alone, without a word on the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from transformers import AutoTokenizer, PreTrainedTokenizerBase
from transformers.utils import logging

from whosaid_models.reader.configuration import ReaderConfig
from whosaid_models.reader.network import Reader
from whosaid_models.reader.weights import check_labels


def load_reader(folder: Path) -> tuple[Reader, PreTrainedTokenizerBase]:
    """Load a folder that ``save_pretrained`` wrote, in single precision. Raises WeightsError for outdated weights."""
    with _without_progress_bars():
        # Before the weights are loaded: transformers would fill what does not fit with random values.
        check_labels(folder)
        config = ReaderConfig.from_pretrained(folder, local_files_only=True)
        network = Reader.from_pretrained(
            folder, config=config, dtype=torch.float32, use_safetensors=True, local_files_only=True
        )
        # Given the encoder's configuration, transformers need not guess what kind of model this is.
        tokenizer = AutoTokenizer.from_pretrained(folder, config=config.encoder_config(), local_files_only=True)
    return network, tokenizer


@contextmanager
def _without_progress_bars() -> Iterator[None]:
    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()
