"""The turns of printed talk, and what says whose they are: labels, names that are called, "my name is"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from whosaid_models.attribution.characters import HONORIFICS, Cast, Character
from whosaid_models.reader.reading import Reading

_SECOND = frozenset("you your yours yourself".split())
_MARKS = frozenset({"'", "‘", "“", '"'})
# What people are called by besides the honorifics.
_CALLED = HONORIFICS | frozenset(
    "justice senator president minister chairman chairwoman counsel doctor congresswoman congressman representative "
    "speaker ambassador secretary chancellor chief mayor governor councillor".split()
)
# Words beside a name that is called.
_CALLING = frozenset("alright okay ok so now and next please proceed go ahead yes your turn over to again".split())
_GREETINGS = frozenset("hi hello hey welcome morning afternoon evening".split())
_BE = frozenset("am 'm ’m is 's ’s".split())
_LONGEST_CALL, _LONGEST_LABEL, _LABELS = 8, 5, 2
_ADDRESS = 5  # tokens in which a question says whom it asks
_BEGINNING = 8  # words in which a question without a mark says that it is one
_EARLY = 3  # sentences of a turn in which people say who they are


@dataclass(frozen=True)
class Turn:
    """A paragraph: tokens ``[first, last)``. ``asks``: it ends with a question; ``asks_you``: ... and asks "you"."""

    paragraph: int
    first: int
    last: int
    asks: bool
    asks_you: bool


def turns_of(reading: Reading) -> list[Turn]:
    """All paragraphs of an article."""
    document = reading.document
    out = []
    for paragraph, group in groupby(document.sentences, key=lambda s: s.paragraph):
        sentences = list(group)
        first, last = sentences[0].first, sentences[-1].last
        asks = not document.quoted[first] and "?" in document.words[max(first, last - 2) : last]
        wonders = not document.quoted[first] and _wants_to_know([w.lower() for w in document.words[first:last]])
        asks_you = wonders or (asks and any(_asks(document.words[s.first : s.last]) for s in sentences))
        out.append(Turn(paragraph, first, last, asks or wonders, asks_you))
    return out


def _asks(words: Sequence[str]) -> bool:
    """Whether a sentence is a question with "you" in it."""
    return "?" in words[-2:] and any(w.lower() in _SECOND for w in words)


def _wants_to_know(words: list[str]) -> bool:
    """Whether somebody asks without a question mark: "I wanted to ask you ...", "I wonder what you ..."."""
    begin = words[:_BEGINNING]
    return (
        "i" in begin
        and not _SECOND.isdisjoint(words)
        and any(
            w in ("wonder", "wondering") or (w in ("know", "ask") and begin[at - 1] == "to")
            for at, w in enumerate(begin)
        )
    )


def introduced(reading: Reading, cast: Cast, turn: Turn) -> Character | None:
    """Who says at the beginning of a turn "I'm Ana Ruiz", "my name is Ana Ruiz" or, in a greeting, "this is Ana Ruiz".

    A first name alone says to no reader who it is: nobody is named by it.
    """
    document = reading.document
    begin = document.sentence_of[turn.first]
    for sentence in document.sentences[begin : begin + _EARLY]:
        if sentence.paragraph != turn.paragraph:
            break
        words = [w.lower() for w in document.words[sentence.first : sentence.last]]
        for place in range(2, len(words)):
            at = sentence.first + place
            person = cast.of_token.get(at)
            if person is None or person.type != "Person" or document.quoted[at] or cast.of_token.get(at - 1) is person:
                continue
            if len(person.full) < 2 or words[place - 1] not in _BE or not _MARKS.isdisjoint(words[: place - 1]):
                continue
            end = next(last for first, last in person.mentions if first <= at < last)
            if document.words[end : end + 1] in (["'s"], ["’s"]):
                continue  # "I'm Ana's brother"
            greeting = {w.lower() for w in document.words[max(turn.first, at - _BEGINNING) : at]} & _GREETINGS
            named = words[place - 2] == "i" or words[max(0, place - 3) : place - 1] == ["my", "name"]
            if named or (greeting and words[place - 2] in ("this", "it")):
                return person
    return None


def is_heading(reading: Reading, turn: Turn) -> bool:
    """Whether a paragraph is in capitals."""
    return all(not c.islower() for w in reading.document.words[turn.first : turn.last] for c in w)


def called(reading: Reading, cast: Cast, turn: Turn) -> Character | None:
    """Whom a turn calls, by title and name: at its end ("Mr. Okoro, please proceed."), or in a question's beginning."""
    document = reading.document
    last = document.sentences[document.sentence_of[turn.last - 1]]
    tokens = [t for t in range(last.first, last.last) if reading.upos[t] != "PUNCT"]
    if tokens and len(tokens) <= _LONGEST_CALL and not document.quoted[tokens[0]]:
        called_last = _only_named(reading, cast, tokens)
        if called_last is not None:
            return called_last
    comma = next(
        (t for t in range(turn.first, min(turn.last, turn.first + _ADDRESS)) if document.words[t] == ","), None
    )
    if comma is None or not turn.asks_you or document.quoted[turn.first]:
        return None
    return _only_named(reading, cast, [t for t in range(turn.first, comma) if reading.upos[t] != "PUNCT"])


