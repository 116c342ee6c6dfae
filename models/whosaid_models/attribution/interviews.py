"""Whose words an article prints, by what its heading and introduction say: an interview with X, remarks by Y."""

from __future__ import annotations

from whosaid_models.attribution.characters import Cast, Character
from whosaid_models.reader.reading import Reading

_CREDITS = frozenset("image images photo photos photograph picture credit by".split())
_SPEECHES = frozenset("remarks speech address statement testimony lecture letter sermon eulogy".split())
_OF_ONE = frozenset({"appos", "flat", "compound", "nmod:desc"})
_HEADINGS = 3  # sentences that may say whose speech it is


def guest_of(reading: Reading, cast: Cast, end: int) -> tuple[Character | None, bool]:
    """Return an interview's guest, and whether the introduction, which ends at a token, says that it is an interview.

    Where it says whom, that is the guest; else the one person whom it names most often. None where that is not one.
    """
    words = reading.document.words
    announced = [t for t in range(end) if words[t].lower().startswith("interview")]
    for t in announced:
        if reading.document.quoted[t]:
            continue
        people = _whom(reading, cast, t)
        if len(people) == 1:
            return people[0], True
        if people:
            return None, True
    objects = any(_object(reading, t) is not None for t in announced)
    counts = [
        (sum(first < end and not _credited(reading, first) for first, _ in c.mentions), c)
        for c in cast.characters
        if c.type == "Person"
    ]
    most = max((n for n, _ in counts), default=0)
    best = [c for n, c in counts if n == most > 0]
    return (best[0] if len(best) == 1 and not objects else None), bool(announced)


def _whom(reading: Reading, cast: Cast, token: int) -> list[Character]:
    """Who is interviewed: the people in the object of "interviewed", or before "interviewed by" or ": an interview"."""
    words, sentence = reading.document.words, reading.document.sentences[reading.document.sentence_of[token]]
    head = _object(reading, token)
    if words[token + 1 : token + 2] == ["by"]:
        return _people(cast, range(sentence.first, token))
    if head is not None and (people := _in_phrase(reading, cast, head)):
        return people
    colon = [t for t in range(sentence.first, token) if words[t] == ":"]
    return _people(cast, range(sentence.first, colon[0])) if colon else []


def _object(reading: Reading, token: int) -> int | None:
    """The head of whom an interview is with, or who is interviewed."""
    for c in reading.children[token]:
        case = {reading.document.words[k].lower() for k in reading.children[c] if reading.relations[k] == "case"}
        if reading.relations[c] == "obj" or (reading.relations[c].startswith(("nmod", "obl")) and case & {"with"}):
            return c
    return None


def _in_phrase(reading: Reading, cast: Cast, head: int) -> list[Character]:
    """The people whom a noun, its appositions and its conjuncts name."""
    people: dict[int, Character] = {}
    stack = [head]
    while stack:
        at = stack.pop()
        if (c := cast.of_token.get(at)) is not None and c.type == "Person":
            people[id(c)] = c
        stack += [k for k in reading.children[at] if reading.relations[k] in _OF_ONE or reading.relations[k] == "conj"]
    return list(people.values())


def _people(cast: Cast, tokens: range) -> list[Character]:
    found = (cast.of_token.get(t) for t in tokens)
    return list({id(c): c for c in found if c is not None and c.type == "Person"}.values())


def _credited(reading: Reading, first: int) -> bool:
    """Whether a name is a photographer's: "Image: Ana Ruiz"."""
    words = [w.lower() for w in reading.document.words[max(0, first - 2) : first]]
    return words[-1:] == [":"] and words[0] in _CREDITS


def speaker_of(reading: Reading, cast: Cast, end: int) -> Character | None:
    """Whose speech an article's heading says it prints: "Remarks by President Ruiz", "Ruiz's speech", "Ruiz Speech"."""
    document = reading.document
    for s in document.sentences[:_HEADINGS]:
        if s.first >= end or document.words[s.last - 1] in (".", "!", "?"):
            continue
        for t in range(s.first, s.last):
            if document.words[t].lower() not in _SPEECHES or document.quoted[t]:
                continue
            people = _people(cast, range(s.first, t))
            if document.words[t + 1 : t + 2] and document.words[t + 1].lower() in ("by", "of", "from"):
                people = _people(cast, range(t + 1, s.last))
            if len(people) == 1:
                return people[0]
    return None
