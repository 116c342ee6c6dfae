"""How sure it is that a source is who it is said to be: a logistic regression over what its name was made of.

That the words are a cue is one thing, that the source is named rightly another. Whom the article names and quotes often
is mostly right; behind wrong ones are descriptions that stayed as they were, names of one word, phrases that the
grammar does not join to their cue, and pronouns that may mean somebody else. Fitted by ``training.certainty``.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from whosaid_models.attribution.characters import Character, head_of
from whosaid_models.attribution.linking import LinkedAttribution
from whosaid_models.attribution.names import Namer
from whosaid_models.attribution.pronouns import PRONOUNS
from whosaid_models.domain import SourceType
from whosaid_models.reader.reading import TokenRange
from whosaid_models.reader.weights import WeightsError

FILE = "certainty.safetensors"
_KEY = "weights"
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
# Words of cues of what somebody thinks or does: the news seldom has it from themselves.
_MENTAL = frozenset(
    "believe believes believed think thinks thought want wants wanted hope hopes hoped decided determined suggest "
    "suggests suggested show shows showed found feel feels felt know knows knew mean means consider considers "
    "considered expect expects expected agree agreed seem seems seemed".split()
)


class SourceFeatures:
    """Describes the first sources of one article's attributions, once they are resolved."""

    COUNT = 15

    def __init__(self, namer: Namer, forest: Sequence[LinkedAttribution]) -> None:
        self.namer, self.forest = namer, forest
        self._names = [namer.name_tokens(linked.sources[0]) for linked in forest]
        self._spoken = Counter(self._names)

    def of(self, index: int, kind: SourceType) -> list[float]:
        """Describe the source of the forest's attribution ``index``, of this type: COUNT numbers, the first 1."""
        linked, name = self.forest[index], self._names[index]
        reading = self.namer.reading
        words, mention, cue = reading.document.words, linked.sources[0], linked.cue
        if name[0] >= name[1]:
            name = mention
        named = head_of(reading, name)
        within = mention[0] <= name[0] < mention[1]  # else the name was found elsewhere in the article
        of_token = self.namer.cast.of_token
        character = of_token.get(named) or of_token.get(name[0])
        flags = (
            True,
            linked.parent is not None,
            self._joined(mention, cue),
            name[1] - name[0] == 1,
            name[1] - name[0] == 1 and words[name[0]].lower() in PRONOUNS,
            reading.upos[named] == "PROPN",
            reading.xpos[named] in ("NNS", "NNPS"),
            within and reading.xpos[mention[0]] == "PRP$",
            within and words[mention[0]].lower() in _DEFINITE and words[name[1] - 1].islower(),
            any(words[t].lower() in _MENTAL for t in range(*cue)),
            reading.document.quoted[cue[0]],
            kind is SourceType.DOCUMENT,
        )
        return [
            *map(float, flags),
            math.log1p(len(character.mentions)) if character else 0.0,
            math.log(self._spoken[self._names[index]]),
            self._rival(mention, name, character),
        ]

    def _joined(self, mention: TokenRange, cue: TokenRange) -> bool:
        """Whether the tree joins a source and its cue."""
        heads = self.namer.reading.heads
        return any(cue[0] <= heads[t] < cue[1] for t in range(*mention)) or any(
            mention[0] <= heads[t] < mention[1] for t in range(*cue)
        )

    def _rival(self, mention: TokenRange, name: TokenRange, character: Character | None) -> float:
        """How likely, by the coreference head, a pronoun or a resolved description means one other word: 0..1."""
        reading, of_token = self.namer.reading, self.namer.cast.of_token
        first = reading.document.words[mention[0]].lower()
        pronoun = mention[1] - mention[0] == 1 and first in PRONOUNS
        if not pronoun and (first not in _DEFINITE or mention[0] <= name[0] < mention[1]):
            return 0.0
        head, most = head_of(reading, mention), 0.0
        for antecedent in reading.antecedents.get(head, ()):
            at = antecedent.token
            meant = of_token.get(at)
            if meant is None and at < head and reading.upos[at] == "PRON":
                meant = self.namer.references.pronoun(at)
            if not (meant is not None and meant is character) and not name[0] <= at < name[1]:
                most = max(most, antecedent.probability)
        return most


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
        """Load from a folder of weights; None for weights from before there was such a file.

        Raises WeightsError for one that was fitted to other features.
        """
        if not (folder / FILE).is_file():
            return None
        weights = tuple(map(float, load_file(folder / FILE)[_KEY]))
        if len(weights) != SourceFeatures.COUNT:
            raise WeightsError(
                f"{folder / FILE} was fitted to {len(weights)} features, this version of whosaid has "
                f"{SourceFeatures.COUNT}; fit it anew with `python -m whosaid_models.training.certainty`"
            )
        return cls(weights)
