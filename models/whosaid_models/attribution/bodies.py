"""Where the name of a body ends: what the tagger cut off after a joint, what it took in of somebody's office."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from whosaid_models.reader.reading import Reading

# What a name ends with that is an organisation's.
BODIES = frozenset(
    "ministry office agency department commission party bank court council army police government parliament union "
    "authority university association committee federation senate assembly institute bureau".split()
)
# What a person is, when it stands between a body's name and the person's.
OFFICES = frozenset(
    "CEO CFO COO CTO MP MLA SP President Chairman Chairwoman Chair Director Minister Secretary Spokesman Spokeswoman "
    "Spokesperson Inspector Superintendent Governor Senator Commissioner Chief Head Coach Captain".split()
)
_JOINTS = frozenset({"of", "for", "with", "and"})
LONGEST = 6  # words that an organisation's name may be extended to


def before_holder(words: Sequence[str], first: int, last: int, ranks: Collection[str]) -> int:
    """The end of a name before what its bearer's holder is: "Lorn Port Authority | Chairman Rear Admiral" Ola Berg."""
    at = last
    while at - first > 1 and (words[at - 1] in OFFICES or words[at - 1].lower() in ranks):
        at -= 1
    return at if any(word in OFFICES for word in words[at:last]) else last


def before_office(words: Sequence[str], first: int, last: int) -> int:
    """The end of a body's name before an office of several words: "Lorn Air | Chief Executive Officer"."""
    office = next((t for t in range(first + 1, last - 1) if words[t] in OFFICES), last)
    rest = {w.lower() for w in words[office - 1 : last]}
    return last if rest & (BODIES | _JOINTS | {"'s", "’s", "the", "-", "general"}) else office


def past_joint(reading: Reading, first: int, last: int) -> int:
    """The end of a name that the tagger cut after a joint: "Association of X with | Lorn", "department of | health"."""
    words, end = reading.document.words, reading.document.sentences[reading.document.sentence_of[first]].last
    joint = words[last - 1].lower()
    if joint not in _JOINTS or last - first < 2:
        return last
    at = last + (last < end and reading.upos[last] == "DET")
    if at < end and (following := reading.entity_of[at]) is not None and following.first == at:
        return min(following.last, end)
    after = last
    while joint in ("of", "for") and after < end and reading.upos[after] in ("NOUN", "PROPN", "ADJ"):
        after += 1
    return after if after > last else last - 1


def capitalised_until(reading: Reading, first: int, last: int) -> int:
    """The end of the capitalised words of the same sentence that follow a name and belong to no other."""
    words, sentence = reading.document.words, reading.document.sentences[reading.document.sentence_of[first]]
    while last < min(sentence.last, first + LONGEST) and reading.entity_of[last] is None and words[last][0].isupper():
        last += 1
    return last
