"""Writing names into claims, where a pronoun or a description of their bearers stands."""

from __future__ import annotations

from dataclasses import replace

from whosaid_models.attribution.characters import Cast, Character
from whosaid_models.claims.drafts import Piece, punctuation
from whosaid_models.domain import EditKind
from whosaid_models.reader.reading import Reading, TokenRange

_POSSESSIVE = frozenset({"PRP$"})


class Names:
    """Writes names of one reading's cast."""

    def __init__(self, reading: Reading, cast: Cast) -> None:
        self.reading, self.cast = reading, cast

    def one(self, piece: Piece, name: TokenRange) -> list[Piece]:
        """Write a name where a pronoun stands, with the possessive ending where it owned something."""
        words, name = self.reading.document, self._with_article(name)
        text = " ".join(words.span_text(*name).split()).removesuffix("'s").removesuffix("’s")
        text = text[:1].lower() + text[1:] if text.startswith("The ") and words.words[name[0]] == "The" else text
        pronoun = words.words[piece.token].lower()
        if self.reading.xpos[piece.token] in _POSSESSIVE or pronoun in ("my", "mine", "his", "its", "our", "ours"):
            text += "'" if text.endswith("s") and not text[0].isupper() else "'s"
        return [replace(piece, text=text, edit=EditKind.RESOLVE_MENTION, origin=name)]

    def all_of(self, piece: Piece, people: list[Character]) -> list[Piece]:
        """Write several names where "they" stands: "Ana Ruiz, Ida Holm and Ben Okoro"."""
        out: list[Piece] = []
        for person in people:
            if out:
                last = person is people[-1]
                out.append(Piece(text="and", edit=EditKind.INSERT) if last else punctuation(","))
            text = " ".join(self.reading.document.span_text(*person.name).split())
            if person is people[-1] and self.reading.document.words[piece.token].lower() == "their":
                text += "'s"
            out.append(Piece(text=text, edit=EditKind.RESOLVE_MENTION, origin=person.name))
        out[0] = replace(out[0], token=piece.token)
        return out

    def _with_article(self, name: TokenRange) -> TokenRange:
        """A name with the "the" that the article somewhere gives it ("the Lorn Port Authority"), else without."""
        r, words = self.reading, self.reading.document.words
        character = self.cast.of_token.get(name[0])
        if character is None or character.type == "Person":
            return name
        for first, last in character.mentions:
            before = first - 1
            if before < 0 or words[before].lower() != "the" or not first <= r.heads[before] < last:
                continue
            if words[first:last] == words[slice(*name)] and r.relations[r.heads[before]] not in ("compound", "amod"):
                return before, last
        return name
