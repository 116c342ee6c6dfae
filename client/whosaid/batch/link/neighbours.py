"""Vectors → for each, the most similar ones before it, in time that grows nearly as their number.

An inverted file (IVF; Jégou, Douze and Schmid 2011, "Product quantization for nearest neighbor search", section IV, but
without the quantization): spherical k-means on a sample cuts the space into lists of about five hundred. Each
vector is at home in the nearest list and looked up in the nearest few, so the cost of one does not depend on how many
there are, but for finding its lists, which at a million costs a fifth of the rest. All vectors being there from the
start, lists are done one by one, each as a product of two matrices. Up to two thousand vectors all pairs are compared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Vectors = Callable[[NDArray[np.int64]], NDArray[np.float32]]
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

KEPT = 32  # most similar ones before it that are kept for each vector
_EXACT = 2048  # vectors up to which all are compared
_LIST = 512  # vectors of a list, on average
_LONGEST = 8192  # vectors of a list that are compared: the first ones. Copies of one sentence cannot be split
_PROBES = 8  # lists in which a vector is looked up
_SAMPLE, _ROUNDS = 32, 5  # vectors for each list that k-means is given, and its rounds
_COPY = 0.9999  # cosine of two centroids that are one
_ROWS = 4096  # vectors in the memory at a time


@dataclass(frozen=True, slots=True)
class Neighbours:
    """``places``: [N, KEPT], of earlier vectors, the most similar first, -1 where there are no more; ``cosines``."""

    places: NDArray[np.int32]
    cosines: Floats


def neighbours(count: int, vectors: Vectors, threshold: float) -> Neighbours:
    """For each of ``count`` vectors of length 1 the earlier ones whose cosine with it is at least ``threshold``.

    ``vectors``: gives those of some places, [N, dimensions]. In more than two thousand some are missed now and then.
    """
    found = Neighbours(np.full((count, KEPT), -1, np.int32), np.full((count, KEPT), -1, np.float32))
    probes = _probes(count, vectors)
    home = probes[:, 0]
    at_home = [members[:_LONGEST] for members in _members(probes[:, :1])]
    for members, asking in zip(at_home, _members(probes), strict=True):
        if not len(members):
            continue
        matrix = vectors(members).T
        for begin in range(0, len(asking), _ROWS // 4):
            rows = asking[begin : begin + _ROWS // 4]
            cosines = vectors(rows) @ matrix
            near_rows, near_members = np.nonzero(cosines >= threshold)
            one, other = rows[near_rows], members[near_members]
            alike = cosines[near_rows, near_members]
            forward = other < one
            _keep(found, one[forward], other[forward], alike[forward])
            # The other way round, unless the later one is looked up in the earlier one's list itself.
            back = (other > one) & ~(probes[other] == home[one, None]).any(1)
            _keep(found, other[back], one[back], alike[back])
    return found


def _keep(found: Neighbours, of: Ints, earlier: Ints, alike: Floats) -> None:
    """Note pairs; each vector keeps the most similar ones, and of equal ones the first."""
    if not len(of):
        return
    order = np.lexsort((earlier, -alike, of))
    of, earlier, alike = of[order], earlier[order], alike[order]
    rows, begins, counts = np.unique(of, return_index=True, return_counts=True)
    rank = np.arange(len(of)) - np.repeat(begins, counts)
    first = rank < KEPT
    row = np.repeat(np.arange(len(rows)), counts)[first]
    places = np.full((len(rows), 2 * KEPT), -1, np.int32)
    cosines = np.full((len(rows), 2 * KEPT), -1, np.float32)
    places[:, :KEPT], cosines[:, :KEPT] = found.places[rows], found.cosines[rows]
    places[row, KEPT + rank[first]], cosines[row, KEPT + rank[first]] = earlier[first], alike[first]
    best = np.lexsort((places, -cosines), axis=1)[:, :KEPT]
    found.places[rows], found.cosines[rows] = (np.take_along_axis(each, best, 1) for each in (places, cosines))


def _probes(count: int, vectors: Vectors) -> NDArray[np.int32]:
    """The nearest lists of each vector, [N, up to _PROBES], the nearest first."""
    if count <= _EXACT:
        return np.zeros((count, 1), np.int32)
    chance = np.random.default_rng(0)
    lists = -(-count // _LIST)
    centroids = _k_means(np.sort(chance.choice(count, min(count, _SAMPLE * lists), replace=False)), lists, vectors)
    probes = _nearest(count, vectors, centroids)
    # What is dense, as sentences from one template, gets lists that are too long: more centroids there.
    sizes = np.bincount(probes[:, 0], minlength=len(centroids))
    dense = np.flatnonzero(sizes > 4 * _LIST)
    if not len(dense):
        return probes
    more = []
    for each in dense:
        members = np.flatnonzero(probes[:, 0] == each)
        parts = -(-len(members) // _LIST)
        sample = chance.choice(members, min(len(members), _SAMPLE * parts), replace=False)
        more.append(_k_means(np.sort(sample), parts, vectors))
    return _nearest(count, vectors, _distinct(np.concatenate([np.delete(centroids, dense, 0), *more])))


def _k_means(sample: Ints, lists: int, vectors: Vectors) -> Floats:
    """Centroids of length 1; the first ones are vectors spread over the sample."""
    points = vectors(sample)
    centroids: Floats = points[:: max(1, len(points) // lists)][:lists].copy()
    for _ in range(_ROUNDS):
        nearest = np.concatenate(
            [
                np.argmax(points[begin : begin + _ROWS] @ centroids.T, axis=1)
                for begin in range(0, len(points), _ROWS)
            ]
        )  # fmt: skip
        order = np.argsort(nearest, kind="stable")
        used, begins = np.unique(nearest[order], return_index=True)
        sums = np.add.reduceat(points[order], begins, axis=0)
        centroids[used] = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return _distinct(centroids)


def _distinct(centroids: Floats) -> Floats:
    """Without those that are an earlier one's copy: copies of one sentence would be dealt out among them by chance."""
    keep = np.ones(len(centroids), bool)
    for begin in range(0, len(centroids), _ROWS):
        block = centroids[begin : begin + _ROWS]
        copies = block @ centroids[: begin + len(block)].T > _COPY
        keep[begin : begin + len(block)] = ~np.tril(copies, begin - 1).any(1)
    return centroids[keep]


def _nearest(count: int, vectors: Vectors, centroids: Floats) -> NDArray[np.int32]:
    probes = min(_PROBES, len(centroids))
    nearest = np.empty((count, probes), np.int32)
    for begin in range(0, count, _ROWS):
        cosines = vectors(np.arange(begin, min(begin + _ROWS, count))) @ centroids.T
        best = np.argpartition(-cosines, probes - 1, axis=1)[:, :probes]
        order = np.argsort(-np.take_along_axis(cosines, best, 1), axis=1, kind="stable")
        nearest[begin : begin + len(best)] = np.take_along_axis(best, order, 1)
    return nearest


def _members(lists: NDArray[np.int32]) -> list[Ints]:
    """By list, the vectors that have it in their row, in their order."""
    flat = lists.ravel()
    order = np.argsort(flat, kind="stable")
    ends = np.searchsorted(flat[order], np.arange(flat.max(initial=0) + 2))
    return [order[begin:end] // lists.shape[1] for begin, end in pairwise(ends)]
