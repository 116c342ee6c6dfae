"""What computes the network's scores: the seam between the network and decoding.

Engines give the same scores within float tolerance and differ in what they need, in time and in memory. Everything that
goes in and comes out is a NumPy array, so that nothing behind the seam needs to be installed to decode.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from whosaid_models.engines import EngineError, EngineName
from whosaid_models.reader.windows import WindowPieces

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class WordScores:
    """What is known of a window's words without a question: states [W, H] and logits.

    upos [W, UPOS], xpos [W, XPOS], entities [W, ENTITY], cues [W, SCHEMES, CUE].
    """

    states: Floats
    upos: Floats
    xpos: Floats
    entities: Floats
    cues: Floats


class Engine(Protocol):
    """The network. Used by one thread at a time. Scores are logits in single precision.

    The same input gives the same bytes, whatever else was computed before and however many threads compute.
    """

    name: EngineName

    @property
    def hidden(self) -> int:
        """The size H of a word's state."""

    def read(self, windows: Sequence[WindowPieces]) -> Iterator[WordScores]:
        """Read the windows of one document, in their order."""

    def arguments(self, states: Floats, sentence_of: Ints, cues: Ints, scheme: Ints, places: Ints) -> Floats:
        """Score which words are whose source and contents.

        states [W, H]; sentence_of [W]; cues [C, 2] (words ``[first, last)``), at least one; scheme [C]; places [N],
        consecutive: which words are scored, counted from each cue's first. Returns [C, N, ARGUMENT]; what is scored
        outside of the W words means nothing.
        """

    def arcs(self, sentences: Floats, mask: Bools) -> Floats:
        """Score heads: [S, L, H], [S, L] -> [S, L, 1 + L]; column 0 is the root, what is no word scores -inf."""

    def relations(self, states: Floats, words: Ints, governors: Ints, which: Ints) -> Floats:
        """Score the relations of words to their heads.

        states [W, H]; words [N]; governors [G]: their different heads (0 = root, words from 1); which [N]: the place
        of each word's head among these. Returns [N, DEPREL].
        """

    def coreference(self, states: Floats, anaphors: Ints) -> Floats:
        """Score what words refer to: states [W, H], anaphors [A] -> [A, 1 + W]; column 0 is "nothing"."""

    def claims(self, evidence: Floats, mask: Bools) -> tuple[Floats, Floats]:
        """Score claims: [N, L, H], [N, L] -> kinds [N, KINDS], check-worthiness above 0 and above 1 [N, 2]."""

    def source_types(self, mentions: Floats) -> Floats:
        """Score the mean states of mentions: [N, H] -> [N, SOURCE_TYPES]."""

    def sentence_labels(self, sentences: Floats, mask: Bools) -> Floats:
        """Score sentences by themselves: [N, L, H], [N, L] -> [N, SENTENCE]."""


def load_engine(name: EngineName | str, folder: Path, threads: int | None = None) -> Engine:
    """Load an engine with the weights of a folder, whose files were checked.

    ``threads``: how many compute; None: as many as there are cores.

    Raises:
        EngineError: there is no such engine, or its packages are not installed.
        WeightsError: the weights are not this version's.
    """
    try:
        name = EngineName(name)
    except ValueError:
        raise EngineError(f"{name} is no engine; there are {', '.join(each.value for each in EngineName)}") from None
    try:
        if name in (EngineName.ONNX, EngineName.ONNX_INT8):
            from whosaid_models.reader.engine_onnx import OnnxEngine  # noqa: PLC0415 - takes time, may be absent

            return OnnxEngine.load(folder, int8=name is EngineName.ONNX_INT8, threads=threads)
        from whosaid_models.reader.engine_torch import TorchEngine  # noqa: PLC0415 - takes seconds, may be absent

        return TorchEngine.load(folder, int8=name is EngineName.TORCH_INT8, threads=threads)
    except ImportError as error:
        extra = "torch" if name.value.startswith("torch") else "server"
        raise EngineError(
            f"the engine {name.value} needs packages that are not installed ({error}): "
            f"pip install 'whosaid[{extra}]', or choose another engine"
        ) from error
