"""Universal Dependencies: tags and trees on the treebank's own tokens, and from raw text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from whosaid_models.evaluation.bench import Bench
from whosaid_models.evaluation.figures import Figure, f1_figure
from whosaid_models.evaluation.scoring import Counts, ParsedWord, exact_counts, parse_counts
from whosaid_models.reader.reading import Reading
from whosaid_models.text.document import Document
from whosaid_models.text.tokens import read_document
from whosaid_models.training.corpora.conllu import TreebankSentence, read_sentences
from whosaid_models.training.examples import document_of_sentences

_FAMILY = "syntax"
_FILE = "syntax/ewt.test.conllu"


def measure_gold_tokens(bench: Bench) -> Iterator[Figure]:
    """Parse the treebank's own sentences and words; all words count, punctuation too."""
    documents = bench.first(list(read_sentences(bench.path(_FILE))))
    totals: dict[str, Counts] = defaultdict(Counts)
    for sentences in documents:
        document = document_of_sentences([s.words for s in sentences])
        predicted = predicted_words(bench.reader.read(document))
        for name, counts in parse_counts(predicted, gold_words(document, sentences)).items():
            totals[name] += counts
    over = f"{sum(map(len, documents))} sentences, {totals['words'].gold} words"
    for name in ("UPOS", "UAS", "LAS", "LAS, subtypes"):
        yield Figure(_FAMILY, "EWT test, gold tokens", name, round(100 * totals[name].f1, 1), over)


def measure_raw_text(bench: Bench) -> Iterator[Figure]:
    """Parse plain text: words and sentences are cut by this library too, and F1 is over the words so found.

    The treebank's sentences of a paragraph are joined by a space, so that their ends have to be found.
    """
    yield from _raw_text_figures(bench, _FILE, "EWT test, raw text", ("sentences", "words", "UPOS", "UAS", "LAS"))


def measure_sentence_ends(bench: Bench) -> Iterator[Figure]:
    """Find the sentences of GUM's plain text as well: other kinds of text than EWT's blogs and mails."""
    yield from _raw_text_figures(bench, "syntax/gum.test.conllu", "GUM test, raw text", ("sentences", "words"))


def _raw_text_figures(bench: Bench, file: str, corpus: str, names: Sequence[str]) -> Iterator[Figure]:
    path = bench.path(file)
    documents, paragraphs = bench.first(list(read_sentences(path))), paragraph_starts(path)
    totals: dict[str, Counts] = defaultdict(Counts)
    for sentences in documents:
        gold = document_of_sentences([s.words for s in sentences])
        document = read_document(raw_text(gold, [s.sent_id in paragraphs for s in sentences]))
        totals["sentences"] += exact_counts(_sentence_spans(document), _sentence_spans(gold))
        totals["words"] += exact_counts(document.tokens, gold.tokens)
        if not set(names) - {"sentences", "words"}:
            continue  # only the rest needs the model
        predicted = predicted_words(bench.reader.read(document))
        for name, counts in parse_counts(predicted, gold_words(gold, sentences)).items():
            if name != "words":
                totals[name] += counts
    over = f"{sum(map(len, documents))} sentences, {totals['words'].gold} words"
    for name in names:
        yield f1_figure(_FAMILY, corpus, f"{name} F1", totals[name], over)


def paragraph_starts(path: Path) -> set[str]:
    """Return the ids of the sentences that begin a paragraph."""
    starts, new = set(), False
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith(("# newpar", "# newdoc")):
                new = True
            elif new and line.startswith("# sent_id = "):
                starts.add(line.removeprefix("# sent_id = ").strip())
                new = False
    return starts


def raw_text(document: Document, opens: Sequence[bool]) -> str:
    """Put a line break for the space before each sentence that opens a paragraph; offsets stay."""
    text = list(document.text)
    for sentence, new in zip(document.sentences, opens, strict=True):
        begin = document.tokens[sentence.first].begin
        if new and begin:
            text[begin - 1] = "\n"
    return "".join(text)


def predicted_words(reading: Reading) -> list[ParsedWord]:
    """Return the words of a reading."""
    place = [(t.begin, t.end) for t in reading.document.tokens]
    return [
        ParsedWord(place[i], upos, place[head] if head >= 0 else None, relation)
        for i, (upos, head, relation) in enumerate(zip(reading.upos, reading.heads, reading.relations, strict=True))
    ]


def gold_words(document: Document, sentences: Sequence[TreebankSentence]) -> list[ParsedWord]:
    """Return the words of the treebank, placed in the document that was made of its sentences."""
    place = [(t.begin, t.end) for t in document.tokens]
    words: list[ParsedWord] = []
    for sentence in sentences:
        base = len(words)
        for i, (upos, _, head, relation) in enumerate(sentence.rows):
            words.append(ParsedWord(place[base + i], upos, place[base + head - 1] if head else None, relation))
    return words


def _sentence_spans(document: Document) -> list[tuple[int, int]]:
    return [document.characters(s.first, s.last) for s in document.sentences]
