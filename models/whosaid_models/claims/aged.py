"""People who are called by their age: whom "the 35-year-old" means, and that they are 35 years old."""

from __future__ import annotations

from whosaid_models.attribution.antecedents import likeliest
from whosaid_models.attribution.characters import Cast, Character
from whosaid_models.attribution.references import References
from whosaid_models.claims.drafts import Piece, insertion, words
from whosaid_models.domain import EditKind
from whosaid_models.reader.reading import Reading

_SURE = 0.6  # the probability from which on the coreference head is not doubted
_YEAR_OLD = ("year", "old")


def aged(reading: Reading, the: int) -> range | None:
    """The tokens of "the 35-year-old" that stands for somebody, from its "the" on; None where it does not."""
    document = reading.document
    end = min(the + 6, document.sentences[document.sentence_of[the]].last)
    said = [document.words[t].lower() for t in range(the, end)]
    unit = [w for w in said[2:] if w not in ("-", "–")]
    if len(said) < 6 or said[0] != "the" or not said[1].isdecimal() or tuple(unit) != _YEAR_OLD:
        return None
    following = reading.upos[end] if end < len(reading.upos) else "PUNCT"
    return None if following in ("ADJ", "NOUN", "PROPN") else range(the, end)


def age(reading: Reading, the: int) -> list[Piece] | None:
    """Word the age of whoever is called by it: "the 35-year-old" -> "the (who that is) is 35 years old"."""
    phrase = aged(reading, the)
    if phrase is None:
        return None
    number, year, old = the + 1, the + 3, phrase[-1]
    years = Piece(token=year, text="years", edit=EditKind.INFLECT)
    return [Piece(token=the), insertion("is"), *words([number]), years, *words([old])]


class Aged:
    """Whom "the 35-year-old" means in one reading."""

    def __init__(self, reading: Reading, cast: Cast, references: References) -> None:
        self.reading, self.cast, self.references = reading, cast, references

    def meant(self, the: int) -> tuple[Character, int] | None:
        """Whom the phrase that begins at a token means, and where it ends; None where that is not certain.

        Not who speaks, nor the subject of a clause around it: nobody calls themselves so.
        """
        phrase = aged(self.reading, the)
        if phrase is None:
            return None
        others = self._others(phrase)

        def fits(c: Character) -> bool:
            return c.type == "Person" and id(c) not in others and c.mentions[0][0] < the

        resolve = lambda t: self.references.pronoun(t) if t < the else None  # noqa: E731
        found = (likeliest(self.reading, self.cast, t, fits, resolve, _SURE) for t in reversed(phrase))
        person = next((c for c in found if c is not None), None)
        return (person, phrase[-1] + 1) if person else None

    def _others(self, phrase: range) -> set[int]:
        """The characters (their ids) whom a description cannot mean: principle C of binding theory (Chomsky, 1981)."""
        r, at = self.reading, phrase[-1]
        others = {id(self.references.speaker(at))}
        while at >= 0:
            named = (self.cast.of_token.get(c) for c in r.children[at] if r.relations[c].startswith("nsubj"))
            others.update(id(c) for c in named if c is not None)
            at = r.heads[at]
        return others
