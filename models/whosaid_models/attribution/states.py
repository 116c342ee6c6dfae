"""Which names are states' by what they have: an article need not say that "Tarsia" of "Tarsia's parliament" is one."""

from __future__ import annotations

from collections import Counter

from whosaid_models.reader.reading import Reading

# What a state has; not "government" or "cabinet", which are their leaders', too.
_OF_STATES = frozenset("ambassador embassy minister ministry parliament premier".split())
_OWNED = 3  # words behind a name that it may have: "Tarsia's former prime minister"


def states_of(reading: Reading) -> frozenset[str]:
    """Return the names of one word that an article uses as a state's: "Tarsia's foreign minister".

    A word that is mostly part of a longer name is none: "Ana Ruiz's minister" is somebody's.
    """
    words = reading.document.words
    owners: set[str] = set()
    alone: Counter[str] = Counter()  # how many times more often by itself than inside a longer name
    for t, word in enumerate(words):
        if not word[0].isupper() or reading.upos[t] != "PROPN":
            continue
        longer = (t > 0 and reading.upos[t - 1] == "PROPN") or reading.upos[t + 1 : t + 2] == ["PROPN"]
        alone[word] += -1 if longer else 1
        owned = {w.lower() for w in words[t + 2 : t + 2 + _OWNED]}
        if not longer and words[t + 1 : t + 2] in (["'s"], ["’s"]) and owned & _OF_STATES:
            owners.add(word)
    return frozenset(word for word in owners if alone[word] > 0)
