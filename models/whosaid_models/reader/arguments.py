"""Whose source and contents which words are: nearly all stand near their cue, and are looked for there first."""

from __future__ import annotations

import numpy as np

from whosaid_models.reader import labels
from whosaid_models.reader.decoding import bio_spans, viterbi
from whosaid_models.reader.engine import Engine, Floats, Ints

# So many words before a cue's first and after it are scored, then more for those cues whose arguments come near the end
# of what was scored, then all: what is found is what scoring every word finds, but for an argument that stands far away
# by itself.
_REACHES = ((36, 48), (64, 80))
# So near: a content that goes on behind a few words which are not said ("…", she added, "…") goes on over these.
_MARGIN = 12


def find_arguments(
    engine: Engine, states: Floats, sentence_of: Ints, cues: Ints, scheme: int
) -> list[list[tuple[int, int, str]]]:
    """Find the arguments of a window's cues.

    states [W, H]; sentence_of [W]; cues [C, 2] (words ``[first, last)``), at least one; scheme: index in SCHEMES.
    Returns for each cue spans (first word, last + 1, role), in their order.
    """
    out: list[list[tuple[int, int, str]]] = [[] for _ in cues]
    asked = list(range(len(cues)))
    for reach in (*_REACHES, None):
        # Those that see all do it one by one: each stands elsewhere in the window.
        groups = [asked] if reach else [[cue] for cue in asked]
        asked = []
        for group in groups:
            if not group:
                continue
            before, after = _within(reach, cues[group, 0], len(states))
            places = np.arange(-before, after + 1)
            scores = engine.arguments(states, sentence_of, cues[group], np.full(len(group), scheme), places)
            argued = scores.argmax(2) > 0
            for cue, row, marks in zip(group, scores.astype(np.float64), argued, strict=True):
                at = int(cues[cue, 0])
                first, last = max(0, at - before), min(len(states), at + after + 1)
                seen = slice(first - at + before, last - at + before)
                # Whether arguments come near an end of what was scored that is none of the window's.
                if (first > 0 and marks[seen][:_MARGIN].any()) or (last < len(states) and marks[seen][-_MARGIN:].any()):
                    asked.append(cue)
                else:
                    spans = bio_spans(viterbi(row[seen], labels.ARGUMENT), labels.ARGUMENT)
                    out[cue] = [(a + first, b + first, role) for a, b, role in spans]
    return out


def _within(reach: tuple[int, int] | None, cues: Ints, words: int) -> tuple[int, int]:
    """How far all of some cues see: no further than the window goes from one of them."""
    before, after = int(cues.max()), words - 1 - int(cues.min())
    return (min(reach[0], before), min(reach[1], after)) if reach else (before, after)