def _only_named(reading: Reading, cast: Cast, tokens: list[int]) -> Character | None:
    """The one person whom words name that are their titles, their name, and what people are called with."""
    document = reading.document
    people = {id(c): c for t in tokens if (c := cast.of_token.get(t)) is not None and c.type == "Person"}
    names = [t for t in tokens if t in cast.of_token]
    if not people and len(tokens) == 2 and reading.xpos[tokens[1]] == "NNP":  # a name that the reader knows nowhere
        names = tokens[1:]
    others = [document.words[t].lower().rstrip(".") for t in tokens if t not in names]
    titled = not _CALLED.isdisjoint([*others, *(document.words[t].lower().rstrip(".") for t in names)])
    if len(people) > 1 or not names or not titled or not all(w in _CALLED or w in _CALLING for w in others):
        return None
    if all(document.words[t].lower().rstrip(".") in _CALLED for t in names):
        return None  # "Mr. President" may be any
    if people:
        return next(iter(people.values()))
    name = (names[0], names[-1] + 1)
    return Character("Person", [name], [(document.words[names[0]],)], name, (document.words[names[0]],))


def labels(reading: Reading, cast: Cast, turns: list[Turn]) -> dict[int, Character]:
    """Who speaks in turns that begin with a label: "Ruiz: We will build." Empty unless several people are labels."""
    found: dict[int, Character | None] = {}
    for turn in turns:
        label = _label(reading, turn)
        if label is not None:
            found[turn.paragraph] = _bearer(cast, label)
    people = [c for c in found.values() if c is not None]
    if len(people) < _LABELS or len(found) < 2 * _LABELS - 1:
        return {}
    out, speaker = {}, None
    for turn in turns:
        speaker = found.get(turn.paragraph, speaker)
        if speaker is not None:
            out[turn.paragraph] = speaker
    return out


def _label(reading: Reading, turn: Turn) -> list[str] | None:
    words = reading.document.words[turn.first : min(turn.last, turn.first + _LONGEST_LABEL + 1)]
    if ":" not in words or words.index(":") in (0, len(words) - 1):
        return None
    label = words[: words.index(":")]
    return label if all(w[0].isupper() or w == "." for w in label) else None


def _bearer(cast: Cast, label: list[str]) -> Character | None:
    """The one person whose name ends a label, whatever the case of its letters."""
    name = [w.lower() for w in label if w.lower().rstrip(".") not in _CALLED]
    people = [c for c in cast.characters if c.type == "Person"]
    found = [c for c in people if name and [w.lower() for w in c.full[-len(name) :]] == name]
    return found[0] if len(found) == 1 else None
