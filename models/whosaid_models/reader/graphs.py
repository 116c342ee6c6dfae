"""The graphs of the ONNX engines: what their files and the weights in them are called.

A graph file has no weights: each is left as an empty place, named after a tensor of the network, and filled from the
safetensors files when the graph is loaded. So the weights are stored once, a graph is some kilobytes, and it stays the
same when the network is trained further. ``training.export`` makes the graphs.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whosaid_models.reader.weights import WeightsError

# Which places each graph file has.
PLACES = "graphs.json"

# One graph a question of engine.Engine: what is asked depends on what was decoded from the answers before.
QUESTIONS = (
    "read", "arguments", "arcs", "relations", "coreference", "claims", "source_types", "sentence_labels"
)  # fmt: skip

# How a place says what becomes of its tensor: "encoder.(...).weight|transposed|int8".
TRANSPOSED, INT8, SCALE, HALF = "transposed", "int8", "scale", "half"
ROWS, BY_SECOND = "rows", "by-second"

# Without instructions for it (VNNI), processors add products of 8-bit numbers in 16 bits, which two products of full
# range do not fit: 7 bits do, and so the answer is the same everywhere.
_LARGEST = 63


def graph_file(question: str, *, int8: bool = False) -> str:
    """Return the name of a question's graph file; only the encoder has an 8-bit form."""
    return f"{question}.int8.onnx" if int8 and question == "read" else f"{question}.onnx"


def read_places(folder: Path, file: str) -> list[str]:
    """Return the places of a graph file. Raises WeightsError when the folder has no such graph."""
    try:
        places: list[str] = json.loads((folder / PLACES).read_text(encoding="utf-8"))[file]
    except (OSError, ValueError, KeyError) as error:
        raise WeightsError(f"{folder} has no graph {file}; {remedy(folder)}") from error
    return places


def remedy(folder: Path) -> str:
    """Say what to do about graphs that are missing or of another network."""
    return f"make it with `python -m whosaid_models.training.export --reader {folder}`, or choose the engine torch"


def tensor_of(place: str) -> str:
    """Return the tensor that a place is filled from."""
    return place.split("|", maxsplit=1)[0]


def fill(place: str, tensor: NDArray[np.float32]) -> NDArray[np.generic]:
    """Return what belongs into a place."""
    value: NDArray[np.generic] = tensor
    steps = place.split("|")[1:]
    if TRANSPOSED in steps:
        value = value.T
    if ROWS in steps:  # a convolution in one dimension becomes one of two, of height 1
        value = np.expand_dims(value, 2)
    if BY_SECOND in steps:  # a bilinear form, to be multiplied with the second of a pair
        value = value.transpose(2, 0, 1)
    if INT8 in steps or SCALE in steps:
        # One scale a column, so that one large weight does not cost all others their precision.
        scale = np.maximum(np.abs(value).max(0), np.finfo(np.float32).tiny) / np.float32(_LARGEST)
        value = np.rint(value / scale).astype(np.int8) if INT8 in steps else scale.astype(np.float32)
    if HALF in steps:
        value = value.astype(np.float16)
    return np.ascontiguousarray(value)
