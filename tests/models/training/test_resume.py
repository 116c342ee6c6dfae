"""Training that is killed and started again ends with the weights of one that was not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest
import torch
import yaml
from safetensors.torch import load_file

from whosaid_models.reader.model import ArticleReader
from whosaid_models.text.tokens import read_document
from whosaid_models.training.trainer import Trainer, TrainingConfig

CONFIG = {
    "seed": 7, "window": 40, "batch_pieces": 80, "encoder_rate": 1e-3, "head_rate": 1e-3, "warmup": 0.2,
    "weight_decay": 0.01,
    "stages": [{}], "clip": 1.0, "checkpoint_every": 4, "averaging": 0.9, "base_share": 0,
    "passes": {"polnear": 9, "ewt": 9, "gum": 9, "news": 9,
    "entities": 9, "gap": 3, "litbank": 3, "claimbuster": 3, "subjectivity": 3},
    "weights": dict.fromkeys(("upos", "xpos", "arc", "relation", "entity", "cue", "argument", "source_type",
    "kind", "worth", "coreference", "sentence"), 1.0),
}  # fmt: skip

# Dies while the second checkpoint is being written: what is there then is half a file, and steps are lost.
KILLED = """
import os, signal, sys
from pathlib import Path
import torch
torch.set_num_threads(1)
from whosaid_models.training import trainer
whole = torch.save
def save(state, path):
    if state["step"] < 8:
        return whole(state, path)
    Path(path).write_bytes(b"half a checkpoint")
    os.kill(os.getpid(), signal.SIGKILL)
trainer.torch.save = save
config, data, base, out = map(Path, sys.argv[1:])
trainer.Trainer(trainer.TrainingConfig.load(config)[0], data, str(base), out).train()
"""


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text(yaml.safe_dump(CONFIG))
    return path


def train(config, data, base, out):
    torch.set_num_threads(1)  # as in the run that is killed: sums of other threads differ in the last bit
    trainer = Trainer(TrainingConfig.load(config)[0], data, str(base), out)
    trainer.train()
    return trainer


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_a_killed_training_resumes_to_the_same_weights(config, data, tiny_base, tmp_path):
    whole = train(config, data, tiny_base, tmp_path / "whole")
    assert whole.step == len(whole.batches) > 8  # the run is killed at step 8

    out = tmp_path / "killed"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    command = [sys.executable, "-c", KILLED, str(config), str(data), str(tiny_base), str(out)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert not (out / "reader").exists()
    assert torch.load(out / "checkpoint.pt", weights_only=True)["step"] == 4

    resumed = train(config, data, tiny_base, out)
    steps = [json.loads(line)["step"] for line in (out / "metrics.jsonl").read_text().splitlines()]
    assert steps == sorted(set(steps))  # what was done twice is written down once
    for name, tensor in whole.reader.state_dict().items():
        assert torch.equal(tensor, resumed.reader.state_dict()[name]), name
    files = sorted(f.name for f in (tmp_path / "whole/reader").glob("*.safetensors"))
    assert files
    for name in files:
        a, b = (load_file(tmp_path / run / "reader" / name) for run in ("whole", "killed"))
        assert a.keys() == b.keys()
        assert all(torch.equal(a[k], b[k]) for k in a)


def test_what_was_trained_can_be_read_with(config, data, tiny_base, tmp_path):
    train(config, data, tiny_base, tmp_path / "run")
    reader = ArticleReader.load(tmp_path / "run/reader", engine="torch")
    document = read_document("Prices rose, the bank said. “We will see,” she added.")
    assert len(reader.read(document).heads) == len(document)


def test_the_average_of_the_steps_is_saved_where_it_is_asked_for(config, data, tiny_base, tmp_path):
    averaged = train(config, data, tiny_base, tmp_path / "averaged")
    config.write_text(yaml.safe_dump({**CONFIG, "stages": [{"averaging": 0}]}))
    last = train(config, data, tiny_base, tmp_path / "last")
    name = "cue.weight"
    assert torch.equal(averaged.reader.state_dict()[name], last.reader.state_dict()[name])  # the steps are the same
    saved = {
        run: next(f[name] for p in (tmp_path / run / "reader").glob("*.safetensors") if name in (f := load_file(p)))
        for run in ("averaged", "last")
    }
    assert torch.equal(saved["last"], last.reader.state_dict()[name].half())
    assert torch.equal(saved["averaged"], averaged.average[name].half())
    assert not torch.equal(saved["averaged"], saved["last"])


def test_the_weights_begun_with_are_mixed_in_where_it_is_asked_for(config, data, tiny_base, tmp_path):
    config.write_text(yaml.safe_dump({**CONFIG, "base_share": 0.25}))
    mixed = train(config, data, tiny_base, tmp_path / "mixed")
    name = "cue.weight"
    shards = map(load_file, (tmp_path / "mixed/reader").glob("*.safetensors"))
    saved = next(s[name] for s in shards if name in s)
    expected = 0.75 * mixed.average[name] + 0.25 * mixed.begun_with[name]
    torch.testing.assert_close(saved.float(), expected, atol=1e-3, rtol=1e-2)
    assert not torch.equal(mixed.average[name], mixed.begun_with[name])


def test_a_stage_may_teach_some_heads_only(config, data, tiny_base, tmp_path):
    weights = {**dict.fromkeys(CONFIG["weights"], 0), "entity": 1.0}
    config.write_text(yaml.safe_dump({**CONFIG, "encoder_rate": 0, "weights": weights, "averaging": 0}))
    trainer = Trainer(TrainingConfig.load(config)[0], data, str(tiny_base), tmp_path / "run")
    before = {name: value.clone() for name, value in trainer.reader.state_dict().items()}
    trainer.train()
    after = trainer.reader.state_dict()
    assert {name for name in before if not torch.equal(before[name], after[name])} == {"entity.weight", "entity.bias"}


def test_a_checkpoint_of_another_plan_is_refused(config, data, tiny_base, tmp_path):
    train(config, data, tiny_base, tmp_path / "run")
    config.write_text(yaml.safe_dump({**CONFIG, "passes": {"polnear": 9}}))
    with pytest.raises(ValueError, match="another"):
        train(config, data, tiny_base, tmp_path / "run")


@pytest.mark.parametrize("change", [{"epochs": 3}, {"seed": None}])
def test_a_configuration_with_wrong_settings_names_them(config, change):
    values = {**CONFIG, **change}
    values = {k: v for k, v in values.items() if v is not None}
    config.write_text(yaml.safe_dump(values))
    with pytest.raises(ValueError, match="|".join(change)):
        TrainingConfig.load(config)
