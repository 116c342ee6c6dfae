"""News articles with annotated claims: from each claim's sources, what the reader should see in the text.

The annotation names, for every claim, evidence, and for every source a mention and a cue, as verbatim strings.
Claims that share mention and cue are one attribution, whose content is their evidence together.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whosaid_models.reader import labels
from whosaid_models.text.document import Document
from whosaid_models.text.tokens import read_document
from whosaid_models.training.examples import CorpusError, Example, LabelledAttribution, LabelledClaim

Characters = tuple[int, int]


@dataclass(frozen=True)
class _Link:
    """Where a source's mention and cue stand."""

    mention: Characters
    cue: Characters
    stance: bool


def read_claims(folder: Path) -> list[Example]:
    """Read NAME.txt + NAME.json pairs. Raises CorpusError for a string that is not in its article."""
    files = sorted(folder.glob("*.json"))
    if not files:
        raise CorpusError(f"{folder}: no NAME.json files")
    return [_read(file) for file in files]


def _read(file: Path) -> Example:
    text = file.with_suffix(".txt").read_text(encoding="utf-8")
    claims = json.loads(file.read_text(encoding="utf-8"))["claims"]
    document = read_document(text)
    example = Example(document, "news", scheme=labels.SCHEMES.index("news"))
    contents: dict[_Link, list[Characters]] = defaultdict(list)
    types: dict[Characters, int] = {}
    cueless: list[tuple[str, list[Characters]]] = []
    named: dict[str, list[_Link]] = defaultdict(list)
    for number, claim in enumerate(claims):
        evidence = [find(text, e, 0, f"{file}: claim {number}: evidence") for e in claim["evidence"]]
        anchor = evidence[0][0]
        outer: list[_Link] = []
        for source in claim["sources"]:
            mention = find(text, source["mention"], anchor, f"{file}: claim {number}: mention")
            types[mention] = labels.SOURCE_TYPES.index(source["type"])
            if source["cue"]:
                link = _Link(mention, find(text, source["cue"], mention[0], f"{file}: claim {number}: cue"), stance=False)
                contents[link] += evidence
                for above in outer:  # an inner attribution is said by the outer one as a whole
                    contents[above] += [link.mention, link.cue]
                outer.append(link)
                named[source["name"]].append(link)
            else:
                cueless.append((source["name"], evidence))
        if claim["holder"]:
            holder = claim["holder"]
            mention = find(text, holder["mention"], anchor, f"{file}: claim {number}: holder")
            link = _Link(mention, find(text, holder["cue"], mention[0], f"{file}: claim {number}: holder's cue"), stance=True)
            contents[link] += evidence
        example.claims.append(_claim(document, evidence, claim))
    for name, evidence in cueless:  # a sentence that goes on with somebody's account: that account's attribution grows
        before = [link for link in named[name] if link.cue[0] <= evidence[0][0]] or named[name]
        if before:
            contents[min(before, key=lambda link: abs(link.cue[0] - evidence[0][0]))] += evidence
    example.attributions = [a for link, spans in contents.items() if (a := _attribution(document, link, spans))]
    example.attributions = _one_per_cue(example.attributions)
    example.source_types = [(*document.token_range(*m), t) for m, t in types.items()]
    return example


def find(text: str, string: str, near: int, what: str) -> Characters:
    """Find the occurrence of ``string`` nearest to the offset ``near``."""
    places = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(string)}(?!\w)", text)]
    places = places or [m.start() for m in re.finditer(re.escape(string), text)]  # part of a word ("Britain" in "Britain-based")
    if not places:
        raise CorpusError(f"{what} {string!r} is not in the article")
    begin = min(places, key=lambda p: abs(p - near))
    return begin, begin + len(string)


def _claim(document: Document, evidence: list[Characters], claim: dict[str, Any]) -> LabelledClaim:
    tokens = sorted({t for e in evidence for t in range(*document.token_range(*e))})
    return LabelledClaim(tuple(tokens), labels.KINDS.index(claim["kind"]), int(claim["checkworthy"]))


def _attribution(document: Document, link: _Link, spans: list[Characters]) -> LabelledAttribution | None:
    cue, source = document.token_range(*link.cue), document.token_range(*link.mention)
    outside = set(range(*cue)) | set(range(*source))
    tokens = {t for s in spans for t in range(*document.token_range(*s))} - outside
    runs = _runs(document, tokens, outside)
    if cue[0] == cue[1] or source[0] == source[1] or not runs or (cue[0] < source[1] and source[0] < cue[1]):
        return None
    return LabelledAttribution(cue, (source,), tuple(runs), stance=link.stance)


def _runs(document: Document, tokens: set[int], outside: set[int]) -> list[tuple[int, int]]:
    """Group tokens into runs; a gap inside a sentence closes unless the cue or the source stands in it."""
    runs: list[list[int]] = []
    for t in sorted(tokens):
        if runs:
            gap = range(runs[-1][1], t)
            same = document.sentence_of[runs[-1][1] - 1] == document.sentence_of[t]
            if not outside.intersection(gap) and (same or all(not document.words[g][0].isalnum() for g in gap)):
                runs[-1][1] = t + 1
                continue
        runs.append([t, t + 1])
    return [(a, b) for a, b in runs if any(document.words[i][0].isalnum() for i in range(a, b))]


def _one_per_cue(attributions: list[LabelledAttribution]) -> list[LabelledAttribution]:
    """Two sources may share a cue ("X and Y said"): one attribution with both; a stance gives way to an attribution."""
    by_cue: dict[tuple[int, int], LabelledAttribution] = {}
    for a in sorted(attributions, key=lambda a: a.stance):
        b = by_cue.get(a.cue)
        if b is None:
            by_cue[a.cue] = a
        elif not a.stance and not b.stance:
            sources, contents = tuple(sorted({*a.sources, *b.sources})), tuple(sorted({*a.contents, *b.contents}))
            by_cue[a.cue] = LabelledAttribution(a.cue, sources, contents)
    return sorted(by_cue.values(), key=lambda a: a.cue)
