"""The tensors of a folder of weights by name, in single precision, without torch."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from whosaid_models.reader.weights import WeightsError

_INDEX, _SINGLE = "model.safetensors.index.json", "model.safetensors"


def read_tensors(folder: Path, names: Iterable[str]) -> dict[str, NDArray[np.float32]]:
    """Read tensors by their names in the network. Raises WeightsError naming one that is not there."""
    file_of = _files(folder)
    by_file: dict[str, list[str]] = {}
    for name in names:
        if name not in file_of:
            raise WeightsError(f"{folder} has no weights {name}")
        by_file.setdefault(file_of[name], []).append(name)
    found = {}
    try:
        for file, wanted in by_file.items():
            with safe_open(folder / file, framework="numpy") as tensors:
                found.update({name: tensors.get_tensor(name).astype(np.float32) for name in wanted})
    except (OSError, SafetensorError) as error:
        raise WeightsError(f"the weights in {folder} cannot be read: {error}") from error
    return found


def _files(folder: Path) -> dict[str, str]:
    """Return which file each tensor is in: a large network's are in several."""
    if (folder / _INDEX).is_file():
        files: dict[str, str] = json.loads((folder / _INDEX).read_text(encoding="utf-8"))["weight_map"]
        return files
    with safe_open(folder / _SINGLE, framework="numpy") as tensors:
        return dict.fromkeys(tensors.keys(), _SINGLE)
