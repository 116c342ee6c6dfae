"""Which engines there are to compute the network with. Imports nothing: command lines list them."""

from __future__ import annotations

from enum import Enum


class EngineName(str, Enum):
    """The engines. All run on a processor; torch runs on a GPU where there is one."""

    ONNX = "onnx"
    ONNX_INT8 = "onnx-int8"
    TORCH = "torch"
    TORCH_INT8 = "torch-int8"


# Chosen by measurement (benchmarks/engines.py): the same scores as torch, in less time, memory and waiting.
DEFAULT_ENGINE = EngineName.ONNX


class EngineError(RuntimeError):
    """The engine cannot be used here; the message says what to do."""
