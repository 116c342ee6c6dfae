"""Negated and hedged claims, against 200 annotated claims of claims/tune that were labelled one by one.

The labels (``polarity_labels.tsv``: article, the first 16 digits of the SHA-256 of ``article NUL claim``, negated,
hedged) were made from each claim and its evidence by one annotator (a large language model, as for the claims), before
the rule or its answers were seen; the rule was then written anew to the same definition, on claims/train:

- *negated*: the claim's own main predication is negated by a word of negation: "not", "never", "no", "none", "neither",
  "without" as its predicate. Not: a negation inside a complement, a modifier or an adjunct ("asked them not to go",
  "left without a word"), or a verb that merely means a lack ("failed", "refused").
- *hedged*: the claim is asserted with reservation (Prince et al., 1982): by a plausibility shield on its main
  predication ("may", "might", "could", "is likely", "appears", "reportedly", "allegedly", "is expected to", "there are
  allegations that", "at least for now"), or by an approximator on it or on a quantity among its arguments ("about",
  "some 30,000", "almost", "effectively"). Not: bounds ("at least two", "up to"), quantities of other kinds ("some of
  them", "mostly"), plans and duties, conditions, "would" for a future seen from the past, hedges inside modifiers
  ("the alleged thief was arrested").

The 200 were chosen by the text alone: all 54 annotated claims with a word that may negate, then in the order of their
SHA-256 80 of those with a word that may hedge, and 66 of the rest. So they are harder than claims at large, of which
fewer are negated or hedged.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from whosaid_models.claims.drafts import Draft, Unit, words
from whosaid_models.claims.labelling import is_hedged, is_negated
from whosaid_models.evaluation.bench import Bench, MissingCorpusError
from whosaid_models.evaluation.figures import Figure, f1_figure, percent
from whosaid_models.evaluation.matching import matched_articles
from whosaid_models.evaluation.scoring import Counts, decision_counts
from whosaid_models.reader.model import ArticleReader
from whosaid_models.text.tokens import read_document

LABELS = Path(__file__).with_name("polarity_labels.tsv")
_FAMILY = "polarity"

Polarity = tuple[bool, bool]  # negated, hedged


def measure_polarity(bench: Bench) -> Iterator[Figure]:
    """Label the annotated wordings by themselves: what the rule alone is worth."""
    labels = read_labels(LABELS)
    pairs: list[tuple[Polarity, Polarity]] = []
    for file in bench.first(sorted(bench.path("claims/tune").glob("*.json"))):
        texts = [c["text"] for c in json.loads(file.read_text(encoding="utf-8"))["claims"]]
        known = [(t, labels[key(file.stem, t)]) for t in texts if key(file.stem, t) in labels]
        pairs += [(polarity(bench.reader, text), gold) for text, gold in known]
    yield from polarity_figures("claims tune, annotated wording", pairs)


def measure_extracted_polarity(bench: Bench) -> Iterator[Figure]:
    """Judge the flags of the library's own claims, where they were matched with labelled ones."""
    labels = read_labels(LABELS)
    pairs: list[tuple[Polarity, Polarity]] = []
    for article in matched_articles(bench):
        for ours, (annotated, _) in article.pairs.items():
            claim = article.extraction.claims[ours]
            gold = labels.get(key(article.file.stem, article.annotated[annotated]["text"]))
            if gold is not None:
                pairs.append(((claim.negated, claim.hedged), gold))
    yield from polarity_figures("claims tune, as extracted", pairs)


def polarity(reader: ArticleReader, text: str) -> Polarity:
    """Say whether a claim, given as its text alone, is negated and hedged."""
    document = read_document(text)
    reading = reader.read(document)
    root = next(t for t, head in enumerate(reading.heads) if head < 0)
    draft = Draft(Unit.MAIN, root, words(list(range(len(document)))), sentence=0)
    return is_negated(reading, draft), is_hedged(reading, draft)


def polarity_figures(corpus: str, pairs: list[tuple[Polarity, Polarity]]) -> Iterator[Figure]:
    """Yield accuracy and F1 of (predicted, gold) pairs. Raises MissingCorpusError for none."""
    if not pairs:
        raise MissingCorpusError(f"{corpus}: none of the labelled claims are there")
    for index, name in enumerate(("negated", "hedged")):
        predicted, gold = [p[index] for p, _ in pairs], [g[index] for _, g in pairs]
        counts: Counts = decision_counts(predicted, gold)
        over = f"{len(pairs)} claims, {counts.gold} {name}"
        right = sum(p == g for p, g in zip(predicted, gold, strict=True))
        yield Figure(_FAMILY, corpus, f"{name}, accuracy", percent(right / len(pairs)), over)
        yield f1_figure(_FAMILY, corpus, f"{name}, F1", counts, over)


def read_labels(path: Path) -> Mapping[str, Polarity]:
    """Read hand-made labels by :func:`key`."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        return {r["article"] + r["claim"]: (r["negated"] == "1", r["hedged"] == "1") for r in rows}


def key(article: str, claim: str) -> str:
    """Return what a claim is known by in the file of labels, which has none of its words."""
    return article + hashlib.sha256(f"{article}\0{claim}".encode()).hexdigest()[:16]
