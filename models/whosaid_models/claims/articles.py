"""The indefinite article: which phrases that say what somebody is need one, and whether it is "a" or "an"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from whosaid_models.claims.drafts import Piece
from whosaid_models.domain import EditKind
from whosaid_models.reader.reading import Reading

# Offices that one person has at a time: "X is president", but "X is a singer".
_UNIQUE = frozenset(
    "amir archbishop bishop ceo cfo chair chairman chairperson chairwoman chancellor chief commander coo cto dean "
    "director editor elect emir emperor empress general governor head king mayor minister pm pope premier president "
    "prince princess principal queen rector secretary speaker sultan treasurer undersecretary".split()
)
# "Chief Executive Officer", "Director General of ..."
_FIRST = frozenset({"chief", "general"})
# Those that one person has of one thing: "X is leader of the party", but "X is a party leader".
_UNIQUE_OF = frozenset(
    "ambassador captain coach commissioner coordinator custodian deputy editor founder home leader manager owner "
    "representative ruler spokesman spokesperson spokeswoman superintendent".split()
)
# Of whom there are several, whatever they had.
_FORMER = frozenset({"former", "ex", "ex-"})
_OF = frozenset({"at", "for", "in", "of", "to"})
_DETERMINED = frozenset({"CD", "DT", "PDT", "POS", "PRP$", "WP$"})
_YOU = ("eu", "one", "onc", "uni", "ura", "use", "usu", "uti", "u.")
_MUTE = ("heir", "honest", "honor", "honour", "hour")
_SPELT = frozenset("AEFHILMNORSX")  # letters whose names begin with a vowel


def indefinite(following: str) -> str:
    """Whether "a" or "an" stands before a word: by its first sound, that of its first letter where it is spelt."""
    lowered = following.lower()
    if following[:1].isdigit():
        return "an" if following[0] == "8" or following in ("11", "18") else "a"
    letters = following.rstrip("s").replace(".", "")
    if letters.isupper() and (len(letters) <= 3 or not set("AEIOU") & set(letters)):
        return "an" if letters[0] in _SPELT else "a"
    vowel = lowered.startswith(("a", "e", "i", "o", "u", *_MUTE)) and not lowered.startswith(_YOU)
    return "an" if vowel else "a"


def article_for(reading: Reading, phrase: Sequence[int], *, singular: bool = False) -> str | None:
    """The article that a phrase which says what somebody is lacks; None where it stands without one.

    ``phrase``: its tokens; ``singular``: the noun is put in the singular ("ministers X and Y").
    """
    r, words = reading, [reading.document.words[t].lower().rstrip(".") for t in phrase]
    behind = next((i for i, w in enumerate(words) if w in _OF and i > 0), len(words))
    if not phrase or r.upos[phrase[0]] == "ADV" or any(r.xpos[t] in _DETERMINED for t in phrase[:behind]):
        return None
    head, noun = phrase[behind - 1], words[behind - 1]
    if not (singular or r.xpos[head] in ("NN", "NNP")) or r.upos[head] not in ("NOUN", "PROPN"):
        return None
    unique = bool(_UNIQUE & {noun, words[-1]} or _FIRST & set(words[:behind]))
    unique = unique or (noun in _UNIQUE_OF and behind < len(words))
    if unique and words[0] not in _FORMER and not words[0].startswith("ex-"):
        return None
    return indefinite(r.document.words[phrase[0]])


def agreed(reading: Reading, pieces: list[Piece]) -> list[Piece]:
    """Make "a" and "an" fit what stands behind them now: "a fair and impartial trial" -> "an impartial trial".

    Of two articles side by side one stays: a phrase that was put behind "the" may bring its own.
    """
    said = [p.text if p.text is not None else reading.document.words[p.token] for p in pieces]
    twice = {i for i, (a, b) in enumerate(pairwise(said)) if a.lower() == b.lower() == "the"}
    out = [p for i, p in enumerate(pieces) if i not in twice]
    for i, p in enumerate(out[:-1]):
        word = reading.document.words[p.token].lower() if p.token >= 0 and p.text is None else ""
        following = out[i + 1]
        if word not in ("a", "an") or reading.upos[p.token] != "DET" or following.token == p.token + 1:
            continue
        text = following.text if following.text is not None else reading.document.words[following.token]
        if text[:1].isalnum() and (form := indefinite(text)) != word:
            form = form.capitalize() if reading.document.words[p.token][0].isupper() else form
            out[i] = replace(p, text=form, edit=EditKind.INFLECT)
    return out
