"""Claims that say the same → groups, in time that grows nearly as their number.

Leader clustering: claims come in their order, and each joins the group of the most similar leader that it is similar
enough to and compatible with, or becomes the leader of a new group. So every member of a group is similar to its first
claim, and no chain of small steps joins two that are not. Leaders are searched in an index for each signature; a large
one is a graph (HNSW; Malkov and Yashunin 2018, with usearch), whose search takes logarithmic time and may miss a leader
now and then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whosaid.batch.link.wording import Wording, compatible

# The least cosine of all-MiniLM-L6-v2 between a claim and its group's first one. Chosen on half of the pairs of
# benchmarks/claim_pairs.tsv for a precision above 0.95; benchmarks/link.py measures it on the other half.
THRESHOLD = 0.86

_BLOCK = 512  # claims that are looked up together
_EXACT = 2048  # leaders up to which all are compared
_CANDIDATES = 16  # most similar leaders whose words are compared
# usearch's expansion: neighbours kept in view while adding and while searching.
_EXPANSION_ADD, _EXPANSION_SEARCH, _CONNECTIVITY = 64, 64, 16


class _Leaders:
    """The leaders of one signature. ``place``: a claim's place among all that were given to the grouper."""

    def __init__(self, dimensions: int, threads: int) -> None:
        self._threads = threads
        self._dimensions = dimensions
        self._places: list[int] = []
        self._vectors: list[NDArray[np.float32]] = []
        self._matrix = np.zeros((0, dimensions), np.float32)
        self._index: Any = None

    def candidates(self, vectors: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The places of the most similar leaders, [N, up to 16], -1 where there are none; and their cosines."""
        if self._index is not None:
            return self._search(vectors)
        matrix = self._exact()
        count = min(_CANDIDATES, len(matrix))
        if not count:
            return np.full((len(vectors), 1), -1), np.zeros((len(vectors), 1), np.float32)
        cosines = vectors @ matrix.T
        best = np.argpartition(-cosines, count - 1, axis=1)[:, :count]
        return np.array(self._places)[best], np.take_along_axis(cosines, best, 1)

    def add(self, places: list[int], vectors: NDArray[np.float32]) -> None:
        """More leaders."""
        self._places += places
        if self._index is not None:
            self._index.add(np.array(places), vectors, threads=1)  # with more the graph depends on chance
            return
        self._vectors.append(vectors)
        if len(self._places) > _EXACT:
            self._to_graph()

    def _exact(self) -> NDArray[np.float32]:
        if self._vectors:
            self._matrix = np.concatenate([self._matrix, *self._vectors])
            self._vectors = []
        return self._matrix

    def _to_graph(self) -> None:
        from usearch.index import Index  # noqa: PLC0415 - small archives do without

        self._index = Index(
            ndim=self._dimensions, metric="cos", dtype="f16", connectivity=_CONNECTIVITY,
            expansion_add=_EXPANSION_ADD, expansion_search=_EXPANSION_SEARCH,
        )  # fmt: skip
        self._index.add(np.array(self._places), self._exact(), threads=1)
        self._matrix = np.zeros((0, self._dimensions), np.float32)
        self._places = []

    def _search(self, vectors: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        found = self._index.search(vectors, _CANDIDATES, threads=self._threads)
        if len(vectors) == 1:
            keys, distances = np.atleast_2d(found.keys), np.atleast_2d(found.distances)
        else:
            keys, distances = found.keys, found.distances
        return keys.astype(np.int64), (1 - distances).astype(np.float32)


class Grouper:
    """Groups claims. ``common``: words that are no names. ``threads``: of the search."""

    def __init__(
        self, dimensions: int, threshold: float = THRESHOLD, common: Collection[str] = (), threads: int = 1
    ) -> None:
        self._dimensions = dimensions
        self._threshold = threshold
        self._common = common
        self._threads = threads

    def group(
        self,
        wordings: Sequence[Wording],
        vectors: Callable[[NDArray[np.int64]], NDArray[np.float32]],
        progress: Callable[[int], None] = lambda _: None,
    ) -> NDArray[np.int64]:
        """The place of each claim's leader; its own when it leads. ``vectors``: gives those of some places."""
        leader_of = np.arange(len(wordings))
        by_signature: defaultdict[str, list[int]] = defaultdict(list)
        for place, each in enumerate(wordings):
            by_signature[each.signature].append(place)
        for places in by_signature.values():
            leaders = _Leaders(self._dimensions, self._threads)
            for begin in range(0, len(places), _BLOCK):
                block = places[begin : begin + _BLOCK]
                self._group_block(block, vectors(np.array(block)), leaders, wordings, leader_of)
                progress(len(block))
        return leader_of

    def _group_block(
        self,
        block: list[int],
        vectors: NDArray[np.float32],
        leaders: _Leaders,
        wordings: Sequence[Wording],
        leader_of: NDArray[np.int64],
    ) -> None:
        keys, cosines = leaders.candidates(vectors)
        inside = vectors @ vectors.T  # the block's own new leaders are not in the index yet
        near = inside >= self._threshold
        leads = np.zeros(len(block), bool)  # rows that became leaders
        for row, place in enumerate(block):
            known = [
                (cosine, key)
                for cosine, key in zip(cosines[row].tolist(), keys[row].tolist(), strict=True)
                if cosine >= self._threshold
            ]
            fresh = [(float(inside[row, each]), block[each]) for each in np.flatnonzero(near[row] & leads).tolist()]
            best = sorted(known + fresh, key=lambda each: (-each[0], each[1]))
            for _, key in best:
                if compatible(wordings[place], wordings[key], self._common):
                    leader_of[place] = key
                    break
            else:
                leads[row] = True
        if leads.any():
            leaders.add([place for place, lead in zip(block, leads.tolist(), strict=True) if lead], vectors[leads])
