"""Which errors are left in the claims of claims/tune, by class. ``docs/errors.md`` says what each means.

Missed claims are told apart by how far they came: built (there is a candidate for each, one to one) and rejected by the
selector; said only by a claim that is another annotated claim already; never built. Wrong sources by whether somebody
was missed, invented, not resolved or mistaken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from whosaid_models.assembly import Assembler
from whosaid_models.domain import Claim
from whosaid_models.evaluation.bench import Bench
from whosaid_models.evaluation.figures import Figure, percent
from whosaid_models.evaluation.matching import MatchedArticle, matched_articles, source_name, source_right
from whosaid_models.evaluation.scoring import characters
from whosaid_models.text.tokens import read_document
from whosaid_models.training.alignment import align, bag, same_name, similarity
from whosaid_models.training.corpora.claims import find

_FAMILY, _CORPUS = "errors", "claims tune"
_SAME, _ALIKE = 0.5, 0.3  # similarity of the same claim, and of one that says part of it
_PRONOUN = re.compile(r"\b(he|she|it|they|him|them|his|her|its|their|this|these|those)\b", re.IGNORECASE)

# In the order of the table, with what each is counted out of.
MISSED = ("candidate rejected", "not split from another claim", "candidate worded otherwise", "no candidate")
SPURIOUS = ("part of a claim that is annotated whole, or said twice", "not annotated at all")
SOURCES = (
    "attribution missed",
    "article's own voice given to somebody",
    "mention found, name wrong",
    "another link of the chain",
    "somebody else",
)
LABELS = ("kind", "evidence overlaps less than half", "begins with a pronoun")


def measure_errors(bench: Bench) -> Iterator[Figure]:
    """Count the classes; per cent of what they are counted out of."""
    counts: Counter[str] = Counter()
    for article in matched_articles(bench):
        counts.update(_article_errors(bench, article))
    for group, names, of in (
        ("missed", MISSED, "annotated"),
        ("spurious", SPURIOUS, "extracted"),
        ("source", SOURCES, "found"),
        ("found, but", LABELS, "found"),
    ):
        for name in names:
            n, total = counts[name], counts[of]
            over = f"{n} of {total} {of}"
            yield Figure(_FAMILY, _CORPUS, f"{group}: {name} %", percent(n / max(1, total)), over)


def _article_errors(bench: Bench, article: MatchedArticle) -> Iterator[str]:
    claims, annotated = article.extraction.claims, article.annotated
    yield from ["annotated"] * len(annotated) + ["extracted"] * len(claims) + ["found"] * len(article.pairs)
    yield from _missed(bench, article)
    bags = [bag(a["text"]) for a in annotated]
    for i, claim in enumerate(claims):
        if i not in article.pairs:
            near = max((similarity(bag(claim.text), b) for b in bags), default=0.0)
            yield SPURIOUS[0] if near >= _SAME else SPURIOUS[1]
            continue
        gold = annotated[article.pairs[i][0]]
        if not source_right(claim, gold):
            yield source_error(claim, gold["sources"])
        if claim.kind.value != gold["kind"]:
            yield LABELS[0]
        if _evidence_overlap(article.extraction.text, claim, gold) < _SAME:
            yield LABELS[1]
        if _PRONOUN.match(claim.text) and not _PRONOUN.match(gold["text"]):
            yield LABELS[2]


def _missed(bench: Bench, article: MatchedArticle) -> Iterator[str]:
    document = read_document(article.extraction.text)
    candidates = Assembler(bench.reader, bench.reader.read(document), article.file.stem).candidates()
    texts = [c.written.text for c in candidates]
    built, said = [bag(t) for t in texts], [bag(c.text) for c in article.extraction.claims]
    matched = {j for j, _ in article.pairs.values()}
    available = {j for j, _ in align(texts, [a["text"] for a in article.annotated]).values()}
    for j, gold in enumerate(article.annotated):
        if j in matched:
            continue
        words = bag(gold["text"])
        best = max((similarity(words, b) for b in built), default=0.0)
        if j in available:
            yield MISSED[0]
        elif any(similarity(words, s) >= _SAME for s in said):
            yield MISSED[1]
        else:
            yield MISSED[2] if best >= _ALIKE else MISSED[3]


def source_error(claim: Claim, sources: Sequence[Mapping[str, str]]) -> str:
    """Name what is wrong with a claim's source, which is not the last of the annotated ones."""
    if not claim.attributions:
        return SOURCES[0]
    if not sources:
        return SOURCES[1]
    source = claim.attributions[-1].source
    mention = source.mention_text.lower() if source else ""
    wanted = sources[-1]["mention"].lower()
    if mention and (mention in wanted or wanted in mention):
        return SOURCES[2]
    others = [a.source.name for a in claim.attributions[:-1] if a.source]
    outer = any(same_name(source_name(claim), s) for s in sources[:-1])
    return SOURCES[3] if outer or any(same_name(o, sources[-1]) for o in others) else SOURCES[4]


def _evidence_overlap(text: str, claim: Claim, gold: Mapping[str, Any]) -> float:
    """Character Jaccard of a claim's evidence with the annotated evidence, each string where it stands nearest."""
    ours = characters([(s.begin, s.end) for s in claim.evidence])
    theirs = characters([find(text, e, claim.evidence[0].begin, "evidence") for e in gold["evidence"]])
    return len(ours & theirs) / len(ours | theirs)
