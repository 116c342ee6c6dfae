"""Articles of any length, made of the paragraphs of the sample articles."""

from __future__ import annotations

import random
from pathlib import Path

_FOLDER = Path(__file__).resolve().parents[2] / "examples" / "articles"

# What news articles are like: most have some hundred words, few have more than a thousand.
_LENGTHS = (100, 150, 200, 250, 300, 300, 350, 400, 500, 600, 800, 1100, 1500)


def article(words: int, seed: int = 0) -> str:
    """A text of about ``words`` words: whole paragraphs, the last one cut."""
    rng = random.Random(seed * 100_003 + words)  # noqa: S311 - no secret
    text: list[str] = []
    left = words
    while left > 0:
        paragraph = rng.choice(_paragraphs()).split()[:left]
        left -= len(paragraph)
        text.append(" ".join(paragraph))
    return "\n\n".join(text)


def mixed(count: int, seed: int = 0) -> list[str]:
    """``count`` articles of mixed lengths, 100 to 1,500 words, in random order."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    lengths = [_LENGTHS[index % len(_LENGTHS)] for index in range(count)]
    rng.shuffle(lengths)
    return [article(length, seed * 1000 + index) for index, length in enumerate(lengths)]


def words(texts: list[str]) -> int:
    """How many words ``texts`` have together."""
    return sum(len(text.split()) for text in texts)


def _paragraphs() -> list[str]:
    return [
        paragraph
        for file in sorted(_FOLDER.glob("*.txt"))
        for paragraph in file.read_text(encoding="utf-8").split("\n\n")
        if len(paragraph.split()) > 15
    ]
