"""Whose a part of a person's name is: "Khan" of "Imran Khan", and of whom where several are called so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from whosaid_models.attribution.characters import Character

_LEAST_MISSPELT = 6  # letters of a name that one letter less or more is no other name of
_COURTESIES = frozenset({"mr", "mrs", "ms", "miss", "brother", "sister", "son", "daughter", "wife", "husband"})


def names_person(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether "Khan" or "I. Khan" may be "Imran Khan": by the surname, or by a first name alone."""
    if len(short) >= len(full):
        return False
    if len(short) > 1 and short[0].isupper() and len(short[0]) < 4 and short[0] not in full:
        short = short[1:]  # "IO Monir", "DSP Al-Khan": a rank that is in no list
    if len(short) == 1:
        return short[0] in full and len(short[0]) > 1
    if is_run(short, full):
        return True  # "Mohd Amin Rizal" of "Mohd Amin Rizal Harun", "Teresa Flores" of "María Teresa Flores Jáquez"
    return short[-1] == full[-1] and all(_initial_of(a, full) for a in short[:-1])


def is_run(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether words stand side by side in a longer name."""
    return any(full[i : i + len(short)] == short for i in range(len(full) - len(short) + 1))


def _initial_of(word: str, full: tuple[str, ...]) -> bool:
    return any(f == word or (word.rstrip(".") == f[0]) for f in full)


def misspelt(word: str, name: str) -> bool:
    """Whether a word is a name but for one letter inside it, or two that changed places: "Eldrige", "Hasian".

    Not where a name ends otherwise, as a wife's may.
    """
    if min(len(word), len(name)) < _LEAST_MISSPELT or word[0] != name[0] or word == name:
        return False
    if len(word) == len(name):
        differ = [i for i, (a, b) in enumerate(zip(word, name, strict=True)) if a != b]
        swapped = len(differ) == 2 and differ[1] == differ[0] + 1 and word[differ[0]] == name[differ[1]]
        return (swapped and word[differ[1]] == name[differ[0]]) or (len(differ) == 1 and word[-1] == name[-1])
    longer, shorter = sorted((word, name), key=len, reverse=True)
    inside = (longer[:i] + longer[i + 1 :] for i in range(1, len(longer) - 1))
    return len(longer) == len(shorter) + 1 and longer[-1] == shorter[-1] and shorter in inside


def courtesy_before(words: Sequence[str], token: int) -> bool:
    """Whether a name has a word before it that tells its bearer from others of the same surname: "Mrs Khan"."""
    near = {words[token - 1].lower().rstrip("."), words[token].lower().rstrip(".")} if token else set()
    return bool(near & _COURTESIES)


def first_bearer(form: tuple[str, ...], bearers: list[Character]) -> list[Character]:
    """Of those who share a name of one word, the one whom the article introduced with it first: whom it is about.

    A part of "Al-Sabah" is nobody's "Sabah" where several bear it, "Sisi" the only one's who is called "El-Sisi".
    Longer names that several have are nobody's in particular.
    """
    if len(form) > 1:
        return bearers
    alone = [
        c for c in bearers if any(w == form[0] and "-" not in c.full[max(0, i - 1) : i] for i, w in enumerate(c.full))
    ]
    only = [c for c in bearers if len(bearers) == 1 and c.full[-1:] == form]
    return sorted(alone, key=lambda c: min(c.mentions))[:1] or only
