"""What the words of two claims say about whether they can be the same claim.

Sentence embeddings hardly see a "not", another number or another name, and not at all who did it to whom: "Tarsia
accused Valoria" and "Valoria accused Tarsia" have a cosine of 0.99. So claims are compared within a ``signature`` alone
(the same negation, modality, numbers and dates), and ``compatible`` refuses pairs with different names, with opposites,
or with their words in another order. Claims that are refused although they say the same merely stay apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?|[^\W\d_]+(?:['’][^\W\d_]+)?", re.UNICODE)

_NEGATIONS = frozenset(
    "not no never nobody nothing none nor neither nowhere without refused refuses refuse cannot denied denies".split()
)
_MODALITIES = {
    "possible": "may might could can possibly perhaps maybe suspected allegedly reportedly".split(),
    "ought": "must should ought shall need needs".split(),
    "future": "will would".split(),
}
_MODALITY = {word: name for name, words in _MODALITIES.items() for word in words}

_NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
} | {
    word: str(10 * value)
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SCALES = {
    "hundred": "hundred", "thousand": "thousand", "million": "million", "billion": "billion", "trillion": "trillion",
    "m": "million", "mn": "million", "bn": "billion", "tn": "trillion", "half": "half", "third": "third",
    "quarter": "quarter", "twice": "twice", "double": "twice", "doubled": "twice",
}  # fmt: skip
_TIMES = {
    **{
        word: word
        for word in (
            "monday tuesday wednesday thursday friday saturday sunday january february march april june july august "
            "september october november december spring summer autumn winter today yesterday tomorrow"
        ).split()
    },
    **{form: unit for unit in "minute hour day week month year decade".split() for form in (unit, f"{unit}s")},
}

# Each of a pair is the other's opposite; a word stands for all that begin with it.
_OPPOSITES = tuple(
    tuple(frozenset(side.split("/")) for side in pair.strip().split("|"))
    for pair in """
    rose/rise/rising/increas/grew/grow/gain/climb/jump/soar|fell/fall/drop/declin/decreas/shrank/shrink/plung/sank
    raise/raising|lower/reduc/cut/slash
    open/opened/opening|close/closing/closure/shut
    accept/approv/agree/adopt/back/support/welcom/prais/defend|reject/oppos/refus/criticis/criticiz/condemn/dismiss
    convict/guilty/sentenc|acquit/innocent/cleared
    win/won|lose/lost
    buy/bought|sell/sold
    hire/hiring/recruit|fire/sack/dismiss/laid
    start/began/begin/launch|end/stopp/finish/ceas
    before|after
    more/higher/faster/better/larger/longer|less/lower/slower/slowly/worse/smaller/shorter/fewer
    easier|harder
    youngest|oldest
    first|last
    full|empty
    clean|polluted/dirty
    well|badly
    safe|unsafe/dangerous
    legal|illegal
    allow/permit|ban/bann/forb/prohibit
    arriv|left/leave/depart
    north/northern|south/southern
    east/eastern|west/western
    men/man/male|women/woman/female
    import|export
    all/every/everyone/everybody|some/someone/few/part/only/several
    most|few
    destroyed|part
    """.strip().splitlines()
)
# Words of a pair that are whole words, because others begin with them.
_WHOLE = frozenset(
    "cut back fire end first last well all some few part only man men win won full east west lost".split()
)

_FUNCTION_WORDS = frozenset(
    "the a an in on at by for of from to with and or but as if when while after before since during because its his "
    "her their our my your this that these those it he she they we i you there here some all most many few no not "
    "nobody everyone mr mrs ms dr sir".split()
)


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a claim.

    ``signature``: what another claim must have as well. ``capitals``: words with a capital, in lower case; the first
    word of the claim is among them.
    """

    tokens: tuple[str, ...]
    signature: str
    capitals: frozenset[str]


def wording(text: str) -> Wording:
    """Read the words of a claim."""
    found = _TOKEN.findall(unicodedata.normalize("NFKC", text))
    plain = [_without_possessive(token) for token in found]
    tokens = tuple(token.lower() for token in plain)
    capitals = frozenset(
        token.lower() for token in plain if token[:1].isupper() and token.lower() not in _FUNCTION_WORDS
    )
    return Wording(tokens, _signature(tokens), capitals)


def compatible(one: Wording, other: Wording, common: Collection[str] = ()) -> bool:
    """Whether two claims of one signature can say the same. ``common``: see ``common_words``."""
    left, right = set(one.tokens), set(other.tokens)
    if _other_names(one, right, common) and _other_names(other, left, common):
        return False
    one_side, other_side = ({side for token in only for side in _sides(token)} for only in (left - right, right - left))
    if any((pair, not side) in other_side for pair, side in one_side):
        return False
    same_words = sorted(one.tokens) == sorted(other.tokens)
    return not same_words or _is_rotation(one.tokens, other.tokens)


def common_words(texts: Iterable[str]) -> set[str]:
    """The words that the texts also write in lower case, and those made of them: what begins a claim may be no name."""
    common = set()
    for text in texts:
        for token in _TOKEN.findall(text):
            if token[0].islower():
                common.add(token)
                common.add(token.removesuffix("s"))
    return common


def _signature(tokens: tuple[str, ...]) -> str:
    negated = any(token in _NEGATIONS or token.endswith(("n't", "n’t")) for token in tokens)
    modalities = sorted({_MODALITY[token] for token in tokens if token in _MODALITY} | _obligation(tokens))
    amounts = []
    for place, token in enumerate(tokens):
        before = tokens[place - 1] if place else ""
        if token == "one" and before in ("no", "any", "every"):
            continue
        if token[0].isdigit():
            number = token.replace(",", "")
        elif token in _NUMBER_WORDS:
            number = _NUMBER_WORDS[token]
        else:
            number = ""
        if number:
            amounts.append(f"to {number}" if before == "to" else number)
        elif amount := _SCALES.get(token) or _TIMES.get(token):
            amounts.append(amount)
    return f"{'not' if negated else ''}|{','.join(modalities)}|{' '.join(sorted(amounts))}"


def _obligation(tokens: tuple[str, ...]) -> set[str]:
    has_to = any(word in ("has", "have", "had") and after == "to" for word, after in pairwise(tokens))
    return {"ought"} if has_to else set()


def _without_possessive(token: str) -> str:
    for ending in ("'s", "’s"):
        if token.endswith(ending):
            return token[: -len(ending)]
    return token


def _other_names(wording: Wording, others: set[str], common: Collection[str]) -> bool:
    """Whether it names somebody or something that the other claim does not."""
    return any(
        not any(_alike(name, other) for other in others)
        for name in wording.capitals
        if name not in common and name.removesuffix("s") not in common
    )


def _alike(name: str, other: str) -> bool:
    """The same name, or one made of the other: Tarsia, Tarsian."""
    shorter, longer = sorted((name, other), key=len)
    return name == other or (len(shorter) >= 5 and longer.startswith(shorter[:-1]) and len(longer) - len(shorter) <= 3)


@lru_cache(1 << 16)
def _sides(token: str) -> tuple[tuple[int, bool], ...]:
    """The pairs of opposites that the word belongs to, and whether to their second side."""
    return tuple(
        (number, bool(side))
        for number, pair in enumerate(_OPPOSITES)
        for side, words in enumerate(pair)
        if any(token == word or (word not in _WHOLE and len(word) > 3 and token.startswith(word)) for word in words)
    )


def _is_rotation(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether only a beginning was moved to the end: "On Friday it rained", "It rained on Friday"."""
    twice = one + one
    return any(twice[place : place + len(one)] == other for place in range(len(one)))
