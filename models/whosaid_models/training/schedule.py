"""Which windows are read in which step: fixed by the seed alone, so that training resumes where it was."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from transformers import PreTrainedTokenizerBase

from whosaid_models.reader.pieces import WordPieces
from whosaid_models.reader.windows import EncodedDocument, encode
from whosaid_models.training.examples import Example

Part = tuple[int, int, int]  # example, first word, last word

# Windows are sorted by length within chunks of this many, so that a batch has little padding.
_CHUNK = 512


def encode_all(examples: Sequence[Example], tokenizer: PreTrainedTokenizerBase) -> list[EncodedDocument]:
    """Cut every example's words into pieces, in the examples' order."""
    pieces = WordPieces.of(tokenizer)
    return [encode(e.document, pieces) for e in examples]


def plan(
    examples: Sequence[Example],
    encoded: Sequence[EncodedDocument],
    passes: Mapping[str, float],
    window: int,
    batch_pieces: int,
    seed: int,
) -> list[list[Part]]:
    """Return all batches of the training, in order."""
    rng = random.Random(seed)
    parts: list[Part] = []
    for corpus, times in passes.items():
        members = [i for i, e in enumerate(examples) if e.corpus == corpus]
        while times > 0:
            chosen = members if times >= 1 else rng.sample(members, round(times * len(members)))
            for i in chosen:
                parts += [(i, first, last) for first, last in _cut(encoded[i], window - 2, rng)]
            times -= 1
    rng.shuffle(parts)
    batches: list[list[Part]] = []
    for begin in range(0, len(parts), _CHUNK):
        chunk = sorted(parts[begin : begin + _CHUNK], key=lambda p: _pieces(encoded, p))
        batches += _pack(encoded, chunk, batch_pieces)
    rng.shuffle(batches)
    return batches


def _pieces(encoded: Sequence[EncodedDocument], part: Part) -> int:
    i, first, last = part
    return int(encoded[i].starts[last] - encoded[i].starts[first]) + 2


def _pack(encoded: Sequence[EncodedDocument], parts: Sequence[Part], batch_pieces: int) -> list[list[Part]]:
    batches: list[list[Part]] = []
    for part in parts:  # rising lengths: the newest part is the widest
        if batches and (len(batches[-1]) + 1) * _pieces(encoded, part) <= batch_pieces:
            batches[-1].append(part)
        else:
            batches.append([part])
    return batches


def _cut(encoded: EncodedDocument, size: int, rng: random.Random) -> list[tuple[int, int]]:
    """Cut between sentences into windows; the first is of random length, so that each pass sees other contexts."""
    starts, cuts, begin = encoded.starts, [], 0
    room = size if starts[-1] <= size else rng.randint(size // 3, size)
    for s in encoded.document.sentences:
        if starts[s.last] - starts[begin] > room and s.first > begin:
            cuts.append((begin, s.first))
            begin, room = s.first, size
        while starts[s.last] - starts[begin] > size:  # one sentence longer than a window
            end = next(w for w in range(begin + 1, s.last + 1) if starts[w] - starts[begin] > size) - 1
            cuts.append((begin, max(end, begin + 1)))
            begin, room = max(end, begin + 1), size
    if begin < len(starts) - 1:
        cuts.append((begin, len(starts) - 1))
    return cuts
