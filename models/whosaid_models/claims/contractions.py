"""Verbs that are written together with a pronoun, in full: beside a name "'s" would be its possessive ending."""

from __future__ import annotations

from whosaid_models.reader.reading import Reading

_FORMS = {"ll": "will", "ve": "has", "re": "are"}


def in_full(reading: Reading, pronoun: int) -> dict[int, str]:
    """What the verb that is contracted with a pronoun of the third person is, by its token; nothing without one.

    "He's left" -> "has", "she's ill" -> "is", "it'd go" -> "would".
    """
    r, t = reading, pronoun + 1
    if t >= len(r.upos) or r.upos[t] != "AUX" or r.document.tokens[pronoun].end != r.document.tokens[t].begin:
        return {}
    word = r.document.words[t].lower()
    if word[0] not in "'’":
        return {}
    verb = r.xpos[r.heads[t]] if r.heads[t] >= 0 else ""
    perfect = verb in ("VBN", "VBD") and r.relations[t] == "aux"
    if word[1:] == "s":
        return {t: "has" if perfect else "is"}
    if word[1:] == "d":
        return {t: "had" if perfect else "would"}
    return {t: _FORMS[word[1:]]} if word[1:] in _FORMS else {}
