"""Claims that say the same → groups, in time that grows nearly as their number.

Leader clustering: claims come in their order, and each joins the group of the most similar leader that it is similar
enough to and compatible with, or becomes the leader of a new group. So every member of a group is similar to its first
claim, and no chain of small steps joins two that are not. Leaders are those of the claims that are most similar (see
``neighbours``), among claims with one signature.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from whosaid.batch.link.neighbours import Vectors, neighbours
from whosaid.batch.link.wording import Wording, compatible

# The least cosine of all-MiniLM-L6-v2 between a claim and its group's first one. Chosen on half of the pairs of
# benchmarks/claim_pairs.tsv for a precision above 0.95; benchmarks/linking.py measures it on the other half.
THRESHOLD = 0.86

_BLOCK = 512  # claims whose neighbours are Python's numbers at a time


class Grouper:
    """Groups claims. ``common``: words that are no names."""

    def __init__(self, threshold: float = THRESHOLD, common: Collection[str] = ()) -> None:
        self._threshold = threshold
        self._common = common

    def group(
        self, wordings: Sequence[Wording], vectors: Vectors, progress: Callable[[int], None] = lambda _: None
    ) -> NDArray[np.int64]:
        """The place of each claim's leader; its own when it leads. ``vectors``: gives those of some places."""
        leader_of = np.arange(len(wordings))
        by_signature: defaultdict[str, list[int]] = defaultdict(list)
        for place, each in enumerate(wordings):
            by_signature[each.signature].append(place)
        for listed in by_signature.values():
            if len(listed) > 1:
                places = np.array(listed)
                of_some = _Part(places, vectors)
                leader_of[places] = places[self._leaders([wordings[each] for each in listed], of_some)]
            progress(len(listed))
        return leader_of

    def _leaders(self, wordings: Sequence[Wording], vectors: Vectors) -> NDArray[np.int64]:
        """The same for claims of one signature."""
        found = neighbours(len(wordings), vectors, self._threshold)
        leaders = list(range(len(wordings)))
        for begin in range(0, len(wordings), _BLOCK):
            places = found.places[begin : begin + _BLOCK].tolist()
            cosines = found.cosines[begin : begin + _BLOCK].tolist()
            for place, near, alike in zip(range(begin, begin + len(places)), places, cosines, strict=True):
                if near[0] < 0:
                    continue
                for leader in self._nearest_leaders(place, dict(zip(near, alike, strict=True)), leaders, vectors):
                    if compatible(wordings[place], wordings[leader], self._common):
                        leaders[place] = leader
                        break
        return np.array(leaders)

    def _nearest_leaders(self, place: int, near: dict[int, float], leaders: list[int], vectors: Vectors) -> list[int]:
        """The leaders of the claims that are near, as far as they are near themselves; the most similar first."""
        near.pop(-1, None)
        of_near = dict.fromkeys(leaders[each] for each in near)
        unknown = [each for each in of_near if each not in near]
        if unknown:
            cosines = vectors(np.array(unknown)) @ vectors(np.array([place]))[0]
            near = near | dict(zip(unknown, cosines.tolist(), strict=True))
        return sorted((each for each in of_near if near[each] >= self._threshold), key=lambda each: (-near[each], each))


class _Part:
    """The vectors of some of the claims, by their places among these."""

    def __init__(self, places: NDArray[np.int64], vectors: Vectors) -> None:
        self._places = places
        self._vectors = vectors

    def __call__(self, places: NDArray[np.int64]) -> NDArray[np.float32]:
        return self._vectors(self._places[places])
