"""The engines beside each other: the same reading from each, and the same bytes whatever else happens."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from whosaid_models.domain import Article
from whosaid_models.engines import DEFAULT_ENGINE, EngineError, EngineName
from whosaid_models.extractor import Extractor
from whosaid_models.reader.engine import load_engine
from whosaid_models.reader.graphs import PLACES, fill, graph_file
from whosaid_models.reader.model import ArticleReader
from whosaid_models.reader.weights import DEFAULT_FOLDER, WeightsError, write_manifest
from whosaid_models.text.tokens import read_document

ARTICLES = sorted((Path(__file__).parents[3] / "examples/articles").glob("*.txt"))
SHORT = "“We will see,” Ann Mwangi said. Prices rose."

# In single precision, an engine's states and probabilities are those of torch up to this.
STATES, PROBABILITIES = 1e-3, 1e-4

BLOCKED = """
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("torch", "transformers"):
            raise ModuleNotFoundError(f"No module named {name!r} (blocked)", name=name)
sys.meta_path.insert(0, Blocker())
"""
EXTRACT = """
import sys
from whosaid_models.domain import Article
from whosaid_models.extractor import Extractor
extraction = Extractor.load(threads=1).extract(Article(text=sys.argv[1]))
assert extraction.claims
print(sorted({"torch", "transformers", "tensorflow"} & set(sys.modules)))
"""


@pytest.fixture(scope="module")
def documents():
    return [read_document(file.read_text(encoding="utf-8")) for file in ARTICLES]


@pytest.fixture(scope="module")
def torch_reader():
    return ArticleReader.load(engine="torch", threads=1)


def python(code, *arguments):
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)


def links(reading):
    return [(c.cue, c.is_stance, c.sources, c.contents) for c in reading.cues]


def test_a_graph_reads_what_torch_reads(reader, torch_reader, documents):
    # Fails too when the graphs are of another network than the code's: make them anew (training.export).
    assert reader.engine.name is EngineName.ONNX
    for document in documents:
        expected, found = torch_reader.read(document), reader.read(document)
        for column in ("upos", "xpos", "heads", "relations", "entities"):
            assert getattr(found, column) == getattr(expected, column)
        assert links(found) == links(expected)
        assert np.abs(found.states - expected.states).max() < STATES
        for a, b in zip(found.cues, expected.cues, strict=True):
            assert a.probability == pytest.approx(b.probability, abs=PROBABILITIES)
        assert found.antecedents.keys() == expected.antecedents.keys()
        for token in found.antecedents:
            one, other = ({a.token: a.probability for a in r.antecedents[token]} for r in (found, expected))
            assert one == pytest.approx(other, abs=PROBABILITIES)


def test_a_graph_labels_what_torch_labels(reader, torch_reader, documents):
    reading = reader.read(documents[0])
    evidence = [list(range(s.first, s.last)) for s in documents[0].sentences]
    for a, b in zip(reader.label_claims(reading, evidence), torch_reader.label_claims(reading, evidence), strict=True):
        assert a.kinds == pytest.approx(b.kinds, abs=PROBABILITIES)
        assert a.worth == pytest.approx(b.worth, abs=PROBABILITIES)
    texts = ["Taxes rose by 4 percent.", "It was a disgrace."]
    assert reader.sentence_labels(texts) == pytest.approx(torch_reader.sentence_labels(texts), abs=PROBABILITIES)


@pytest.mark.parametrize("name", ["onnx-int8", "torch-int8"])
def test_eight_bits_read_nearly_the_same(name, torch_reader, documents):
    rough = ArticleReader.load(engine=name, threads=1)
    same = words = 0
    for document in documents[:2]:
        expected, found = torch_reader.read(document), rough.read(document)
        same += sum(a == b for a, b in zip(found.heads, expected.heads, strict=True))
        words += len(document)
    assert same / words > 0.9


@pytest.mark.parametrize("name", EngineName)
def test_neither_neighbours_nor_threads_change_a_byte(name):
    texts = [SHORT, ARTICLES[0].read_text(encoding="utf-8"), SHORT * 3]
    alone = []
    for threads in (1, 2, 3):
        extractor = Extractor.load(engine=name, threads=threads)
        articles = [Article(text=text, id=str(i)) for i, text in enumerate(texts)]
        one_by_one = [timeless(extractor.extract(article)) for article in articles]
        together = [timeless(each) for each in extractor.extract_many(articles[::-1])][::-1]
        assert together == one_by_one
        alone.append(one_by_one)
    assert alone[0] == alone[1] == alone[2]


def timeless(extraction):
    """All that an extraction says but how long it took."""
    return repr(replace(extraction, timings={}))


def test_reading_needs_neither_torch_nor_transformers():
    done = python(BLOCKED + EXTRACT, SHORT)
    assert done.returncode == 0, done.stderr


def test_reading_imports_neither_torch_nor_transformers_where_they_are():
    done = python(EXTRACT, SHORT)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_an_engine_without_its_packages_says_what_to_install():
    code = "from whosaid_models.extractor import Extractor\nExtractor.load(engine='torch')"
    done = python(BLOCKED + code)
    assert "EngineError" in done.stderr
    assert "whosaid[torch]" in done.stderr


def test_an_unknown_engine_is_told_which_there_are():
    with pytest.raises(EngineError, match="onnx-int8"):
        load_engine("tpu", DEFAULT_FOLDER)


def test_the_manifest_covers_the_graphs():
    files = json.loads((DEFAULT_FOLDER / "manifest.json").read_text())["files"]
    graphs = json.loads((DEFAULT_FOLDER / PLACES).read_text())
    assert PLACES in files
    assert graphs
    assert graphs.keys() <= files.keys()
    for name in graphs:
        content = (DEFAULT_FOLDER / name).read_bytes()
        assert len(content) < 100_000  # the weights are elsewhere
        assert b"site-packages" not in content


@pytest.mark.parametrize("broken", ["another graph", "another place", "no graph"])
def test_graphs_that_do_not_fit_the_weights_are_refused(broken, tmp_path):
    folder = tmp_path / "reader"
    shutil.copytree(DEFAULT_FOLDER, folder)
    read = graph_file("read", int8=DEFAULT_ENGINE is EngineName.ONNX_INT8)
    places = json.loads((folder / PLACES).read_text())
    if broken == "another graph":
        shutil.copy(folder / graph_file("arcs"), folder / read)
    elif broken == "no graph":
        del places[read]
    else:
        at = places[read].index("upos.bias")
        places[read][at] = "xpos.bias"
    (folder / PLACES).write_text(json.dumps(places))
    write_manifest(folder, "reader", "1")
    with pytest.raises(WeightsError, match=r"training\.export"):
        ArticleReader.load(folder)


def test_places_are_filled_from_their_tensors():
    weight = np.random.default_rng(3).normal(size=(5, 7)).astype(np.float32)
    assert np.array_equal(fill("a.weight", weight), weight)
    assert np.array_equal(fill("a.weight|transposed", weight), weight.T)
    whole, scale = fill("a.weight|transposed|int8", weight), fill("a.weight|transposed|scale", weight)
    assert (whole.shape, scale.shape) == ((7, 5), (5,))
    assert np.abs(whole).max() == 63  # sums of two products fit 16 bits
    assert np.abs(whole * scale - weight.T).max() <= scale.max() / 2 + 1e-6
