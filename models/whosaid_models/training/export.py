"""Make the graphs of the ONNX engines: ``python -m whosaid_models.training.export --reader FOLDER``.

Needed once after training, and again when the network's code or its sizes change, but not when its weights do.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor
from torch.export import Dim

from whosaid_models.reader.configuration import ReaderConfig
from whosaid_models.reader.graphs import (
    BY_SECOND,
    HALF,
    INT8,
    PLACES,
    QUESTIONS,
    ROWS,
    SCALE,
    TRANSPOSED,
    fill,
    graph_file,
)
from whosaid_models.reader.network import Reader
from whosaid_models.reader.questions import AsModule
from whosaid_models.reader.weights import check_manifest, write_manifest

_OPSET = 23  # the first with attention as one operator
_EXTERNAL = "weights"  # what the empty places are said to be filled from; no such file is read


@dataclass(frozen=True)
class _Signature:
    """A question's inputs by name, with an example and the axes that vary; and the names of its outputs."""

    inputs: Mapping[str, tuple[Tensor, Mapping[int, Dim]]]
    outputs: tuple[str, ...]


def _signatures(hidden: int, longest: int) -> dict[str, _Signature]:
    dim = {name: Dim(name, min=1) for name in "WCSLANG"}
    pieces = Dim("P", min=3, max=longest)
    whole = lambda *shape: torch.randint(0, 2, shape)  # noqa: E731
    states = lambda *shape: torch.randn(*shape, hidden)  # noqa: E731
    first = torch.arange(7)
    padded = {0: dim["N"], 1: dim["L"]}
    sentences = {0: dim["S"], 1: dim["L"]}
    mask = torch.ones(3, 5, dtype=torch.bool)
    return {
        "read": _Signature(
            {
                "pieces": (whole(9), {0: pieces}),
                "shapes": (whole(9), {0: pieces}),
                "quoted": (whole(9), {0: pieces}),
                "words": (torch.stack([first + 1, first + 2], 1), {0: dim["W"]}),
            },
            ("states", "upos", "xpos", "entities", "cues"),
        ),
        "arguments": _Signature(
            {
                "states": (states(7), {0: dim["W"]}),
                "sentence_of": (first // 3, {0: dim["W"]}),
                "cues": (torch.tensor([[0, 1], [2, 4], [5, 7]]), {0: dim["C"]}),
                "scheme": (torch.tensor([0, 1, 2]), {0: dim["C"]}),
                "places": (torch.arange(-2, 4), {0: dim["N"]}),
            },
            ("arguments",),
        ),
        "arcs": _Signature({"sentences": (states(3, 5), sentences), "mask": (mask, sentences)}, ("arcs",)),
        "relations": _Signature(
            {
                "states": (states(7), {0: dim["W"]}),
                "words": (first[:5], {0: dim["N"]}),
                "governors": (torch.tensor([0, 2, 6]), {0: dim["G"]}),
                "which": (torch.tensor([1, 0, 2, 0, 1]), {0: dim["N"]}),
            },
            ("relations",),
        ),
        "coreference": _Signature(
            {"states": (states(7), {0: dim["W"]}), "anaphors": (torch.tensor([2, 5, 6]), {0: dim["A"]})},
            ("referents",),
        ),
        "claims": _Signature({"evidence": (states(3, 5), padded), "mask": (mask, padded)}, ("kinds", "worth")),
        "source_types": _Signature({"mentions": (states(3), {0: dim["N"]})}, ("types",)),
        "sentence_labels": _Signature({"sentences": (states(3, 5), padded), "mask": (mask, padded)}, ("labels",)),
    }


def export_graphs(folder: Path, questions: Sequence[str] = QUESTIONS) -> None:
    """Write the graphs for the network of a folder of weights into it, and its manifest anew.

    Raises WeightsError for a folder that is none, ValueError for a network that cannot be made a graph without weights.
    """
    manifest = check_manifest(folder)
    network = _with_any_weights(ReaderConfig.from_pretrained(folder, local_files_only=True))
    signatures = _signatures(network.claim.attention.in_features, network.encoder.config.max_position_embeddings)
    places: dict[str, list[str]] = {}
    files: dict[str, bytes] = {}
    for question in questions:
        model = _export(network, question, signatures[question])
        _empty(model, network)
        forms = {False: model}
        if question == "read":
            _halve_embeddings(model)
            forms[True] = _with_integers(model)
        for int8, form in forms.items():
            file = graph_file(question, int8=int8)
            places[file] = [i.name for i in form.graph.initializer if i.data_location == TensorProto.EXTERNAL]
            files[file] = form.SerializeToString(deterministic=True)
            print(f"{file}: {len(form.graph.node)} nodes, {len(places[file])} weights left out", flush=True)
    for file, content in files.items():  # when all could be made: the folder's graphs belong together
        (folder / file).write_bytes(content)
    (folder / PLACES).write_text(json.dumps(places, indent=1) + "\n", encoding="utf-8")
    write_manifest(folder, manifest.name, manifest.version)


def _with_any_weights(config: ReaderConfig) -> Reader:
    """Make a network whose every weight is another number, so that it is known again in the graph."""
    network = Reader(config).eval()
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * 0.1)
    return network


def _export(network: Reader, question: str, signature: _Signature) -> onnx.ModelProto:
    with _quietly(), torch.no_grad():
        program = torch.onnx.export(
            AsModule(network, question).eval(),
            tuple(example for example, _ in signature.inputs.values()),
            dynamo=True,
            input_names=list(signature.inputs),
            output_names=list(signature.outputs),
            dynamic_shapes=(tuple(axes for _, axes in signature.inputs.values()),),
            opset_version=_OPSET,
            optimize=True,
            verbose=False,
        )
    if program is None:
        raise ValueError(f"torch could not make a graph of {question}")
    return program.model_proto


