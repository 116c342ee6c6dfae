"""What the reader says about a document: labels and links between its tokens. Plain values, no scores to decode."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from whosaid_models.text.document import Document

TokenRange = tuple[int, int]  # tokens [first, last) of the document


@dataclass(frozen=True, slots=True)
class EntityReading:
    """A named entity: tokens ``[first, last)`` and one of ENTITY_TYPES."""

    first: int
    last: int
    type: str


@dataclass(frozen=True, slots=True)
class CueReading:
    """A cue with its sources and contents. ``probability`` is the model's for the cue itself, 0..1."""

    cue: TokenRange
    is_stance: bool
    sources: tuple[TokenRange, ...]
    contents: tuple[TokenRange, ...]
    probability: float


@dataclass(frozen=True, slots=True)
class Antecedent:
    """A word that another may refer to, and how likely it does (0..1)."""

    token: int
    probability: float


@dataclass(frozen=True)
class Reading:
    """A document as the model sees it. Lists have one item a token.

    ``heads``: index of the token's head in the document, -1 for the root of a sentence.
    """

    document: Document
    upos: list[str]
    xpos: list[str]
    heads: list[int]
    relations: list[str]
    entities: list[EntityReading]
    cues: list[CueReading]
    states: NDArray[np.float32]  # [W, H], for labelling claims later
    # By pronoun and head of a definite description: head words of what it may mean, likeliest first; what is left of
    # their sum to 1 is "nothing in this article" and the unlikely rest. A mention far back counts by each place.
    antecedents: dict[int, tuple[Antecedent, ...]] = field(default_factory=dict)

    @cached_property
    def children(self) -> list[list[int]]:
        """The dependents of each token, in the order of the text."""
        children: list[list[int]] = [[] for _ in self.heads]
        for token, head in enumerate(self.heads):
            if head >= 0:
                children[head].append(token)
        return children

    @cached_property
    def entity_of(self) -> list[EntityReading | None]:
        """The entity that each token belongs to."""
        found: list[EntityReading | None] = [None] * len(self.heads)
        for entity in self.entities:
            for i in range(entity.first, entity.last):
                found[i] = entity
        return found

    def subtree(self, token: int) -> list[int]:
        """The token and all below it, in the order of the text."""
        out, stack = [], [token]
        while stack:
            at = stack.pop()
            out.append(at)
            stack += self.children[at]
        return sorted(out)
