"""Texts that no newspaper prints, the same ones for the same number."""

from __future__ import annotations

import random

_WORDS = (
    "the bridge mayor said that it will not open on Monday , . ; : “ ” \" ' ( ) he she they who which claimed denied "
    "according to 3.5 million U.S. Ann Lee and but if because"
).split()
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e\u2066\u0301\u0489"
_MAX = 20_000


def hostile_text(number: int, longest: int = _MAX) -> str:
    """A text of 1 to ``longest`` characters; lone surrogates are in some."""
    rng = random.Random(number)
    text = _KINDS[number % len(_KINDS)](rng, rng.choice((10, 100, 1000, longest)))
    return text[:longest] or "."


def _any_characters(rng: random.Random, size: int) -> str:
    return "".join(
        chr(rng.choice((rng.randrange(0x20), rng.randrange(0x3000), rng.randrange(0x110000)))) for _ in range(size)
    )


def _without_surrogates(rng: random.Random, size: int) -> str:
    return _any_characters(rng, size).encode("utf-8", "ignore").decode()


def _controls(rng: random.Random, size: int) -> str:
    return "".join(rng.choice("\0\x01\x07\x08\x0b\x0c\x1b\x7f\x85\u2028\u2029\r\n\tab. ") for _ in range(size))


def _one_word(rng: random.Random, size: int) -> str:
    return rng.choice('aZ1é漢🌉.,-“"(') * size


def _one_run(rng: random.Random, size: int) -> str:
    return "".join(rng.choice("abcXYZ019.-_/@’'") for _ in range(size))


def _nested_quotes(rng: random.Random, size: int) -> str:
    depth = min(size, 2000)
    said = rng.choice(("Ann said ", "he said that ", ""))
    return f"{said}“" * depth + "it opened" + rng.choice(("”", ".”", "")) * depth


def _brackets(rng: random.Random, size: int) -> str:
    pair = rng.choice(("()", "[]", "{}", "<>", "«»"))
    return f"{pair[0]} a " * (size // 4) + f" {pair[1]}" * (size // 4)


def _invisible(rng: random.Random, size: int) -> str:
    return "".join(rng.choice(_WORDS) + rng.choice(_INVISIBLE) * rng.randint(0, 5) + " " for _ in range(size // 6))


def _word_salad(rng: random.Random, size: int) -> str:
    return " ".join(rng.choice(_WORDS) for _ in range(size // 5))


def _one_sentence(rng: random.Random, size: int) -> str:
    joint = rng.choice((" and the mayor said that ", ", who said ", " of ", ", ", " that "))
    return "The bridge opened" + joint.join("Ann Lee opened it" for _ in range(size // 30)) + "."


def _paragraphs(rng: random.Random, size: int) -> str:
    return "\n\n".join("“" + rng.choice(_WORDS) + "," for _ in range(size // 8))


def _combining(rng: random.Random, size: int) -> str:
    return "e" + "\u0301" * (size // 2) + "👩\u200d" * (size // 4)


_KINDS = (
    _any_characters, _without_surrogates, _controls, _one_word, _one_run, _nested_quotes, _brackets, _invisible,
    _word_salad, _one_sentence, _paragraphs, _combining,
)  # fmt: skip
