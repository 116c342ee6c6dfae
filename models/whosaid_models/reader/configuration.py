"""What the network looks like; saved beside its weights as config.json."""

from __future__ import annotations

from typing import Any

from transformers import AutoConfig, BertConfig, PretrainedConfig

from whosaid_models.reader.labels import current_label_sets


class ReaderConfig(PretrainedConfig):
    """Sizes of the heads, and the configuration of the encoder below them (any transformers encoder)."""

    model_type = "whosaid-reader"

    def __init__(  # noqa: PLR0913  # sizes, given by name
        self,
        encoder: dict[str, Any] | None = None,
        *,
        arc_size: int = 256,
        relation_size: int = 128,
        argument_size: int = 160,
        coreference_size: int = 128,
        claim_size: int = 128,
        dropout: float = 0.1,
        version: str = "0",
        **kwargs: Any,
    ) -> None:
        # Where the encoder once lay on somebody's disk is nobody's business.
        self.encoder = {k: v for k, v in (encoder or BertConfig().to_dict()).items() if k != "_name_or_path"}
        self.arc_size = arc_size
        self.relation_size = relation_size
        self.argument_size = argument_size
        self.coreference_size = coreference_size
        self.claim_size = claim_size
        self.dropout = dropout
        self.version = version
        # Written down so that weights and code that disagree are noticed when they are loaded.
        self.label_sets = kwargs.pop("label_sets", None) or current_label_sets()
        super().__init__(**kwargs)

    def encoder_config(self) -> PretrainedConfig:
        """Return the encoder's own configuration object."""
        values = dict(self.encoder)
        return AutoConfig.for_model(values.pop("model_type"), **values)
