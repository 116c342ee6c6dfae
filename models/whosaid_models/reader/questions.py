"""What the network is asked, tensors in and out. Torch answers, or graphs that are made of these functions."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from whosaid_models.reader.network import Reader, WindowBatch


class Questions:
    """The questions of ``engine.Engine``, to a network."""

    def __init__(self, network: Reader) -> None:
        self.network = network

    def read(self, pieces: Tensor, shapes: Tensor, quoted: Tensor, words: Tensor) -> tuple[Tensor, ...]:
        """Read one window: [P], [P], [P], [W, 2] -> states, upos, xpos, entities, cues, each [W, ...]."""
        batch = WindowBatch(pieces[None], None, shapes[None], quoted[None], words[None])
        return tuple(each[0] for each in self.read_padded(batch))

    def read_padded(self, batch: WindowBatch) -> tuple[Tensor, ...]:
        """Read several windows: as above, each [B, W, ...]."""
        network = self.network
        states = network.word_states(batch)
        return states, network.upos(states), network.xpos(states), network.entity(states), network.cue_scores(states)

    def arguments(self, states: Tensor, sentence_of: Tensor, cues: Tensor, scheme: Tensor, places: Tensor) -> Tensor:
        """[W, H], [W], [C, 2], [C], [N] -> [C, N, ARGUMENT]."""
        return self.network.argument.near(states, sentence_of, cues, scheme, places)

    def arcs(self, sentences: Tensor, mask: Tensor) -> Tensor:
        """[S, L, H], [S, L] -> [S, L, 1 + L]."""
        return self.network.dependency.arcs(sentences, mask)

    def relations(self, states: Tensor, words: Tensor, governors: Tensor, which: Tensor) -> Tensor:
        """[W, H], [N], [G], [N] -> [N, DEPREL]."""
        return self.network.dependency.relations_of(states, words, governors, which)

    def coreference(self, states: Tensor, anaphors: Tensor) -> Tensor:
        """[W, H], [A] -> [A, 1 + W]."""
        return self.network.coreference(states, anaphors)

    def claims(self, evidence: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """[N, L, H], [N, L] -> [N, KINDS], [N, 2]."""
        kinds, worth = self.network.claim(evidence, mask)
        return kinds, worth

    def source_types(self, mentions: Tensor) -> Tensor:
        """[N, H] -> [N, SOURCE_TYPES]."""
        return self.network.source_type(mentions)

    def sentence_labels(self, sentences: Tensor, mask: Tensor) -> Tensor:
        """[N, L, H], [N, L] -> [N, SENTENCE]."""
        return self.network.sentence(sentences, mask)


Question = Callable[..., "Tensor | tuple[Tensor, ...]"]


class AsModule(torch.nn.Module):
    """A question as a module, which exporters want."""

    def __init__(self, network: Reader, question: str) -> None:
        super().__init__()
        self.network = network
        self._question: Question = getattr(Questions(network), question)

    def forward(self, *inputs: Tensor) -> Tensor | tuple[Tensor, ...]:
        """Ask."""
        return self._question(*inputs)
