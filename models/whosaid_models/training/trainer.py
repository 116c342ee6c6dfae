"""The training loop: resumable, seeded, on CPU or GPU."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import torch
import yaml
from transformers import AutoConfig, AutoModel, AutoTokenizer, PreTrainedTokenizerBase

from whosaid_models.reader.batches import collate
from whosaid_models.reader.configuration import ReaderConfig
from whosaid_models.reader.loading import load_reader
from whosaid_models.reader.network import Reader
from whosaid_models.reader.weights import write_manifest
from whosaid_models.reader.windows import EncodedDocument
from whosaid_models.training.data import read_training_set
from whosaid_models.training.examples import Example
from whosaid_models.training.losses import losses
from whosaid_models.training.schedule import Part, encode_all, plan

NAME, VERSION = "whosaid-reader", "0.3.0"  # of the weights that config.yaml makes


@dataclasses.dataclass(frozen=True)
class TrainingConfig:
    """The values of config.yaml; comments there."""

    seed: int
    window: int
    batch_pieces: int
    encoder_rate: float
    head_rate: float
    warmup: float
    weight_decay: float
    clip: float
    checkpoint_every: int
    averaging: float
    base_share: float
    passes: dict[str, float]
    weights: dict[str, float]

    @classmethod
    def load(cls, path: Path) -> list[TrainingConfig]:
        """Read a YAML file: a configuration for each stage, which may have its own values of what is common.

        Raises ValueError naming what is missing or unknown.
        """
        common: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        stages = common.pop("stages", None)
        if not isinstance(stages, list) or not stages:
            raise ValueError(f"{path}: stages is missing; give at least one")
        expected = {f.name for f in dataclasses.fields(cls)}
        for stage in stages:
            if wrong := expected.symmetric_difference(common | stage):
                raise ValueError(f"{path}: missing or unknown settings: {', '.join(sorted(wrong))}")
        return [cls(**{**common, **stage}) for stage in stages]


def load_base(base: str) -> tuple[Reader, PreTrainedTokenizerBase]:
    """Put new heads on a pretrained encoder (a folder, or a name that transformers can fetch), or load a reader."""
    if (Path(base) / "config.json").is_file() and '"whosaid-reader"' in (Path(base) / "config.json").read_text("utf-8"):
        return load_reader(Path(base))
    encoder_config = AutoConfig.from_pretrained(base)
    # Dropout on attention keeps torch from its fused attention kernel: a third of each step on a CPU.
    if hasattr(encoder_config, "attention_probs_dropout_prob"):
        encoder_config.attention_probs_dropout_prob = 0.0
    reader = Reader(ReaderConfig(encoder=encoder_config.to_dict()))
    pretrained = AutoModel.from_pretrained(base, dtype=torch.float32)
    missing, _ = reader.encoder.load_state_dict(pretrained.state_dict(), strict=False)
    if missing:
        raise ValueError(f"{base}: the encoder lacks {', '.join(missing[:5])}")
    return reader, AutoTokenizer.from_pretrained(base)


class Trainer:
    """Trains a reader over a fixed plan of batches; ``out`` gets checkpoint.pt, metrics.jsonl and the weights."""

    def __init__(self, config: TrainingConfig, data: Path, base: str, out: Path) -> None:
        self.config, self.out = config, out
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.manual_seed(config.seed)
        self.reader, self.tokenizer = load_base(base)
        self.reader.to(self.device)  # type: ignore[arg-type]  # transformers wraps torch's own signature
        self.examples: list[Example] = read_training_set(data, config.passes)
        self.encoded: list[EncodedDocument] = encode_all(self.examples, self.tokenizer)
        self.batches = plan(self.examples, self.encoded, config.passes, config.window, config.batch_pieces, config.seed)
        self.plan_hash = hashlib.sha256(repr((config, self.batches)).encode()).hexdigest()
        self.optimizer = self._optimizer()
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimizer, self._rate)
        self.step = 0
        self.begun_with = {k: v.clone() for k, v in self.reader.state_dict().items()} if config.base_share else None
        self.average = {k: v.clone() for k, v in self.reader.state_dict().items()} if config.averaging else None

    @property
    def _heads_only(self) -> bool:
        return self.config.encoder_rate == 0

    def _optimizer(self) -> torch.optim.Optimizer:
        encoder = list(self.reader.encoder.parameters())
        marks = [*self.reader.shape_embeddings.parameters(), *self.reader.quoted_embeddings.parameters()]
        known = {id(p) for p in encoder}
        heads = [p for p in self.reader.parameters() if id(p) not in known]
        groups = [{"params": encoder, "lr": self.config.encoder_rate}, {"params": heads, "lr": self.config.head_rate}]
        if self._heads_only:  # what the heads see stays as it is: the states of words, and what goes into them
            for parameter in (*encoder, *marks):
                parameter.requires_grad_(False)
        return torch.optim.AdamW(groups, weight_decay=self.config.weight_decay, betas=(0.9, 0.98))

    def _rate(self, step: int) -> float:
        """Linear warm-up, then linear decay to zero."""
        total, warmup = len(self.batches), max(1, int(self.config.warmup * len(self.batches)))
        return min((step + 1) / warmup, max(0.0, (total - step) / max(1, total - warmup)))

    def train(self) -> None:
        """Run what is left of the plan, then write the weights to ``out``/reader."""
        self.out.mkdir(parents=True, exist_ok=True)
        self._resume()
        self.reader.train()
        self.reader.encoder.train(not self._heads_only)
        sums: dict[str, list[float]] = defaultdict(list)
        started, first = time.monotonic(), self.step
        while self.step < len(self.batches):
            for name, value in self._train_step(self.batches[self.step]).items():
                sums[name].append(value)
            self.step += 1
            if self.step % 20 == 0 or self.step == len(self.batches):
                left = (time.monotonic() - started) / (self.step - first) * (len(self.batches) - self.step)
                self._log({k: round(sum(v) / len(v), 4) for k, v in sums.items()}, left)
                sums.clear()
            if self.step % self.config.checkpoint_every == 0:
                self._checkpoint()
        self._checkpoint()
        self.save(self.out / "reader")

    def _train_step(self, batch: list[Part]) -> dict[str, float]:
        torch.manual_seed(self.config.seed * 1_000_003 + self.step)  # dropout: the same after a resume
        views = [(self.examples[i], first, last) for i, first, last in batch]
        windows = collate([(self.encoded[i], first, last) for i, first, last in batch], self.tokenizer, self.device)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type == "cuda"):
            terms = losses(self.reader, self.reader.word_states(windows), views)
        # A head without a weight is left as it is: without a gradient it does not decay either.
        weighed = [self.config.weights[name] * term for name, term in terms.items() if self.config.weights[name]]
        self.optimizer.zero_grad(set_to_none=True)
        if weighed:
            torch.stack(weighed).sum().backward()
        torch.nn.utils.clip_grad_norm_(self.reader.parameters(), self.config.clip)
        self.optimizer.step()
        self.schedule.step()
        self._average()
        return {name: float(term.detach()) for name, term in terms.items()}

    def _average(self) -> None:
        """Move the running average of the weights, which is what is saved, towards the newest ones."""
        if self.average is None:
            return
        # In the first steps the average is short, so that the weights begun with do not linger in it.
        kept = min(self.config.averaging, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for name, value in self.reader.state_dict().items():
                if value.is_floating_point():
                    self.average[name].lerp_(value, 1 - kept)

    def _mixed(self, learned: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        """Mix in the weights that training began with (Wortsman et al., 2022): they know what it has less of."""
        if self.begun_with is None:
            return learned
        mix = lambda a, b: torch.lerp(a, b, self.config.base_share) if a.is_floating_point() else a  # noqa: E731
        return {name: mix(value, self.begun_with[name]) for name, value in learned.items()}

    def _log(self, means: dict[str, float], left: float) -> None:
        line = {"step": self.step, "of": len(self.batches), "minutes_left": round(left / 60, 1), **means}
        with (self.out / "metrics.jsonl").open("a", encoding="utf-8") as f:
            f.write(json.dumps(line) + "\n")
        print(json.dumps(line), flush=True)

    def _checkpoint(self) -> None:
        state = {
            "step": self.step, "plan": self.plan_hash, "reader": self.reader.state_dict(),
            "optimizer": self.optimizer.state_dict(), "schedule": self.schedule.state_dict(), "average": self.average,
        }  # fmt: skip
        partial = self.out / "checkpoint.pt.partial"
        torch.save(state, partial)
        partial.replace(self.out / "checkpoint.pt")

    def _resume(self) -> None:
        path = self.out / "checkpoint.pt"
        if not path.exists():
            return
        state = torch.load(path, map_location=self.device, weights_only=True)
        if state["plan"] != self.plan_hash:
            raise ValueError(f"{path} was made with another configuration or other data; choose another --out")
        self.reader.load_state_dict(state["reader"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])
        self.average = state["average"]
        self.step = state["step"]
        self._forget_metrics_after(self.step)

    def _forget_metrics_after(self, step: int) -> None:
        """Drop the lines of steps that will be done again."""
        path = self.out / "metrics.jsonl"
        if path.exists():
            lines = [line for line in path.read_text("utf-8").splitlines() if json.loads(line)["step"] <= step]
            path.write_text("".join(line + "\n" for line in lines), "utf-8")

    def save(self, folder: Path) -> None:
        """Write config.json, the weights (safetensors, half precision), the tokenizer and the manifest."""
        halved = Reader(self.reader.reader_config)
        halved.load_state_dict(self._mixed(self.average or self.reader.state_dict()))
        halved.half().save_pretrained(folder, max_shard_size="40MB")
        self.tokenizer.save_pretrained(folder)
        write_manifest(folder, NAME, VERSION)
