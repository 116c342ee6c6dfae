"""Which words of a document may refer back to others: the ones that the coreference head is asked about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_PERSONAL = frozenset({"PRP", "PRP$"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "its", "his", "her", "their"})


def anaphors(
    words: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> Iterator[int]:
    """Yield personal and possessive pronouns and the heads of definite descriptions ("the ministry"), in order."""
    definite = {
        heads[t] for t, word in enumerate(words) if relations[t] in ("det", "nmod:poss") and word.lower() in _DEFINITE
    }
    for t, tag in enumerate(xpos):
        if tag in _PERSONAL or (t in definite and tag in ("NN", "NNS", "NNP", "NNPS")):
            yield t
