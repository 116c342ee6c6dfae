from __future__ import annotations

import json
import shutil

import pytest

from whosaid_models.reader.model import ArticleReader
from whosaid_models.reader.weights import DEFAULT_FOLDER, WeightsError, check_manifest, write_manifest


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "weights.safetensors").write_bytes(b"\x00\x01\x02" * 1000)
    (tmp_path / "config.json").write_text("{}")
    write_manifest(tmp_path, "reader", "1.2.3")
    return tmp_path


def test_the_released_weights_are_those_that_were_released():
    manifest = check_manifest(DEFAULT_FOLDER)
    assert manifest.name
    assert manifest.version
    assert len(manifest.content_hash) == 64


def test_nothing_in_the_released_weights_is_pickled():
    assert not [f.name for f in DEFAULT_FOLDER.iterdir() if f.suffix in (".bin", ".pt", ".pth", ".pkl", ".pickle")]


def test_what_is_written_checks(folder):
    manifest = check_manifest(folder)
    assert (manifest.name, manifest.version) == ("reader", "1.2.3")


def test_writing_again_changes_nothing(folder):
    assert write_manifest(folder, "reader", "1.2.3") == check_manifest(folder)


def test_the_hash_depends_on_the_weights_alone(folder):
    before = check_manifest(folder).content_hash
    (folder / "README.md").write_text("a model card")
    assert write_manifest(folder, "reader", "2").content_hash == before
    (folder / "config.json").write_text("{ }")
    assert write_manifest(folder, "reader", "2").content_hash != before


@pytest.mark.parametrize("damage", ["a bit", "cut", "missing"])
def test_a_damaged_file_is_named(folder, damage):
    file = folder / "weights.safetensors"
    content = bytearray(file.read_bytes())
    if damage == "missing":
        file.unlink()
    else:
        content[1500] ^= 1
        file.write_bytes(content if damage == "a bit" else content[:-1])
    with pytest.raises(WeightsError, match=r"weights\.safetensors"):
        check_manifest(folder)


@pytest.mark.parametrize("content", [None, "{", "[]", '{"name": "x"}', '{"name": "x", "version": "1", "files": []}'])
def test_a_folder_without_a_readable_manifest_is_no_folder_of_weights(tmp_path, content):
    if content is not None:
        (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(WeightsError, match=r"manifest\.json"):
        check_manifest(tmp_path)


def test_a_missing_folder_is_said_so(tmp_path):
    with pytest.raises(WeightsError):
        ArticleReader.load(tmp_path / "nowhere")


def test_weights_of_other_labels_are_refused(tmp_path):
    folder = tmp_path / "reader"
    shutil.copytree(DEFAULT_FOLDER, folder)
    config = json.loads((folder / "config.json").read_text())
    config["label_sets"]["kinds"] = ["fact", "fiction"]
    (folder / "config.json").write_text(json.dumps(config))
    write_manifest(folder, "reader", "1")
    with pytest.raises(WeightsError, match="label"):
        ArticleReader.load(folder)
