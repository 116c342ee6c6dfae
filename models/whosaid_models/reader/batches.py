"""Windows side by side in padded tensors: how the network is trained."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from whosaid_models.reader.network import WindowBatch
from whosaid_models.reader.pieces import SpecialPieces
from whosaid_models.reader.windows import EncodedDocument, WindowPieces, cut


def collate(
    parts: Sequence[tuple[EncodedDocument, int, int]],
    tokenizer: SpecialPieces,
    device: torch.device | str = "cpu",
) -> WindowBatch:
    """Pad windows, given as (document, first word, last word), into a batch."""
    return pad([cut(encoded, first, last, tokenizer) for encoded, first, last in parts], tokenizer.pad_token_id, device)


def pad(windows: Sequence[WindowPieces], pad_id: int = 0, device: torch.device | str = "cpu") -> WindowBatch:
    """Pad windows into a batch. No word sees the padding, whatever piece it is made of."""
    width, words = max(len(w.pieces) for w in windows), max(len(w.words) for w in windows)
    pieces = np.full((len(windows), width), pad_id, dtype=np.int64)
    shapes, quoted, mask = (np.zeros((len(windows), width), dtype=np.int64) for _ in range(3))
    spans = np.zeros((len(windows), words, 2), dtype=np.int64)
    for row, window in enumerate(windows):
        n = len(window.pieces)
        pieces[row, :n], shapes[row, :n], quoted[row, :n] = window.pieces, window.shapes, window.quoted
        mask[row, :n] = 1
        spans[row, : len(window.words)] = window.words
    move = lambda a: torch.from_numpy(a).to(device)  # noqa: E731
    return WindowBatch(
        pieces=move(pieces), mask=move(mask).bool(), shapes=move(shapes), quoted=move(quoted), words=move(spans)
    )
