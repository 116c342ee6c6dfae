"""News articles with annotated claims: from each claim's sources, what the reader should see in the text.

The annotation names, for every claim, evidence, and for every source a mention and a cue, as verbatim strings.
Claims that share mention and cue are one attribution, whose content is their evidence together.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whosaid_models.reader import labels
from whosaid_models.text.document import Document
from whosaid_models.text.tokens import read_document
from whosaid_models.training.corpora.coreference import phrase_head
from whosaid_models.training.examples import (
    CorpusError,
    Example,
    LabelledAttribution,
    LabelledClaim,
    LabelledMention,
)

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
    try:
        claims = json.loads(file.read_text(encoding="utf-8"))["claims"]
    except (ValueError, KeyError, TypeError) as e:
        raise CorpusError(f"{file}: no annotated claims: {e!r}") from e
    annotation = _Annotation(read_document(text))
    for number, claim in enumerate(claims):
        annotation.add(claim, f"{file}: claim {number}")
    return annotation.example()


class _Annotation:
    """What the claims of one article say about its text, gathered claim by claim."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.claims: list[LabelledClaim] = []
        self.contents: dict[_Link, list[Characters]] = defaultdict(list)
        self.types: dict[Characters, int] = {}
        self.names: dict[Characters, str] = {}
        self.cueless: list[tuple[str, list[Characters]]] = []
        self.named: dict[str, list[_Link]] = defaultdict(list)

    def add(self, claim: dict[str, Any], place: str) -> None:
        """Take one claim. Raises CorpusError naming the place."""
        try:
            evidence = [find(self.document.text, e, 0, f"{place}: evidence") for e in claim["evidence"]]
            self._sources(claim["sources"], evidence, place)
            if holder := claim["holder"]:
                mention = find(self.document.text, holder["mention"], evidence[0][0], f"{place}: holder")
                cue = self._cue(holder["cue"], mention, f"{place}: holder's cue")
                self.contents[_Link(mention, cue, stance=True)] += evidence
            self.claims.append(_claim(self.document, evidence, claim))
        except CorpusError:
            raise
        except (ValueError, KeyError, TypeError, IndexError) as e:
            raise CorpusError(f"{place}: not an annotated claim: {e!r}") from e

    def _sources(self, sources: list[dict[str, Any]], evidence: list[Characters], place: str) -> None:
        outer: list[_Link] = []
        for source in sources:
            mention = find(self.document.text, source["mention"], evidence[0][0], f"{place}: mention")
            self.types[mention] = labels.SOURCE_TYPES.index(source["type"])
            self.names[mention] = source["name"]
            if not source["cue"]:
                self.cueless.append((source["name"], evidence))
                continue
            link = _Link(mention, self._cue(source["cue"], mention, f"{place}: cue"), stance=False)
            self.contents[link] += evidence
            for above in outer:  # an inner attribution is said by the outer one as a whole
                self.contents[above] += [link.mention, link.cue]
            outer.append(link)
            self.named[source["name"]].append(link)

    def _cue(self, string: str, mention: Characters, what: str) -> Characters:
        """Find the cue nearest to its source, in that sentence if it is there ("... he said. Khan said ...")."""

        def distance(cue: Characters) -> tuple[bool, int]:
            between = max(cue[0], mention[0]) - min(cue[1], mention[1])
            return self._sentence(cue) != self._sentence(mention), max(0, between)

        return min(occurrences(self.document.text, string, what), key=distance)

    def _sentence(self, span: Characters) -> int:
        return self.document.sentence_of[self.document.token_range(*span)[0]]

    def example(self) -> Example:
        """Make the example of all that was gathered."""
        # A sentence that goes on with somebody's account: that account's attribution grows.
        for name, evidence in self.cueless:
            before = [link for link in self.named[name] if link.cue[0] <= evidence[0][0]] or self.named[name]
            if before:
                self.contents[min(before, key=lambda link: abs(link.cue[0] - evidence[0][0]))] += evidence
        linked = [_attribution(self.document, link, spans) for link, spans in self.contents.items()]
        return Example(
            self.document,
            "news",
            scheme=labels.SCHEMES.index("news"),
            attributions=_one_per_cue([a for a in linked if a]),
            claims=self.claims,
            source_types=[(*self.document.token_range(*m), t) for m, t in self.types.items()],
            mentions=list(self._mentions()),
        )

    def _mentions(self) -> Iterator[LabelledMention]:
        """Yield the sources that the annotation gives another name than the text does, with that name's places."""
        heads: set[int] = set()
        for mention, name in self.names.items():
            places = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", self.document.text)]
            apart = [p for p in places if p[1] <= mention[0] or mention[1] <= p[0]]
            if len(apart) < len(places) or not apart:  # the mention holds the name, or nothing does
                continue
            word = phrase_head(self.document, *self.document.token_range(*mention))
            names = tuple(phrase_head(self.document, *self.document.token_range(*p)) for p in apart)
            if word not in heads:
                heads.add(word)
                yield LabelledMention(word, names)


def find(text: str, string: str, near: int, what: str) -> Characters:
    """Find the occurrence of ``string`` nearest to the offset ``near``."""
    return min(occurrences(text, string, what), key=lambda span: abs(span[0] - near))


def occurrences(text: str, string: str, what: str) -> list[Characters]:
    """Find every occurrence of ``string``: whole words, else parts of words ("Britain" in "Britain-based")."""
    found = list(re.finditer(rf"(?<!\w){re.escape(string)}(?!\w)", text)) or list(re.finditer(re.escape(string), text))
    if not found:
        raise CorpusError(f"{what} {string!r} is not in the article")
    return [m.span() for m in found]


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
