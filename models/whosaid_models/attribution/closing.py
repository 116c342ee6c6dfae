"""What stands behind a statement and says where it is from: "Rents fell, a survey by the council shows."."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from whosaid_models.reader.reading import Reading, TokenRange

_SHOWING = frozenset(
    "find finds found indicate indicates indicated reveal reveals revealed show shows showed suggest suggests "
    "suggested".split()
)
_EVIDENCE = frozenset(
    "analysis audit census data document documents figures findings inquiry investigation paper papers poll record "
    "records report reports research review statistics studies study survey surveys".split()
)


def closing_evidence(reading: Reading, cues: Collection[int]) -> Iterator[tuple[TokenRange, TokenRange, TokenRange]]:
    """Find the cue, source and content of sentences that end so and have none of the ``cues`` (tokens)."""
    r, words = reading, reading.document.words
    for sentence in r.document.sentences:
        inside = range(sentence.first, sentence.last)
        verb = next((t for t in reversed(inside) if r.upos[t] != "PUNCT"), sentence.first)
        if words[verb].lower() not in _SHOWING or any(t in cues for t in inside):
            continue
        noun = next((c for c in r.children[verb] if c < verb and r.relations[c].startswith("nsubj")), -1)
        if noun < 0 or words[noun].lower() not in _EVIDENCE:
            continue
        first = min(t for t in r.subtree(noun) if r.upos[t] != "PUNCT")
        if first - 1 > sentence.first + 1 and words[first - 1] == ",":
            yield (verb, verb + 1), (first, verb), (sentence.first, first - 1)
