"""What is asked of a dependency tree that is given as each word's head (-1 for a root)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence


def children_of(heads: Sequence[int]) -> dict[int, list[int]]:
    """The words that hang on each word, in their order; on -1 the roots."""
    children: dict[int, list[int]] = defaultdict(list)
    for t, head in enumerate(heads):
        children[head].append(t)
    return children


def is_below(heads: Sequence[int], t: int, above: int) -> bool:
    """Whether a word is another one or hangs on it, directly or not."""
    while t >= 0 and t != above:
        t = heads[t]
    return t == above
