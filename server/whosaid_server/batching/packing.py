"""Which of the articles that wait are read together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from whosaid_server.batching.work import Work

_Work = TypeVar("_Work", bound=Work[Any, Any])


@dataclass(frozen=True, slots=True)
class BatchLimits:
    """How large a batch gets.

    ``tokens``: at most so many, padding included; an article that is larger is a batch of its own. ``window``: longer
    articles are read in windows of so many tokens.
    """

    tokens: int
    window: int = 448


def padded_tokens(lengths: Sequence[int], window: int) -> int:
    """The tokens of a batch when every window is as wide as the widest: what a model computes at most."""
    if not lengths:
        return 0
    return sum(-(-length // window) for length in lengths) * min(window, max(lengths))


def choose(waiting: Sequence[_Work], limits: BatchLimits) -> list[_Work]:
    """The next batch: the article that waits longest, and with it those that are nearest to it in length.

    So nobody is overtaken for ever, and little of a batch is padding. ``waiting`` is in the order of arrival and not
    empty; the batch is sorted by length.
    """
    first = waiting[0]
    others = sorted(
        waiting[1:], key=lambda work: abs(min(work.tokens, limits.window) - min(first.tokens, limits.window))
    )
    return sorted(_filled(first, others, limits), key=lambda work: work.tokens)


def choose_in_turn(waiting: Sequence[_Work], limits: BatchLimits) -> list[_Work]:
    """The next batch when there is no time to lose: strictly those that wait longest, in the order of arrival."""
    return list(_filled(waiting[0], waiting[1:], limits, skip=False))


def _filled(first: _Work, others: Iterable[_Work], limits: BatchLimits, *, skip: bool = True) -> Iterator[_Work]:
    """Yield ``first``, and of the others what fits beside it; ``skip``: what does not fit stops nobody behind it."""
    windows, width = -(-first.tokens // limits.window), min(limits.window, first.tokens)
    yield first
    for work in others:
        wider = max(width, min(limits.window, work.tokens))
        more = windows + -(-work.tokens // limits.window)
        if more * wider <= limits.tokens:
            yield work
            windows, width = more, wider
        elif not skip:
            return
