"""Universal Dependencies treebanks (CoNLL-U): tags, heads, relations; attributions of the same sentences if any."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from whosaid_models.reader import labels
from whosaid_models.training.corpora.coreference import mentions_of_clusters, tree_head
from whosaid_models.training.corpora.json_lines import read_json_lines
from whosaid_models.training.examples import IGNORE, CorpusError, Example, LabelledAttribution, document_of_sentences

_UPOS = {v: i for i, v in enumerate(labels.UPOS)}
_XPOS = {v: i for i, v in enumerate(labels.XPOS)}
_DEPREL = {v: i for i, v in enumerate(labels.DEPREL)}


_Spans = dict[str, list[list[int]]]  # of an attribution: source, cue, content; each a list of [begin, end]


@dataclass(frozen=True)
class _GumDocument:
    sentences: list[list[int]]
    attributions: list[_Spans]
    clusters: list[list[list[int]]]  # of coreference: their mentions [begin, end]


@dataclass
class TreebankSentence:
    """One sentence: words with the spaces after them, and the columns of the heads."""

    sent_id: str
    text: str
    words: list[tuple[str, bool]] = field(default_factory=list)
    rows: list[tuple[str, str, int, str]] = field(default_factory=list)  # UPOS, XPOS, head (1-based, 0 root), relation
    features: list[str] = field(default_factory=list)  # as written: "Number=Sing|Person=3", "_" for none


def read_sentences(path: Path) -> Iterator[list[TreebankSentence]]:
    """Yield the documents of a treebank, each a list of sentences. Raises CorpusError."""
    document: list[TreebankSentence] = []
    block: list[tuple[int, str]] = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate([*lines, "\n"], 1):
            if line.strip():
                if line.startswith("# newdoc") and document:
                    yield document
                    document = []
                block.append((number, line.rstrip("\n")))
            elif block:
                document.append(_read_block(path, block))
                block = []
    if document:
        yield document


def _read_block(path: Path, block: list[tuple[int, str]]) -> TreebankSentence:
    meta = dict(line[2:].split(" = ", 1) for _, line in block if line.startswith("# ") and " = " in line)
    sentence = TreebankSentence(meta.get("sent_id", ""), meta.get("text", ""))
    multiword: tuple[int, int, str, bool] | None = None
    numbers: list[int] = []
    for number, line in block:
        if line.startswith("#"):
            continue
        columns = line.split("\t")
        if len(columns) != 10:
            raise CorpusError(f"{path}:{number}: expected 10 tab-separated columns, found {len(columns)}")
        space = "SpaceAfter=No" not in columns[9]
        if "-" in columns[0]:
            begin, end = map(int, columns[0].split("-"))
            multiword = (begin, end, columns[1], space)
        elif "." not in columns[0]:
            index = int(columns[0])
            inside = multiword is not None and multiword[0] <= index <= multiword[1]
            if inside and multiword is not None:
                space = multiword[3] and index == multiword[1]
            sentence.words.append((columns[1].replace(" ", "_"), space))
            if not columns[6].isdecimal():
                raise CorpusError(f"{path}:{number}: the head {columns[6]!r} is no number")
            sentence.rows.append((columns[3], columns[4], int(columns[6]), columns[7]))
            sentence.features.append(columns[5])
            numbers.append(number)
    for number, row in zip(numbers, sentence.rows, strict=True):
        if row[2] > len(sentence.rows):
            raise CorpusError(f"{path}:{number}: the head {row[2]} is outside the sentence")
    return sentence


def read_treebank(path: Path, corpus: str, attributions: Path | None = None) -> list[Example]:
    """Read a treebank; ``attributions`` is PropBank's or GUM's file for the same sentences, if any."""
    by_sentence = _propbank(attributions) if attributions and "propbank" in attributions.name else {}
    by_document = _gum(attributions) if attributions and "gum" in attributions.name else {}
    examples = []
    for sentences in read_sentences(path):
        example = _example(sentences, corpus)
        if attributions:
            example.scheme = labels.SCHEMES.index("clause")
            if by_sentence:
                example.attributions = _attach(example, sentences, by_sentence)
            else:
                _attach_gum(example, sentences, by_document)
        examples.append(example)
    return examples


def _example(sentences: list[TreebankSentence], corpus: str) -> Example:
    document = document_of_sentences([s.words for s in sentences])
    upos, xpos, heads, relations = [], [], [], []
    base = 0
    for s in sentences:
        for u, x, head, relation in s.rows:
            upos.append(_UPOS.get(u, IGNORE))
            xpos.append(_XPOS.get(x, IGNORE))
            heads.append(base + head - 1 if head else -1)
            relations.append(_DEPREL.get(relation, _DEPREL.get(relation.split(":")[0], IGNORE)))
        base += len(s.rows)
    columns = [np.array(c, dtype=np.int64) for c in (upos, xpos, heads, relations)]
    return Example(document, corpus, upos=columns[0], xpos=columns[1], heads=columns[2], relations=columns[3])


def _propbank(path: Path) -> dict[str, list[_Spans]]:
    found: dict[str, list[_Spans]] = defaultdict(list)
    items = read_json_lines(path, "a PropBank sentence", lambda item: (item["id"], item["attributions"]))
    for sent_id, attributions in items:
        found[sent_id] += attributions
    return dict(found)


def _attach(
    example: Example, sentences: list[TreebankSentence], found: dict[str, list[_Spans]]
) -> list[LabelledAttribution]:
    """Place attributions given in characters of a sentence's own text."""
    out = []
    for s, span in zip(sentences, example.document.sentences, strict=True):
        base = example.document.tokens[span.first].begin
        for a in found.get(s.sent_id, ()):
            ranges = {
                role: [example.document.token_range(base + b, base + e) for b, e in a[role]]
                for role in ("cue", "source", "content")
            }
            if ranges["cue"] and ranges["content"]:
                out.append(LabelledAttribution(ranges["cue"][0], tuple(ranges["source"]), tuple(ranges["content"])))
    return out


def _gum(path: Path) -> dict[str, _GumDocument]:
    return dict(read_json_lines(path, "a GUM document", _gum_document))


def _gum_document(item: dict[str, Any]) -> tuple[str, _GumDocument]:
    clusters = [cluster["mentions"] for cluster in item["clusters"]]
    return item["id"], _GumDocument(item["sents"], item["attributions"], clusters)


def _attach_gum(example: Example, sentences: list[TreebankSentence], found: dict[str, _GumDocument]) -> None:
    """Place GUM's attributions and mentions: its text has the same sentences, offsets map sentence by sentence."""
    name = sentences[0].sent_id.rsplit("-", 1)[0]
    item = found.get(name)
    if item is None or len(item.sentences) != len(example.document.sentences):
        return
    document, starts = example.document, [b for b, _ in item.sentences]
    shift = [document.tokens[s.first].begin - b for s, b in zip(document.sentences, starts, strict=True)]

    def place(span: list[int]) -> tuple[int, int]:
        first = int(np.searchsorted(starts, span[0], side="right")) - 1
        last = int(np.searchsorted(starts, span[1] - 1, side="right")) - 1
        return document.token_range(span[0] + shift[first], span[1] + shift[last])

    for a in item.attributions:
        cues = sorted(place(c) for c in a["cue"])
        if cues and a["content"]:
            example.attributions.append(
                LabelledAttribution(cues[0], tuple(map(place, a["source"])), tuple(map(place, a["content"])))
            )
    heads = example.heads
    if heads is not None:
        clusters = [[tree_head(heads, *place(m)) for m in mentions] for mentions in item.clusters]
        example.mentions = mentions_of_clusters(clusters)
