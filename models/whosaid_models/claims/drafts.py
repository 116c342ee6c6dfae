"""A claim in the making: the article's tokens in the claim's order, and what is put between or instead of them.

Nothing else can get into a claim: a piece is a token of the article as it stands, a token in another form or
stood for by other tokens (with the kind of edit), or one of a closed list of words that the grammar needs.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum

from whosaid_models.domain import EditKind
from whosaid_models.reader.reading import TokenRange


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of a claim.

    ``token``: the token of the article that stands here (for its place and for the spaces around it); -1 for an
    insertion. ``text``: what is written instead of the token; None: the token as it is. ``origin``: the tokens
    that the text was taken from, when they are elsewhere. ``edit``: why the text is not the token.
    """

    token: int = -1
    text: str | None = None
    edit: EditKind | None = None
    origin: TokenRange | None = None
    glue: bool = False  # no space before, as for a possessive ending


class Unit(Enum):
    """What a claim was made of: the construction in the sentence."""

    MAIN = "main"  # a main clause, or the main clause of an attribution's content
    CONJUNCT = "conjunct"  # a coordinated predicate
    ADVERBIAL = "adverbial"  # an adverbial clause
    PARTICIPLE = "participle"  # an adverbial clause without a finite verb
    RELATIVE = "relative"  # a relative clause
    RESTRICTIVE = "restrictive"  # a relative clause that says which one is meant
    ADNOMINAL = "adnominal"  # a participial clause after a noun
    REDUCED = "reduced"  # the same, saying which one is meant
    AGE = "age"  # a number after a person's name
    APPOSITION = "apposition"
    TITLE = "title"  # words before a person's name
    CLASS = "class"  # words around another name that say what sort of thing it is
    PARATAXIS = "parataxis"


@dataclass
class Draft:
    """A claim before it is written out. ``predicate``: the token that heads it; ``attribution``: in the forest."""

    unit: Unit
    predicate: int
    pieces: list[Piece]
    sentence: int
    attribution: int | None = None
    features: dict[str, float] = field(default_factory=dict)
    context_dependent: bool = False

    def tokens(self) -> list[int]:
        """The article's tokens that stand in the claim, in the article's order."""
        return sorted({p.token for p in self.pieces if p.token >= 0})

    def with_pieces(self, pieces: list[Piece]) -> Draft:
        """The same claim, otherwise worded."""
        return replace(self, pieces=pieces, features=dict(self.features))


def words(tokens: list[int]) -> list[Piece]:
    """Pieces for tokens as they stand."""
    return [Piece(token=t) for t in tokens]


def insertion(text: str, *, glue: bool = False) -> Piece:
    """A word that the grammar needs and the article does not have here."""
    return Piece(text=text, edit=EditKind.INSERT, glue=glue)


def punctuation(mark: str) -> Piece:
    """A mark that the claim needs and the article does not have here."""
    return Piece(text=mark, edit=EditKind.CASE_PUNCTUATION)
