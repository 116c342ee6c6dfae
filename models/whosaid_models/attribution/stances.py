"""Whether a cue attributes a claim or only a stance: what somebody says is so, or what they support, fear or demand."""

from __future__ import annotations

from whosaid_models.reader.reading import CueReading, Reading, TokenRange

_ASKING = frozenset("ask asked asks asking wonder wondered wonders wondering inquired questioned".split())
_QUESTION_WORDS = frozenset("whether if who what why how when where which".split())
# Words of cues whose clause is always somebody's claim.
_ASSERTING = frozenset(
    "say says said saying tell tells told telling think thinks thought believe believes believed claim claims claimed "
    "add adds added adding announce announces announced argue argues argued arguing clear confirm confirms confirmed "
    "explain explains explained insist insists insisted note notes noted noting predict predicts predicted report "
    "reports reported reporting state states stated stating warn warns warned warning write writes wrote".split()
)
# Who hopes that something will be so does not say that it will.
_WISHES = frozenset("hope hopes hoped hoping wish wishes wished wishing pray prays prayed praying".split())


def is_stance(reading: Reading, read: CueReading, contents: list[TokenRange]) -> bool:
    """Whether the content asserts nothing by itself: no clause of its own ("the decision"), a mere wish, a question.

    Nor where the reader says so of a clause ("is thrilled that", "had requested that"), unless it is plainly said.
    """
    cue = read.cue
    cue_words = {w.lower() for w in reading.document.words[cue[0] : cue[1]]}
    if cue_words & _WISHES or (cue_words & _ASKING and _is_question(reading, contents)):
        return True
    if read.is_stance and not cue_words & _ASSERTING:
        return True
    if not read.is_stance and any(_behind_that(reading, content) for content in contents):
        return False
    tokens = {t for span in contents for t in range(*span)}
    roots = [t for t in sorted(tokens) if reading.heads[t] not in tokens and reading.upos[t] != "PUNCT"]
    return not any(is_clause(reading, t) for t in roots if not serves(reading, cue, t))


def _is_question(reading: Reading, contents: list[TokenRange]) -> bool:
    """Whether a content begins with, or right after, the word of an indirect question: "asked if the dam is safe"."""
    first = min(contents)[0]
    return any(w.lower() in _QUESTION_WORDS for w in reading.document.words[max(0, first - 1) : first + 1])


def _behind_that(reading: Reading, content: TokenRange) -> bool:
    """Whether a content is a clause by the "that" before it, whatever the parse; not "demanded that he resign"."""
    first, last = content
    if first == 0 or reading.document.words[first - 1].lower() != "that" or reading.relations[first - 1] != "mark":
        return False
    verb = next((t for t in range(first, last) if reading.upos[t] in ("VERB", "AUX")), None)
    return verb is not None and reading.xpos[verb] != "VB"


def is_clause(reading: Reading, token: int) -> bool:
    """Whether a token heads a clause that can be true or false: finite, or with a subject of its own."""
    children = list(reading.children[token])
    if reading.xpos[token] in ("VBD", "VBZ", "VBP") or any(
        reading.relations[c] in ("aux", "cop", "aux:pass") and reading.xpos[c] in ("VBD", "VBZ", "VBP", "MD")
        for c in children
    ):
        return True
    relations = {reading.relations[c] for c in children}
    infinitive = any(reading.relations[c] == "mark" and reading.xpos[c] == "TO" for c in children)
    return bool(relations & {"nsubj", "nsubj:pass", "csubj", "expl", "nsubj:outer"}) and not infinitive


def serves(reading: Reading, cue: TokenRange, token: int) -> bool:
    """Whether a word is the cue's own auxiliary, preposition or adverb ("had planned"), which the tagger let slip."""
    relation = reading.relations[token]
    adverb = reading.xpos[token] == "RB" and not is_clause(reading, token)  # "is underway" is no adverb of "said"
    function = relation.startswith(("aux", "cop", "case", "mark")) or relation == "cc" or adverb
    if function and cue[0] <= reading.heads[token] < cue[1]:
        return True
    return relation == "case" and reading.upos[token] == "ADP"
