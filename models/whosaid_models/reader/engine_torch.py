"""The network in PyTorch: the reference, what trains it, and what a GPU runs."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

# MKL's products of matrices depend on how many threads share them unless it is told otherwise before the first one.
os.environ.setdefault("MKL_CBWR", "AUTO,STRICT")

import numpy as np
import torch
from numpy.typing import NDArray

from whosaid_models.engines import EngineName
from whosaid_models.reader.batches import pad
from whosaid_models.reader.engine import Bools, Floats, Ints, WordScores
from whosaid_models.reader.loading import load_reader
from whosaid_models.reader.network import Reader
from whosaid_models.reader.questions import Question, Questions
from whosaid_models.reader.windows import WindowPieces

# A processor gains nothing from more windows at a time: eight of equal length take a sixth more time each.
_WINDOWS_ON_GPU = 16


class TorchEngine:
    """Asks the network itself. ``threads`` are torch's, of the whole process."""

    def __init__(
        self, network: Reader, name: EngineName = EngineName.TORCH, threads: int | None = None, windows: int = 1
    ) -> None:
        """``windows``: how many are read at a time. More than one are padded, which changes the last bits of scores."""
        if threads:
            torch.set_num_threads(threads)
        self.network, self.name, self._windows = network.eval(), name, windows
        self._device = next(network.parameters()).device
        self._ask = Questions(network)

    @classmethod
    def load(cls, folder: Path, *, int8: bool = False, threads: int | None = None) -> TorchEngine:
        """Load from a folder of weights. ``int8``: the encoder's products in integers, on a processor.

        Raises WeightsError for weights that are not this version's.
        """
        network, _ = load_reader(folder)
        if int8:
            _quantize_encoder(network)
            return cls(network, EngineName.TORCH_INT8, threads)
        if torch.cuda.is_available():
            return cls(network.to("cuda"), EngineName.TORCH, threads, _WINDOWS_ON_GPU)  # type: ignore[arg-type]
        return cls(network, EngineName.TORCH, threads)

    @property
    def hidden(self) -> int:
        """The size of a word's state."""
        return int(self.network.claim.attention.in_features)

    @torch.inference_mode()
    def read(self, windows: Sequence[WindowPieces]) -> Iterator[WordScores]:
        """Read windows, in their order."""
        for begin in range(0, len(windows), self._windows):
            group = windows[begin : begin + self._windows]
            if len(group) == 1:
                [window] = group
                yield WordScores(*self._run(self._ask.read, window.pieces, window.shapes, window.quoted, window.words))
                continue
            scores = [t.cpu().numpy() for t in self._ask.read_padded(pad(group, device=self._device))]
            for row, window in enumerate(group):
                yield WordScores(*(each[row, : len(window.words)] for each in scores))

    def arguments(self, states: Floats, sentence_of: Ints, cues: Ints, scheme: Ints, places: Ints) -> Floats:
        """[W, H], [W], [C, 2], [C], [N] -> [C, N, ARGUMENT]."""
        return self._one(self._ask.arguments, states, sentence_of, cues, scheme, places)

    def arcs(self, sentences: Floats, mask: Bools) -> Floats:
        """[S, L, H], [S, L] -> [S, L, 1 + L]."""
        return self._one(self._ask.arcs, sentences, mask)

    def relations(self, states: Floats, words: Ints, governors: Ints, which: Ints) -> Floats:
        """[W, H], [N], [G], [N] -> [N, DEPREL]."""
        return self._one(self._ask.relations, states, words, governors, which)

    def coreference(self, states: Floats, anaphors: Ints) -> Floats:
        """[W, H], [A] -> [A, 1 + W]."""
        return self._one(self._ask.coreference, states, anaphors)

    def claims(self, evidence: Floats, mask: Bools) -> tuple[Floats, Floats]:
        """[N, L, H], [N, L] -> [N, KINDS], [N, 2]."""
        with _one_thread():
            kinds, worth = self._run(self._ask.claims, evidence, mask)
        return kinds, worth

    def source_types(self, mentions: Floats) -> Floats:
        """[N, H] -> [N, SOURCE_TYPES]."""
        return self._one(self._ask.source_types, mentions)

    def sentence_labels(self, sentences: Floats, mask: Bools) -> Floats:
        """[N, L, H], [N, L] -> [N, SENTENCE]."""
        return self._one(self._ask.sentence_labels, sentences, mask)

    def _one(self, question: Question, *inputs: NDArray[np.generic]) -> Floats:
        with _one_thread():
            [scores] = self._run(question, *inputs)
        return scores

    @torch.inference_mode()
    def _run(self, question: Question, *inputs: NDArray[np.generic]) -> list[Floats]:
        answer = question(*(torch.from_numpy(each).to(self._device) for each in inputs))
        return [each.cpu().numpy() for each in ((answer,) if isinstance(answer, torch.Tensor) else answer)]


@contextmanager
def _one_thread() -> Iterator[None]:
    """Small products come out differently when threads share them, whatever MKL is told."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _quantize_encoder(network: Reader) -> None:
    """Turn the encoder's linear layers into 8-bit ones whose inputs are scaled when they are known."""
    with warnings.catch_warnings():
        # Its successor, torchao, is many times slower on a processor without matrix instructions.
        warnings.simplefilter("ignore")
        torch.ao.quantization.quantize_dynamic(network.encoder, {torch.nn.Linear}, dtype=torch.qint8, inplace=True)
