"""One encoder, many heads: everything that is read off an article comes from the same token states.

Shapes: B windows, P word pieces, W words, S sentences, L words of a sentence, C cues, H hidden size.
Words, not pieces, are what the heads see: a word is the mean of its pieces.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from transformers import AutoModel, PreTrainedModel

from whosaid_models.reader import labels
from whosaid_models.reader.configuration import ReaderConfig
from whosaid_models.reader.heads import ArgumentHead, ClaimHead, CoreferenceHead, DependencyHead, SentenceHead

SHAPES = 8  # see windows.word_shape


@dataclass
class WindowBatch:
    """Windows of word pieces, padded.

    pieces, shapes, quoted: [B, P] long; mask: [B, P] bool, or None where nothing is padding. words: [B, W, 2] long,
    each word's pieces ``[first, last)`` (0, 0 for padding).
    """

    pieces: Tensor
    mask: Tensor | None
    shapes: Tensor
    quoted: Tensor
    words: Tensor


class Reader(PreTrainedModel):
    """The network. Public methods give scores; decoding them is ``reader.decoding``'s business."""

    config_class = ReaderConfig
    base_model_prefix = "encoder"

    def __init__(self, config: ReaderConfig) -> None:
        super().__init__(config)
        self.reader_config = config
        encoder_config = config.encoder_config()
        # The pooler of BERT-like encoders is for sentence classification: not used, not stored.
        kwargs = {"add_pooling_layer": False} if encoder_config.model_type in ("bert", "roberta") else {}
        self.encoder = AutoModel.from_config(encoder_config, **kwargs)
        hidden = encoder_config.hidden_size
        # Letters' case and quotation marks, which an uncased encoder cannot see; they start at zero.
        self.shape_embeddings = nn.Embedding(SHAPES, hidden)
        self.quoted_embeddings = nn.Embedding(2, hidden)
        self.dropout = nn.Dropout(config.dropout)
        self.upos = nn.Linear(hidden, len(labels.UPOS))
        self.xpos = nn.Linear(hidden, len(labels.XPOS))
        self.entity = nn.Linear(hidden, len(labels.ENTITY))
        self.cue = nn.Linear(hidden, len(labels.SCHEMES) * len(labels.CUE))
        self.dependency = DependencyHead(hidden, config.arc_size, config.relation_size, config.dropout)
        self.argument = ArgumentHead(hidden, config.argument_size, config.dropout)
        self.source_type = nn.Linear(hidden, len(labels.SOURCE_TYPES))
        self.claim = ClaimHead(hidden, config.claim_size, config.dropout)
        self.coreference = CoreferenceHead(hidden, config.coreference_size, config.dropout)
        self.sentence = SentenceHead(hidden, config.claim_size, config.dropout)
        self.post_init()

    def _init_weights(self, module: nn.Module) -> None:
        if module is self.shape_embeddings or module is self.quoted_embeddings:
            nn.init.zeros_(module.weight)

    def word_states(self, batch: WindowBatch) -> Tensor:
        """Read the windows: states [B, W, H] of the words."""
        embedded = self.encoder.get_input_embeddings()(batch.pieces)
        embedded = embedded + self.shape_embeddings(batch.shapes) + self.quoted_embeddings(batch.quoted)
        mask = None if batch.mask is None else batch.mask.long()
        states = self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state  # [B, P, H]
        return self.dropout(_mean_of_pieces(states, batch.words))

    def cue_scores(self, words: Tensor) -> Tensor:
        """Score cues: [..., H] -> [..., scheme, CUE]."""
        return self.cue(words).unflatten(-1, (len(labels.SCHEMES), len(labels.CUE)))


def _mean_of_pieces(states: Tensor, words: Tensor) -> Tensor:
    """Average the pieces of each word: [B, P, H], [B, W, 2] -> [B, W, H]. Padding words come out as zeros."""
    sums = torch.cat([torch.zeros_like(states[:, :1]), states.cumsum(1, dtype=torch.float32).to(states.dtype)], 1)
    first, last = words[..., 0], words[..., 1]
    gather = lambda at: sums.gather(1, at.unsqueeze(-1).expand(-1, -1, states.shape[-1]))  # noqa: E731
    return (gather(last) - gather(first)) / (last - first).clamp(min=1).unsqueeze(-1)
