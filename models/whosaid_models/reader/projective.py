"""The best projective tree of a sentence: no two arcs cross, as in all but few sentences of written English.

Eisner (1996), "Three new probabilistic models for dependency parsing: an exploration", with a single root. The spans of
one length, of all sentences, are scored at once. Most sentences need none of it: where each word's likeliest head makes
such a tree, no other can be better.
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


def projective_trees(sentences: Sequence[_Scores]) -> Iterator[list[int]]:
    """Yield the heads of the best projective tree with one root of each sentence: L heads, 0 = root, words from 1.

    Of each sentence [L, 1 + L], finite: ``scores[w, h]`` of head h (0: none) for the word w + 1.
    """
    lengths = np.array([len(scores) for scores in sentences], dtype=np.int64)
    padded = np.full((len(lengths), lengths.max(initial=0), 1 + lengths.max(initial=0)), -np.inf)
    for row, scores in zip(padded, sentences, strict=True):
        row[: len(scores), : 1 + len(scores)] = scores
    likeliest, done = _likeliest(padded, lengths)
    left = np.flatnonzero(~done).tolist()
    if left:
        longest = int(lengths[left].max())
        charts = _fill(padded[left, :longest, 1 : longest + 1])
    for at, scores in enumerate(sentences):
        if done[at]:
            yield likeliest[at, : len(scores)].tolist()
        else:
            yield _best_heads(charts, left.index(at), scores[:, 0])


def _likeliest(scores: _Scores, lengths: _Places) -> tuple[_Places, NDArray[np.bool_]]:
    """Each word's likeliest head [S, L], and where they make a projective tree with one root [S].

    ``scores`` [S, L, 1 + L], ``lengths`` [S].
    """
    sentences, words = scores.shape[:2]
    each = np.arange(words)
    others = scores.copy()
    others[:, each, each + 1] = -np.inf
    heads = (
        np.where(each < lengths[:, None], others.argmax(2), 0) if words else np.zeros((sentences, 0), dtype=np.int64)
    )
    one_root = (heads == 0).sum(1) == words - lengths + 1
    # From every word to its head's head and so on: all come to the root, 0, or there is a circle.
    above = np.concatenate([np.zeros((sentences, 1), dtype=np.int64), heads], 1)
    for _ in range(words.bit_length()):
        above = np.take_along_axis(above, above, 1)
    ends = np.where(each < lengths[:, None], each + 1, 0)
    first, last = np.minimum(heads, ends), np.maximum(heads, ends)
    inside = (first[:, :, None] < first[:, None]) & (first[:, None] < last[:, :, None])
    crossed = (inside & (last[:, :, None] < last[:, None])).any((1, 2))
    return heads, (lengths == 0) | (one_root & ~above.any(1) & ~crossed)


def _best_heads(charts: _Charts, sentence: int, as_root: _Scores) -> list[int]:
    words = len(as_root)
    before = charts.right.from_first[sentence, 0, :words]
    behind = charts.left.from_last[sentence, words - 1, words - 1 :: -1]
    return _heads(charts, sentence, words, int(np.argmax(as_root + before + behind)))


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
    return joined.max(2), joined.argmax(2)
