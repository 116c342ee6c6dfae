"""Which country an article means by "the country", "the nation" or "the kingdom" without saying.

News seldom describes a country before it calls it "the country": it is the one that the article is about. The names
are those of the Unicode CLDR (in Babel), and the ones that newspapers use beside them.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from babel import Locale

from whosaid_models.attribution.characters import Cast
from whosaid_models.reader.reading import Reading, TokenRange

_NOUNS = frozenset({"country", "nation", "republic"})
# Names that newspapers use, and the CLDR's.
_ALSO = {
    "US": "United States", "U.S.": "United States", "USA": "United States", "U.S.A.": "United States",
    "UK": "United Kingdom", "U.K.": "United Kingdom", "Britain": "United Kingdom", "Great Britain": "United Kingdom",
    "UAE": "United Arab Emirates", "Emirates": "United Arab Emirates", "Turkey": "Türkiye",
    "Czech Republic": "Czechia", "Myanmar": "Myanmar (Burma)", "Burma": "Myanmar (Burma)", "Swaziland": "Eswatini",
    "Ivory Coast": "Côte d’Ivoire", "Congo": "Congo - Kinshasa", "DRC": "Congo - Kinshasa",
    "Bosnia": "Bosnia & Herzegovina",
    "Trinidad": "Trinidad & Tobago", "East Timor": "Timor-Leste", "Palestine": "Palestinian Territories",
    "Macedonia": "North Macedonia", "Cabo Verde": "Cape Verde",
}  # fmt: skip
_KINGDOMS = frozenset(
    {
        "Saudi Arabia", "Jordan", "Bahrain", "Morocco", "Thailand", "Cambodia", "Bhutan", "Lesotho", "Eswatini",
        "Tonga", "United Kingdom", "Spain", "Netherlands", "Belgium", "Sweden", "Norway", "Denmark",
    }
)  # fmt: skip
# How many times as often as any other the article names the country that it is about.
_CLEARLY = 3


@cache
def _names() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """The words of each country's names and the country, by the first word; the longest names first."""
    territories = Locale("en").territories
    names = {name: name for code, name in territories.items() if len(code) == 2 and code.isalpha()} | _ALSO
    found: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for name, country in names.items():
        form = tuple(name.split())
        found[form[0]].append((form, country))
    return {first: sorted(forms, key=lambda f: -len(f[0])) for first, forms in found.items()}


class Countries:
    """The countries that an article names, each wherever it does."""

    def __init__(self, reading: Reading, cast: Cast) -> None:
        self.reading, self.cast = reading, cast
        self.mentions: dict[str, list[TokenRange]] = defaultdict(list)
        words, t = reading.document.words, 0
        while t < len(words):
            length = 1
            for form, country in _names().get(words[t], ()):
                if tuple(words[t : t + len(form)]) == form and not self._in_a_person(t):
                    length = len(form)
                    self.mentions[country].append((t, t + length))
                    break
            t += length

    def _in_a_person(self, token: int) -> bool:
        """Whether a country's name is somebody's: "Michael Jordan"."""
        entity = self.reading.entity_of[token]
        return entity is not None and entity.type == "Person"

    def called(self, noun: str) -> TokenRange | None:
        """Where the article names the country that it calls by a noun; None for other nouns, and where none stands out.

        The one that it names alone, or three times as often as any other.
        """
        if noun not in _NOUNS and noun != "kingdom":
            return None
        fits = {c: m for c, m in self.mentions.items() if noun != "kingdom" or c in _KINGDOMS}
        if not fits:
            return None
        most, *others = sorted(fits, key=lambda c: -len(fits[c]))
        if others and len(fits[most]) < _CLEARLY * len(fits[others[0]]):
            return None
        return next((m for m in fits[most] if self._stands_alone(m)), None)

    def _stands_alone(self, mention: TokenRange) -> bool:
        """Whether a mention is the country's name and no part of a longer one ("Bank of Norway", "Norway Times")."""
        words, (first, last) = self.reading.document.words, mention
        if last < len(words) and words[last][0].isupper():
            return False
        character = self.cast.of_token.get(first)
        spans = character.mentions if character is not None else []
        return any(begin <= first <= begin + 1 and last <= end <= last + 1 for begin, end in spans)
