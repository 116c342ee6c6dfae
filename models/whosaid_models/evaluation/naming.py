"""GUM: the name of a source, given its mention: does it belong to the right cluster, and is it a name if there is one?

Sources are the annotated ones that have a cluster of coreferring mentions, so that only naming is measured, not finding
them. What the library answers is placed by its head word (the treebank's heads, so that the measure does not depend on
the parser that is measured): the smallest annotated mention around it says which cluster it belongs to. Where the
cluster has a mention headed by a proper noun, an answer that is none ("he", "the minister") is wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whosaid_models.assembly import Assembler
from whosaid_models.evaluation.bench import Bench
from whosaid_models.evaluation.figures import Figure, percent
from whosaid_models.text.tokens import read_document
from whosaid_models.training.corpora.conllu import read_sentences
from whosaid_models.training.corpora.json_lines import checked_spans, read_json_lines

Characters = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the treebank in the characters of the text; ``head``: the head's place, None for a root."""

    span: Characters
    is_name: bool
    head: Characters | None


@dataclass(frozen=True)
class SourcedText:
    """A text, its sources (mention, cluster), and the mentions of every cluster."""

    name: str
    text: str
    sentences: tuple[Characters, ...]
    sources: tuple[tuple[Characters, str], ...]
    clusters: dict[str, tuple[Characters, ...]]


def measure_source_names(bench: Bench) -> Iterator[Figure]:
    """Name the annotated sources of GUM dev and test."""
    rows: list[tuple[str, bool, bool, bool]] = []
    for split in ("dev", "test"):
        texts = read_texts(bench.path(f"attribution/gum.{split}.jsonl"))
        words = read_words(bench.path(f"syntax/gum.{split}.conllu"), texts)
        for text in bench.first([t for t in texts if t.sources and t.name in words]):
            rows += judge(bench, text, words[text.name])
    named = [r for r in rows if r[0] != "no name"]
    for what, chosen, right in (
        ("source → name of its cluster", rows, lambda r: r[1] and (r[2] or r[0] == "no name")),
        ("source → its cluster, named or not", rows, lambda r: r[1]),
        ("…, clusters with a name", named, lambda r: r[1] and r[2]),
        ("…, mention is a name itself", [r for r in named if r[3]], lambda r: r[1] and r[2]),
        ("…, mention is a pronoun or description", [r for r in named if not r[3]], lambda r: r[1] and r[2]),
        ("…, the same, named wrongly", [r for r in named if not r[3]], lambda r: not r[1]),
    ):
        n = sum(map(right, chosen))
        over = f"{n} of {len(chosen)} sources"
        yield Figure("naming", "GUM dev + test", what, percent(n / max(1, len(chosen))), over)


def judge(bench: Bench, text: SourcedText, words: Sequence[Word]) -> list[tuple[str, bool, bool, bool]]:
    """For each source: whether its cluster has a name; of the answer: right cluster, a name; of the mention: a name."""
    document = read_document(text.text)
    namer = Assembler(bench.reader, bench.reader.read(document), text.name).namer
    names = {m for mentions in text.clusters.values() for m in mentions if _headed_by_name(words, m)}
    out = []
    for mention, cluster in text.sources:
        _, tokens = namer.name(document.token_range(*mention))
        if tokens[0] >= tokens[1]:
            out.append(("name", False, False, mention in names))
            continue
        answer = document.characters(*tokens)
        has_name = "name" if any(m in names for m in text.clusters[cluster]) else "no name"
        right = _cluster_at(text, words, answer) == cluster
        out.append((has_name, right, _headed_by_name(words, answer), _headed_by_name(words, mention)))
    return out


def _cluster_at(text: SourcedText, words: Sequence[Word], span: Characters) -> str | None:
    """The cluster of the smallest mention around a span's head word."""
    head = _head(words, span)
    if head is None:
        return None
    around = [
        (m[1] - m[0], cluster)
        for cluster, mentions in text.clusters.items()
        for m in mentions
        if m[0] <= head.span[0] and head.span[1] <= m[1]
    ]
    return min(around)[1] if around else None


def _headed_by_name(words: Sequence[Word], span: Characters) -> bool:
    head = _head(words, span)
    return head is not None and head.is_name


def _head(words: Sequence[Word], span: Characters) -> Word | None:
    """The word of a span whose head is outside it."""
    inside = [w for w in words if span[0] <= w.span[0] and w.span[1] <= span[1]]
    outward = (w for w in inside if w.head is None or not (span[0] <= w.head[0] and w.head[1] <= span[1]))
    return next(outward, None)


def read_texts(path: Path) -> list[SourcedText]:
    """Read GUM's JSON lines. Raises CorpusError naming the line."""
    return read_json_lines(path, "a text with attributions and clusters", _text)


def _text(item: dict[str, Any]) -> SourcedText:
    length = len(item["text"])
    clusters = {c["cluster"]: checked_spans(c["mentions"], length) for c in item["clusters"]}
    sources = {
        (checked_spans(a["source"], length)[0], a["source_cluster"])
        for a in item["attributions"]
        if a["source"] and a["source_cluster"] in clusters
    }
    sentences = checked_spans(item["sents"], length)
    return SourcedText(item["id"], item["text"], sentences, tuple(sorted(sources)), clusters)


def read_words(path: Path, texts: Sequence[SourcedText]) -> dict[str, list[Word]]:
    """Place the treebank's words in the texts; a text whose sentences are not the treebank's is left out."""
    by_name = {t.name: t for t in texts}
    found: dict[str, list[Word]] = defaultdict(list)
    for sentences in read_sentences(path):
        text = by_name.get(sentences[0].sent_id.rsplit("-", 1)[0])
        if text is None or len(text.sentences) != len(sentences):
            continue
        for sentence, (at, _) in zip(sentences, text.sentences, strict=True):
            spans = []
            for word, space in sentence.words:
                spans.append((at, at + len(word)))
                at += len(word) + space
            for span, (upos, _, head, _) in zip(spans, sentence.rows, strict=True):
                found[text.name].append(Word(span, upos == "PROPN", spans[head - 1] if head else None))
    return dict(found)
