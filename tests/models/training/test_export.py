from __future__ import annotations

import numpy as np
import pytest
import torch

from whosaid_models.claims import selection as serving
from whosaid_models.reader.engine_onnx import OnnxEngine
from whosaid_models.reader.engine_torch import TorchEngine
from whosaid_models.reader.weights import check_manifest, write_manifest
from whosaid_models.reader.windows import WindowPieces
from whosaid_models.training.export import export_graphs
from whosaid_models.training.selection import Selector
from whosaid_models.training.trainer import load_base


@pytest.fixture
def folder(tiny_base, tmp_path):
    torch.manual_seed(7)
    reader, tokenizer = load_base(str(tiny_base))
    torch.nn.init.normal_(reader.shape_embeddings.weight)  # zeros when training begins
    reader.half().save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    write_manifest(tmp_path, "tiny", "1")
    return tmp_path


@pytest.mark.timeout(300)
def test_a_graph_of_any_network_answers_as_the_network_does(folder):
    export_graphs(folder, ["read", "arguments", "relations", "source_types"])
    assert check_manifest(folder).name == "tiny"

    first = np.arange(1, 7)
    window = WindowPieces(first + 5, first % 8, first % 2, np.stack([first, first + 1], 1)[:4])
    [expected] = TorchEngine.load(folder).read([window])
    [found] = OnnxEngine.load(folder).read([window])
    [rough] = OnnxEngine.load(folder, int8=True).read([window])
    for name in ("states", "upos", "xpos", "entities", "cues"):
        assert getattr(found, name) == pytest.approx(getattr(expected, name), abs=1e-4)
    assert 0 < np.abs(rough.states - expected.states).max() < 0.5
    graphs, network = OnnxEngine.load(folder), TorchEngine.load(folder)
    near = (np.array([0, 0, 1, 1]), np.array([[0, 1], [2, 4]]), np.array([1, 2]), np.arange(-2, 4))
    rows = np.array([[False, False, True, True, True, True], [True] * 4 + [False] * 2])  # the words that there are
    answers = [engine.arguments(expected.states, *near)[rows] for engine in (graphs, network)]
    assert answers[0] == pytest.approx(answers[1], abs=1e-4)
    parsed = (np.array([0, 1, 3]), np.array([0, 4]), np.array([1, 0, 1]))
    answers = [engine.relations(expected.states, *parsed) for engine in (graphs, network)]
    assert answers[0] == pytest.approx(answers[1], abs=1e-4)
    assert OnnxEngine.load(folder).source_types(expected.states) == pytest.approx(
        TorchEngine.load(folder).source_types(expected.states), abs=1e-4
    )


def test_the_selector_scores_without_torch_as_it_was_trained():
    torch.manual_seed(7)
    learned = Selector(hidden=6, features=4).eval()
    learned.scale.fill_(1.5)
    states, features = torch.randn(9, 12), torch.randn(9, 4)
    weights = {name: tensor.numpy() for name, tensor in learned.state_dict().items()}
    with torch.no_grad():
        expected = learned(states, features).numpy()
    assert serving.Selector(weights).logits(states.numpy(), features.numpy()) == pytest.approx(expected, abs=1e-5)
