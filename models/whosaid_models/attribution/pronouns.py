"""What pronouns and nouns say of whom they stand for."""

from __future__ import annotations

_PERSONAL = {
    "he": "he",
    "him": "he",
    "his": "he",
    "himself": "he",
    "she": "she",
    "her": "she",
    "hers": "she",
    "herself": "she",
}
_FIRST = frozenset({"i", "me", "my", "mine", "myself"})
PRONOUNS = (
    frozenset(_PERSONAL) | {"it", "its", "itself"} | _FIRST | {"they", "them", "their", "theirs", "we", "us", "our"}
)

# Words that say that a description means none of those named before.
ANOTHER = frozenset({"other", "another", "second", "third", "new", "latter"})
MASCULINE_NOUNS = frozenset(
    "man father son husband brother boy spokesman chairman businessman grandfather uncle".split()
)
FEMININE_NOUNS = frozenset("woman mother daughter wife sister girl spokeswoman chairwoman grandmother aunt".split())


def gender_of(word: str) -> str:
    """Return "he" or "she" for a personal pronoun of the third person, else nothing."""
    return _PERSONAL.get(word.lower(), "")


def gender_of_noun(noun: str) -> str:
    """Return "he" or "she" for a noun that says so ("spokeswoman"), else nothing."""
    return "he" if noun in MASCULINE_NOUNS else "she" if noun in FEMININE_NOUNS else ""


def is_first_person(word: str) -> bool:
    """Whether a word stands for the speaker alone."""
    return word.lower() in _FIRST
