"""Somebody who has spoken in an article."""

from __future__ import annotations

from dataclasses import dataclass, field

from whosaid_models.attribution.characters import Character
from whosaid_models.reader.reading import TokenRange


@dataclass
class Speaker:
    """Somebody who has spoken. ``name``: the tokens of the best name; ``last``: the first token of the last mention.

    ``stated``: the same of the last one that says something, rather than supports or fears it; -1 for none.
    """

    name: TokenRange
    character: Character | None
    kind: str  # one of SOURCE_TYPES
    last: int
    gender: str = ""
    plural: bool = False
    nouns: set[str] = field(default_factory=set)  # what the article calls it: "spokesman", "report"
    mentions: list[TokenRange] = field(default_factory=list)
    stated: int = -1
