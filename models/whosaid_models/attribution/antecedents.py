"""Whom a word means by the reader's coreference head: its candidates gathered by character of the cast."""

from __future__ import annotations

from collections.abc import Callable

from whosaid_models.attribution.characters import Cast, Character
from whosaid_models.reader.reading import Reading

# A character must have this much of the probability, and this many times as much as all that is nobody's name.
_LEAST, _MARGIN = 0.15, 1.0


def likeliest(
    reading: Reading,
    cast: Cast,
    token: int,
    fits: Callable[[Character], bool],
    resolve: Callable[[int], Character | None],
    least: float = _LEAST,
) -> Character | None:
    """Return the character that fits and is clearly the likeliest referent of a token; None when none is.

    ``resolve`` says whom an earlier pronoun means: its probability goes to that character. Candidates that are no
    character (a common noun) count against everybody. ``least``: how much of the probability it must have.
    """
    shares: dict[int, float] = {}
    characters: dict[int, Character] = {}
    for antecedent in reading.antecedents.get(token, ()):
        at = antecedent.token
        character = cast.of_token.get(at)
        if character is None and at < token and reading.upos[at] == "PRON":
            character = resolve(at)
        if character is not None and not _named_by_then(reading, character, token):
            character = None
        key = id(character) if character is not None and fits(character) else 0
        if character is not None and key:
            characters[key] = character
        if key or character is None:
            shares[key] = shares.get(key, 0.0) + antecedent.probability
    ranked = sorted(characters, key=lambda k: -shares[k])
    if not ranked or shares[ranked[0]] < least:
        return None
    rival = max((share for key, share in shares.items() if key != ranked[0]), default=0.0)
    return characters[ranked[0]] if shares[ranked[0]] >= _MARGIN * rival else None


def _named_by_then(reading: Reading, character: Character, token: int) -> bool:
    """Whether a character is named before the end of a token's sentence: nobody is "she" sentences before her name."""
    sentence_of = reading.document.sentence_of
    return sentence_of[character.mentions[0][0]] <= sentence_of[token]
