"""The best projective tree of a sentence: no two arcs cross, as in all but few sentences of written English.

Eisner (1996), "Three new probabilistic models for dependency parsing: an exploration", with a single root. The spans of
one length, of all sentences, are scored at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_Scores = NDArray[np.float64]
_Places = NDArray[np.int64]


class _Chart:
    """The best scores of spans of words, S sentences of up to L words.

    ``from_first[s, i, d]`` is the span i..i+d of a sentence, ``from_last[s, j, d]`` the span j-d..j: the same numbers
    twice, so that whatever is added up stands side by side. ``joins[s, i, d]``: where the best one is joined.
    """

    def __init__(self, sentences: int, words: int) -> None:
        self.from_first = np.full((sentences, words, words), -np.inf)
        self.from_last = np.full((sentences, words, words), -np.inf)
        self.joins = np.zeros((sentences, words, words), dtype=np.int64)

    def put(self, length: int, scores: _Scores, joins: _Places) -> None:
        """Add the spans of ``length + 1`` words, in the order of their first words: [S, L - length]."""
        self.from_first[:, : scores.shape[1], length] = scores
        self.from_last[:, length:, length] = scores
        self.joins[:, : scores.shape[1], length] = joins


class _Charts(NamedTuple):
    """Spans below their left or their right end. The open ones lack what is beyond the dependent at the other end."""

    left: _Chart
    right: _Chart
    open_left: _Chart
    open_right: _Chart


def projective_trees(scores: _Scores, lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the heads of the best projective tree with one root of each sentence: L heads, 0 = root, words from 1.

    ``scores`` [S, L, 1 + L]: ``scores[s, w, h]`` of head h (0: none) for the word w + 1, finite where both are words of
    the sentence. ``lengths``: how many words each sentence has.
    """
    charts = _fill(scores[:, :, 1:])
    for sentence, words in enumerate(lengths):
        before = charts.right.from_first[sentence, 0, :words]
        behind = charts.left.from_last[sentence, words - 1, words - 1 :: -1] if words else before
        root = int(np.argmax(scores[sentence, :words, 0] + before + behind)) if words else 0
        yield _heads(charts, sentence, words, root)


def _heads(charts: _Charts, sentence: int, words: int, root: int) -> list[int]:
    heads = [0] * words
    pending = [(charts.right, 0, root), (charts.left, root, words - 1)]
    while pending:
        chart, first, last = pending.pop()
        if first >= last:
            continue
        at = int(chart.joins[sentence, first, last - first])
        if chart is charts.left:
            pending += [(charts.open_left, first, at), (charts.left, at, last)]
        elif chart is charts.right:
            pending += [(charts.right, first, at), (charts.open_right, at, last)]
        else:
            dependent, head = (last, first) if chart is charts.open_left else (first, last)
            heads[dependent] = head + 1
            pending += [(charts.left, first, at), (charts.right, at + 1, last)]
    return heads


def _fill(arcs: _Scores) -> _Charts:
    """Score all spans; ``arcs`` [S, L, L]: of the head in the last axis for the word in the one before."""
    sentences, words = arcs.shape[:2]
    charts = _Charts(*(_Chart(sentences, words) for _ in range(4)))
    left, right, open_left, open_right = charts
    for chart in (left, right):
        chart.put(0, np.zeros((sentences, words)), np.zeros((sentences, words), dtype=np.int64))
    for length in range(1, words):
        count = words - length
        first, last = np.arange(count), np.arange(length, words)
        # Two spans side by side, below their outer ends, and an arc over both.
        best, joins = _best(left.from_first[:, :count, :length], right.from_last[:, length:, :length])
        open_left.put(length, best + arcs[:, last, first], first + joins)
        open_right.put(length, best + arcs[:, first, last], first + joins)
        # A dependent, and what is beyond it.
        best, joins = _best(open_left.from_first[:, :count, 1 : length + 1], left.from_last[:, length:, :length])
        left.put(length, best, first + joins + 1)
        best, joins = _best(right.from_first[:, :count, :length], open_right.from_last[:, length:, 1 : length + 1])
        right.put(length, best, first + joins)
    return charts


def _best(starts: _Scores, ends: _Scores) -> tuple[_Scores, _Places]:
    """Join spans that start alike with those that end alike, the longer the one, the shorter the other: [S, N, K]."""
    joined = starts + ends[:, :, ::-1]
    places = joined.argmax(2)
    return np.take_along_axis(joined, places[:, :, None], 2)[:, :, 0], places