@contextmanager
def _quietly() -> Iterator[None]:
    """The exporter tells of deprecations and of packages that are not needed."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
    logger.setLevel(level)


def _empty(model: onnx.ModelProto, network: Reader) -> None:
    """Take the weights out of a graph, and whatever else it need not tell."""
    known: dict[bytes, str] = {}
    for name, tensor in network.state_dict().items():
        if tensor.is_floating_point():
            array = tensor.numpy()
            known[_key(array)] = name
            if array.ndim == 2:
                known.setdefault(_key(array.T), f"{name}|{TRANSPOSED}")
            if array.ndim == 3:
                for step in (ROWS, BY_SECOND):
                    known.setdefault(_key(fill(f"{name}|{step}", array)), f"{name}|{step}")
    names: dict[str, str] = {}
    for tensor in model.graph.initializer:
        array = numpy_helper.to_array(tensor)
        place = known.get(_key(array))
        if place is None:
            if array.dtype.kind == "f" and array.size > 1 and len(np.unique(array)) > 1:
                raise ValueError(f"{tensor.name} {array.shape} of the graph is no tensor of the network")
            continue
        names[tensor.name] = place
        _make_place(tensor, place)
    for node in model.graph.node:
        node.input[:] = [names.get(name, name) for name in node.input]
        del node.metadata_props[:]
        node.doc_string = ""
    del model.graph.value_info[:], model.metadata_props[:], model.functions[:], model.graph.metadata_props[:]
    model.doc_string = model.graph.doc_string = ""
    for tensor in model.graph.initializer:
        tensor.doc_string = ""
        del tensor.metadata_props[:]
    for value in (*model.graph.input, *model.graph.output):
        value.doc_string = ""
        del value.metadata_props[:]


def _key(array: np.ndarray) -> bytes:
    return repr(array.shape).encode() + np.ascontiguousarray(array).tobytes()


def _make_place(tensor: TensorProto, place: str, data_type: int = TensorProto.FLOAT) -> None:
    dims = list(tensor.dims)
    tensor.Clear()
    tensor.name, tensor.data_type, tensor.data_location = place, data_type, TensorProto.EXTERNAL
    tensor.dims.extend(dims)
    tensor.external_data.add(key="location", value=_EXTERNAL)


def _halve_embeddings(model: onnx.ModelProto) -> None:
    """Keep the vocabulary's vectors in half precision, as on disk: only those that are looked up are turned."""
    graph = model.graph
    table = max(graph.initializer, key=lambda i: int(np.prod(i.dims)))
    [lookup] = [n for n in graph.node if table.name in n.input]
    if lookup.op_type != "Gather":
        raise ValueError("the largest tensor is expected to be the vocabulary's vectors")
    place, (output,) = f"{table.name}|{HALF}", lookup.output
    lookup.input[0], lookup.output[0] = place, f"{output}|{HALF}"
    _make_place(table, place, TensorProto.FLOAT16)
    cast = helper.make_node("Cast", [lookup.output[0]], [output], to=TensorProto.FLOAT)
    graph.node.insert(list(graph.node).index(lookup) + 1, cast)


def _with_integers(model: onnx.ModelProto) -> onnx.ModelProto:
    """Turn the products of states and weights into ones of 8-bit numbers, the states scaled by their own range."""
    out = onnx.ModelProto()
    out.CopyFrom(model)
    places = {i.name: i for i in out.graph.initializer if i.data_location == TensorProto.EXTERNAL}
    nodes: list[onnx.NodeProto] = []
    scaled: set[str] = set()
    for node in out.graph.node:
        weight = places.get(node.input[1]) if node.op_type == "MatMul" else None
        if weight is None or not weight.name.startswith("encoder."):
            nodes.append(node)
            continue
        (states, name), (output,) = node.input, node.output
        if states not in scaled:
            names = [f"{states}|{part}" for part in ("int8", "scale", "zero")]
            nodes.append(helper.make_node("DynamicQuantizeLinear", [states], names))
            scaled.add(states)
        nodes += _integer_product(states, name, output)
        if name in places:
            for form, dims, kind in (
                (INT8, list(weight.dims), TensorProto.INT8), (SCALE, [weight.dims[1]], TensorProto.FLOAT)
            ):  # fmt: skip
                made = out.graph.initializer.add(name=f"{name}|{form}", data_type=kind, dims=dims)
                _make_place(made, made.name, kind)
    used = {name for node in nodes for name in node.input}
    kept = [i for i in out.graph.initializer if i.name in used]
    del out.graph.node[:], out.graph.initializer[:]
    out.graph.node.extend(nodes)
    out.graph.initializer.extend(kept)
    return out


def _integer_product(states: str, weight: str, output: str) -> list[onnx.NodeProto]:
    whole, wide, scale = (f"{output}|{part}" for part in ("whole", "wide", "scale"))
    return [
        helper.make_node("MatMulInteger", [f"{states}|int8", f"{weight}|{INT8}", f"{states}|zero"], [whole]),
        helper.make_node("Cast", [whole], [wide], to=TensorProto.FLOAT),
        helper.make_node("Mul", [f"{states}|scale", f"{weight}|{SCALE}"], [scale]),
        helper.make_node("Mul", [wide, scale], [output]),
    ]


def main() -> int:
    """Parse the command line and make the graphs."""
    parser = argparse.ArgumentParser(prog="python -m whosaid_models.training.export", description=__doc__)
    parser.add_argument("--reader", type=Path, required=True, help="folder of the trained reader, which is written to")
    export_graphs(parser.parse_args().reader)
    return 0


if __name__ == "__main__":
    sys.exit(main())
