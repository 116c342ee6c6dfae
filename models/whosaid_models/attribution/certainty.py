"""How sure it is that a source is who it is said to be: a logistic regression over what its name was made of.

That the words are a cue is one thing, that the source is named rightly another: most wrong sources are pronouns and
descriptions that stayed as they were, or names that say too little. Fitted by ``training.certainty``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from whosaid_models.attribution.characters import head_of
from whosaid_models.attribution.linking import LinkedAttribution
from whosaid_models.attribution.references import PRONOUNS
from whosaid_models.domain import SourceType
from whosaid_models.reader.reading import Reading, TokenRange

FILE = "certainty.safetensors"
_KEY = "weights"
_TYPES = tuple(SourceType)


def source_features(reading: Reading, linked: LinkedAttribution, name: TokenRange, kind: SourceType) -> list[float]:
    """Describe an attribution's first source, the tokens it is named by and its type. The first feature is always 1."""
    words, mention, cue = reading.document.words, linked.sources[0], linked.cue
    mentioned, named = head_of(reading, mention), head_of(reading, name)
    sentence_of = reading.document.sentence_of
    flags = (
        True,
        linked.parent is not None,
        mention[1] - mention[0] == 1 and words[mention[0]].lower() in PRONOUNS,
        name == mention,
        name[1] - name[0] == 1,
        name[1] - name[0] == 1 and words[name[0]].lower() in PRONOUNS,
        reading.upos[named] == "PROPN",
        reading.upos[mentioned] == "PROPN",
        reading.upos[mentioned] == "NOUN",
        reading.entity_of[named] is not None,
        mention[0] > cue[0],
        sentence_of[mention[0]] != sentence_of[cue[0]],
        len(linked.sources) > 1,
        *(kind is t for t in _TYPES),
    )
    return [*map(float, flags), linked.probability]


@dataclass(frozen=True)
class SourceCertainty:
    """The fitted weights, one a feature."""

    weights: tuple[float, ...]

    def probability(self, features: Sequence[float]) -> float:
        """Return the probability, 0..1, that the source is right, of a claim that is."""
        return 1 / (1 + math.exp(-sum(w * f for w, f in zip(self.weights, features, strict=True))))

    def save(self, folder: Path) -> None:
        """Write the weights beside the reader's."""
        save_file({_KEY: np.asarray(self.weights, dtype=np.float32)}, folder / FILE)

    @classmethod
    def load(cls, folder: Path) -> SourceCertainty | None:
        """Load from a folder of weights; None for weights from before there was such a file."""
        if not (folder / FILE).is_file():
            return None
        return cls(tuple(map(float, load_file(folder / FILE)[_KEY])))
