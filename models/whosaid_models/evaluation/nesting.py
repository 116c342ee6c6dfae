"""Attributions inside attributions: GUM's, and the source chains of annotated claims. Few: look at the counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whosaid_models.attribution.linking import LinkedAttribution, chain_of, link
from whosaid_models.evaluation.bench import AttributedText, Bench, read_attributions
from whosaid_models.evaluation.figures import Figure, percent
from whosaid_models.evaluation.scoring import AttributionSpans, characters, match_attributions, overlapping
from whosaid_models.reader.model import ArticleReader
from whosaid_models.text.document import Document
from whosaid_models.text.tokens import read_document
from whosaid_models.training.corpora.claims import find

_FAMILY = "nesting"


def measure_nested(bench: Bench) -> Iterator[Figure]:
    """Find GUM's nested attributions, matched by content and source; then only among those read as nested."""
    files = [bench.path(f"attribution/gum.{split}.jsonl") for split in ("dev", "test")]
    texts = bench.first([t for file in files for t in read_attributions(file) if t.nested])
    gold = sum(len(t.nested) for t in texts)
    for scheme in ("clause", "news"):
        found = [_nested_found(bench.in_scheme(scheme), t) for t in texts]
        for name, right in zip(("found", "found, and as nested"), map(sum, zip(*found, strict=True)), strict=False):
            over = f"{right} of {gold} nested attributions"
            yield Figure(_FAMILY, "GUM dev + test", f"{name} (scheme {scheme})", percent(right / max(1, gold)), over)


def _nested_found(reader: ArticleReader, text: AttributedText) -> tuple[int, int]:
    document = read_document(text.text)
    forest = link(reader.read(document))
    gold = [text.attributions[i] for i in text.nested]
    everything = [_spans(document, a) for a in forest]
    nested = [_spans(document, a) for a in forest if a.parent is not None]
    matched = [len(match_attributions(p, gold, with_source=True)) for p in (everything, nested)]
    return matched[0], matched[1]


def _spans(document: Document, attribution: LinkedAttribution) -> AttributionSpans:
    place = document.characters
    return AttributionSpans(
        tuple(place(*s) for s in attribution.sources),
        (place(*attribution.cue),),
        tuple(place(*c) for c in attribution.contents),
    )


def measure_chains(bench: Bench) -> Iterator[Figure]:
    """Find the chains of claims with two or more sources: each link's mention overlaps, in order, none too many."""
    files = bench.first(sorted(bench.path("claims/tune").glob("*.json")))
    right = total = 0
    for file in files:
        chained = [c for c in json.loads(file.read_text(encoding="utf-8"))["claims"] if len(c["sources"]) > 1]
        if not chained:
            continue
        document = read_document(file.with_suffix(".txt").read_text(encoding="utf-8"))
        forest = link(bench.in_scheme("news").read(document))
        right += sum(_chain_found(document, forest, claim, file) for claim in chained)
        total += len(chained)
    over = f"{right} of {total} claims with a chain"
    yield Figure(_FAMILY, "claims tune", "source chain found", percent(right / max(1, total)), over)


def _chain_found(document: Document, forest: list[LinkedAttribution], claim: dict[str, Any], file: Path) -> bool:
    evidence = [find(document.text, e, 0, f"{file}: evidence") for e in claim["evidence"]]
    mentions = [find(document.text, s["mention"], evidence[0][0], f"{file}: mention") for s in claim["sources"]]
    wanted = characters(evidence)
    for index, attribution in enumerate(forest):
        said = [document.characters(*c) for c in (*attribution.contents, *attribution.continued)]
        if 2 * len(wanted & characters(said)) < len(wanted):
            continue
        chain = [[document.characters(*s) for s in forest[i].sources] for i in chain_of(forest, index)]
        if len(chain) == len(mentions) and all(overlapping(c, [m]) for c, m in zip(chain, mentions, strict=True)):
            return True
    return False
