"""The same statement at several places is one claim with all its places."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass

_FUNCTION = frozenset(
    "a an the and or but of in on at to for from by with as is are was were be been being has have had do does did "
    "it its his her their he she they that this which who will would".split()
)
# What makes another office of one.
_OTHER = frozenset("acting assistant co deputy elect ex former late then vice".split())
# Two claims of one source say the same from this share of common content words on (of the shorter one, and of both).
_CONTAINED, _ALIKE = 0.8, 0.75


def normalise(text: str) -> str:
    """Lower case, no accents, no punctuation, single spaces: what a fingerprint depends on."""
    plain = text.casefold()
    if not plain.isascii():  # most texts have nothing to take off
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", plain))


def fingerprint(text: str) -> str:
    """The first 32 hexadecimal digits of the sha256 of the normalised text."""
    return hashlib.sha256(normalise(text).encode()).hexdigest()[:32]


def content_words(text: str) -> frozenset[str]:
    """The words by which two claims are compared."""
    return frozenset(normalise(text).split()) - _FUNCTION


@dataclass(frozen=True, slots=True)
class Comparable:
    """What merging looks at: the words, who says it, where."""

    words: frozenset[str]
    source: str
    paragraph: int
    headline: bool
    described: frozenset[str] = frozenset()  # the words for whom or what a claim says what they are


def say_the_same(a: Comparable, b: Comparable) -> bool:
    """Whether one of two claims repeats the other. Numbers and negations must agree."""
    if not a.words or not b.words or not _same_facts(a, b):
        return False
    if a.words == b.words and a.source == b.source:
        return True
    if a.described and a.described == b.described:  # "X is president", "X is president of Y": whoever says it
        return (a.words <= b.words or b.words <= a.words) and not _OTHER & (a.words ^ b.words)
    if a.paragraph == b.paragraph or not (a.source == b.source or a.headline or b.headline):
        return False
    common = len(a.words & b.words)
    contained = common / min(len(a.words), len(b.words))
    alike = 2 * common / (len(a.words) + len(b.words))
    if a.headline or b.headline:
        return (alike >= _ALIKE and contained >= _ALIKE) or (contained >= _CONTAINED and common >= 3)
    # Each with a word of its own: "The cargo included rice" and "... included tea" say two things.
    return alike >= _ALIKE and (a.words <= b.words or b.words <= a.words)


def _same_facts(a: Comparable, b: Comparable) -> bool:
    """Numbers and negations agree; a headline may leave some of them out."""
    ours, theirs = _facts(a), _facts(b)
    return ours == theirs or (a.headline and ours < theirs) or (b.headline and theirs < ours)


class RepeatIndex:
    """Finds an earlier claim that says the same, by the words they share: time grows with the repeats, not squared."""

    def __init__(self) -> None:
        self._claims: list[Comparable] = []
        self._by_word: dict[str, list[int]] = defaultdict(list)

    def add(self, claim: Comparable) -> None:
        """Remember a claim; its number is how many were remembered before."""
        for word in claim.words:
            self._by_word[word].append(len(self._claims))
        self._claims.append(claim)

    def find(self, claim: Comparable) -> int | None:
        """Return the number of the first claim that says the same, or None."""
        shared = Counter(i for word in claim.words for i in self._by_word.get(word, ()))
        least = min(_ALIKE, _CONTAINED) / 2
        near = sorted(i for i, n in shared.items() if n >= least * min(len(claim.words), len(self._claims[i].words)))
        return next((i for i in near if say_the_same(claim, self._claims[i])), None)


def _facts(c: Comparable) -> frozenset[str]:
    return frozenset(w for w in c.words if any(ch.isdigit() for ch in w) or w in ("not", "no", "never", "without"))
