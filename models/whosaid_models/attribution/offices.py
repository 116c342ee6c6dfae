"""Whom "the army commander" means: the one person whom the article has called so, in a title or an apposition.

Every word of the description must be one of that person's, and of nobody else's; the coreference head must not be of
another opinion.
"""

from __future__ import annotations

from collections import defaultdict

from whosaid_models.attribution.antecedents import likeliest
from whosaid_models.attribution.bodies import BODIES, OFFICES
from whosaid_models.attribution.characters import HONORIFICS, Cast, Character, head_of
from whosaid_models.attribution.pronouns import ANOTHER
from whosaid_models.attribution.references import References
from whosaid_models.reader.reading import Reading, TokenRange

_LONGEST = 10  # tokens of a title, and of a description
_NO_LONGER = frozenset({"former", "ex", "then", "late", "outgoing", "acting", "deputy", "vice", "assistant", "elect"})
_TITLE = frozenset({"NOUN", "PROPN", "ADJ"})
_FUNCTION = frozenset({"of", "the", "for", "to", "in", "'s", "’s", "-", "–"})
# What somebody is "of", "to" or "for" something, besides the OFFICES.
_ROLES = frozenset(
    "administrator adviser advisor ambassador amir bishop commander coordinator custodian dean emir envoy founder "
    "general leader manager mayor organiser organizer owner principal professor rector representative "
    "undersecretary".split()
)


def bears(word: str) -> bool:
    """Whether somebody is a word of something: "director", "mayor"."""
    return word in OFFICES or word.capitalize() in OFFICES or word.lower() in _ROLES


class Offices:
    """What the people of one reading are called besides their names."""

    def __init__(self, reading: Reading, cast: Cast, references: References) -> None:
        self.reading, self.cast, self.references = reading, cast, references
        # By the noun that heads a title: whose it is, from which token on, all its words.
        self._titles: dict[str, list[tuple[Character, int, frozenset[str]]]] = defaultdict(list)
        for person in cast.characters:
            if person.type == "Person":
                for mention in person.mentions:
                    for title in self._titles_of(mention):
                        self._learn(person, mention, title)

    def _learn(self, person: Character, mention: TokenRange, title: list[int]) -> None:
        r, words = self.reading, [self.reading.document.words[t].lower().rstrip(".") for t in title]
        told = frozenset(words) - _FUNCTION
        nouns = [
            i
            for i, t in enumerate(title)
            if r.upos[t] in ("NOUN", "PROPN") and words[i] not in HONORIFICS | BODIES and t not in self.cast.of_token
        ]
        for i in nouns:
            t, of = title[i], words[i + 1 : i + 2] in (["of"], ["for"], ["to"])
            beside = r.relations[t] in ("nmod:desc", "appos") or r.heads[t] in range(*mention)
            if beside or (of and bears(words[i])) or (i == nouns[-1] and bears(words[i])):
                self._titles[words[i]].append((person, mention[0], told))

    def _titles_of(self, mention: TokenRange) -> list[list[int]]:
        """The words that run up to a name, and the appositions beside it."""
        r, first = self.reading, mention[0]
        sentence = r.document.sentences[r.document.sentence_of[first]]
        t = first
        if t - 1 > sentence.first and r.document.words[t - 1] == "," and r.relations[t - 2] == "nmod:desc":
            t -= 1
        before = t
        while before > max(sentence.first, first - _LONGEST) and self._in_title(before - 1):
            before -= 1
        head = head_of(r, mention)
        around = [c for c in r.children[head] if r.relations[c] == "appos" and r.upos[c] in ("NOUN", "PROPN")]
        phrases = [r.subtree(c) for c in around if c not in self.cast.of_token]
        return [list(range(before, t)), *(p for p in phrases if len(p) <= _LONGEST)]

    def _in_title(self, t: int) -> bool:
        entity = self.reading.entity_of[t]
        if entity is not None and entity.type in ("Person", "Date", "Money"):
            return False
        return self.reading.upos[t] in _TITLE or self.reading.document.words[t].lower() in _FUNCTION

    def meant(self, determiner: int) -> tuple[Character, int] | None:
        """Whom the description behind a "the" means, and the token behind it; None where that is not certain.

        Only for a clause's subject, or an owner: elsewhere the article says the office as often as its holder.
        """
        r, words = self.reading, self.reading.document.words
        noun = r.heads[determiner]
        if words[determiner].lower() != "the" or not determiner < noun < determiner + _LONGEST:
            return None
        owner = r.relations[noun] == "nmod:poss" and words[noun + 1 : noun + 2] in (["'s"], ["’s"])
        if r.xpos[noun] not in ("NN", "NNP") or not (r.relations[noun].startswith("nsubj") or owner):
            return None
        phrase = [t for t in r.subtree(noun) if not (owner and t > noun)]
        if phrase[0] != determiner or len(phrase) != phrase[-1] + 1 - determiner or len(phrase) > _LONGEST:
            return None
        said = {words[t].lower() for t in phrase} - _FUNCTION
        if said & ANOTHER or any(t in self.cast.of_token and self.cast.of_token[t].type == "Person" for t in phrase):
            return None
        fits = {
            id(person): person
            for person, since, title in self._titles.get(words[noun].lower(), ())
            if since < determiner and said <= title and not (title & _NO_LONGER) - said
        }
        if len(fits) != 1:
            return None
        person = next(iter(fits.values()))
        return (person, phrase[-1] + 1) if self._agreed(noun, person) else None

    def _agreed(self, noun: int, person: Character) -> bool:
        """Whether the coreference head takes a description for a person, or for nobody in particular."""
        resolve = lambda t: self.references.pronoun(t) if t < noun else None  # noqa: E731
        found = likeliest(self.reading, self.cast, noun, lambda c: c.type == "Person", resolve)
        return found is None or found is person
