"""The network in ONNX Runtime: for a processor, without torch."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from whosaid_models.engines import EngineName
from whosaid_models.reader.engine import Bools, Floats, Ints, WordScores
from whosaid_models.reader.graphs import fill, graph_file, read_places, remedy, tensor_of
from whosaid_models.reader.tensors import read_tensors
from whosaid_models.reader.weights import WeightsError
from whosaid_models.reader.windows import WindowPieces

# Errors only: what the runtime thinks of graphs is for whoever makes them.
_ERRORS = 3
# Only these are large enough to be shared by threads.
_LARGE = frozenset({"read", "arguments"})
# So many words for all cues at a time: those of a crowded window would take a hundred megabytes.
_PAIRS = 4096


class OnnxEngine:
    """Runs the graphs that ``training.export`` made, with the weights of the safetensors files.

    Every window is read by itself, so that nothing is padded, and no window's scores depend on its neighbours: not even
    those of the 8-bit form, whose inputs are scaled by the largest that stands beside them.
    """

    def __init__(self, folder: Path, *, int8: bool = False, threads: int | None = None) -> None:
        """Raises WeightsError when the folder's graphs are missing or not those of its weights."""
        self.name = EngineName.ONNX_INT8 if int8 else EngineName.ONNX
        self._folder, self._int8 = folder, int8
        self._threads = threads or _cores()
        self._sessions: dict[str, ort.InferenceSession] = {}
        self._hidden = int(self._session("read").get_outputs()[0].shape[-1])

    @classmethod
    def load(cls, folder: Path, *, int8: bool = False, threads: int | None = None) -> OnnxEngine:
        """Load the graphs and weights of a folder."""
        return cls(folder, int8=int8, threads=threads)

    @property
    def hidden(self) -> int:
        """The size of a word's state."""
        return self._hidden

    def read(self, windows: Sequence[WindowPieces]) -> Iterator[WordScores]:
        """Read windows, in their order."""
        for window in windows:
            yield WordScores(*self._run("read", window.pieces, window.shapes, window.quoted, window.words))

    def arguments(self, states: Floats, sentence_of: Ints, cues: Ints, scheme: Ints, places: Ints) -> Floats:
        """[W, H], [W], [C, 2], [C], [N] -> [C, N, ARGUMENT]."""
        at_once = max(1, _PAIRS // len(places))
        parts = [
            self._run("arguments", states, sentence_of, cues[at : at + at_once], scheme[at : at + at_once], places)[0]
            for at in range(0, len(cues), at_once)
        ]
        return np.concatenate(parts)

    def arcs(self, sentences: Floats, mask: Bools) -> Floats:
        """[S, L, H], [S, L] -> [S, L, 1 + L]."""
        return self._run("arcs", sentences, mask)[0]

    def relations(self, states: Floats, words: Ints, governors: Ints, which: Ints) -> Floats:
        """[W, H], [N], [G], [N] -> [N, DEPREL]."""
        return self._run("relations", states, words, governors, which)[0]

    def coreference(self, states: Floats, anaphors: Ints) -> Floats:
        """[W, H], [A] -> [A, 1 + W]."""
        return self._run("coreference", states, anaphors)[0]

    def claims(self, evidence: Floats, mask: Bools) -> tuple[Floats, Floats]:
        """[N, L, H], [N, L] -> [N, KINDS], [N, 2]."""
        kinds, worth = self._run("claims", evidence, mask)
        return kinds, worth

    def source_types(self, mentions: Floats) -> Floats:
        """[N, H] -> [N, SOURCE_TYPES]."""
        return self._run("source_types", mentions)[0]

    def sentence_labels(self, sentences: Floats, mask: Bools) -> Floats:
        """[N, L, H], [N, L] -> [N, SENTENCE]."""
        return self._run("sentence_labels", sentences, mask)[0]

    def _run(self, question: str, *inputs: NDArray[np.generic]) -> list[Floats]:
        session = self._session(question)
        names = [each.name for each in session.get_inputs()]
        return session.run(None, dict(zip(names, inputs, strict=True)))

    def _session(self, question: str) -> ort.InferenceSession:
        """Load a question's graph when it is first asked: not every article asks all."""
        if question not in self._sessions:
            self._sessions[question] = self._load(question)
        return self._sessions[question]

    def _load(self, question: str) -> ort.InferenceSession:
        file = graph_file(question, int8=self._int8)
        places = read_places(self._folder, file)
        tensors = read_tensors(self._folder, {tensor_of(place) for place in places})
        values = [ort.OrtValue.ortvalue_from_numpy(fill(place, tensors[tensor_of(place)])) for place in places]
        options = self._options(question)
        try:
            options.add_external_initializers(places, values)
            return ort.InferenceSession(self._folder / file, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the runtime's exceptions have no public base
            raise WeightsError(
                f"{self._folder / file} does not fit the weights beside it ({error}); {remedy(self._folder)}"
            ) from error

    def _options(self, question: str) -> ort.SessionOptions:
        options: Any = ort.SessionOptions()
        options.log_severity_level = _ERRORS
        options.intra_op_num_threads = self._threads if question in _LARGE else 1
        options.inter_op_num_threads = 1
        # The runtime's own pool of memory keeps what the largest windows took, for every question: 160 MB, and three or
        # four hundredths of the time are gained by it.
        options.enable_cpu_mem_arena = False
        options.enable_mem_pattern = False
        # Threads that wait do not keep a processor busy: what else runs on the machine needs it.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return options


def _cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
