"""From scores to spans: BIO tags by Viterbi. Knows nothing of the network; trees are ``reader.projective``'s."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]

# Words on each side of a place where the likeliest tags do not follow each other that are decoded anew, at first.
_AROUND = 4


def viterbi(scores: Scores, tags: Sequence[str]) -> list[int]:
    """Return the likeliest well-formed sequence of BIO or BIOES tags: logits or log probabilities [W, T] -> W indices.

    Well formed: an I-x or E-x follows a B-x or an I-x; where the tags have ends, a B-x or I-x is followed by an
    I-x or E-x, or is the last (a window may cut a span).

    Each word's likeliest tag is the answer where those are well formed, and they mostly are: Viterbi's algorithm is run
    on the stretches around the places where they are not. That is exact: a stretch's likeliest sequence, its ends free,
    that fits what is beside it cannot be bettered by any sequence of the whole.
    """
    allowed, opening = transitions(tuple(tags)), openings(tuple(tags))
    words = len(scores)
    path = scores.argmax(1) if words else np.zeros(0, dtype=np.int64)
    fits = lambda w: allowed[path[w - 1], path[w]] == 0 if 0 < w < words else True  # noqa: E731
    done: list[tuple[int, int]] = []  # stretches, in their order
    effort = 0
    for first, last in _stretches(path, allowed, opening):
        if done and last <= done[-1][1]:
            continue
        while True:
            while done and done[-1][1] > first:  # a stretch is decoded as a whole or not at all
                first = min(first, done.pop()[0])
            effort += last - first
            if effort > words:
                return _best_path(scores, allowed, opening).tolist()
            path[first:last] = _best_path(scores[first:last], allowed, 0.0 if first else opening)
            if fits(first) and fits(last):
                break
            longer = last - first
            first, last = first if fits(first) else first - longer, last if fits(last) else last + longer
            first, last = max(0, first), min(words, last)
        done.append((first, last))
    return path.tolist()


def _stretches(path: NDArray[np.int64], allowed: Scores, opening: Scores) -> Iterator[tuple[int, int]]:
    """Yield words ``[first, last)`` around the places where a path is not well formed."""
    broken = (allowed[path[:-1], path[1:]].nonzero()[0] + 1).tolist()
    if len(path) and opening[path[0]]:
        broken = [0, *broken]
    while broken:
        begin = end = broken.pop(0)
        while broken and broken[0] - end <= 2 * _AROUND:
            end = broken.pop(0)
        yield max(0, begin - _AROUND), min(len(path), end + _AROUND)


def _best_path(scores: Scores, allowed: Scores, opening: Scores | float) -> NDArray[np.int64]:
    """Viterbi's algorithm: [W, T], at least one word -> [W]."""
    words, tags = scores.shape
    best = scores[0] + opening
    back = np.zeros((words, tags), dtype=np.int64)
    for w in range(1, words):
        candidates = best[:, None] + allowed  # [from, to]
        candidates.argmax(0, out=back[w])
        best = np.maximum.reduce(candidates) + scores[w]
    path = np.empty(words, dtype=np.int64)
    path[-1] = best.argmax()
    for w in range(words - 1, 0, -1):
        path[w - 1] = back[w, path[w]]
    return path


@cache
def openings(tags: tuple[str, ...]) -> Scores:
    """Return 0 where a sequence may begin with a tag, -inf elsewhere: [tags]."""
    return np.where([t.startswith(("I-", "E-")) for t in tags], -np.inf, 0.0)


@cache
def transitions(tags: tuple[str, ...]) -> Scores:
    """Return 0 where a tag may follow another, -inf elsewhere: [from, to]."""
    ends = any(t.startswith("E-") for t in tags)

    def fits(before: str, after: str) -> bool:
        inside = before.startswith(("B-", "I-"))
        goes_on = after.startswith(("I-", "E-"))
        if goes_on:
            return inside and before[2:] == after[2:]
        return not (ends and inside)

    return np.array([[0.0 if fits(before, after) else -np.inf for after in tags] for before in tags])


def bio_spans(path: Sequence[int], tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """Turn a sequence of BIO or BIOES tags into (first, last, type) spans."""
    parts = _parts(tuple(tags))
    spans: list[tuple[int, int, str]] = []
    for w, index in enumerate(path):
        if (part := parts[index]) is None:
            continue
        begins, kind = part
        if begins:
            spans.append((w, w + 1, kind))
        else:
            first, _, kind = spans[-1]
            spans[-1] = (first, w + 1, kind)
    return spans


@cache
def _parts(tags: tuple[str, ...]) -> tuple[tuple[bool, str] | None, ...]:
    """For each tag: whether a span begins with it, and its type; None: it is outside of spans."""
    return tuple((t[0] in "BS", t[2:]) if t.startswith(("B-", "S-", "I-", "E-")) else None for t in tags)


def log_softmax(scores: Scores) -> Scores:
    """Return log probabilities over the last axis."""
    shifted = scores - scores.max(-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(-1, keepdims=True)))
