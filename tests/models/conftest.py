"""The released model, loaded once, and what must hold of every extraction."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from whosaid_models.domain import Article, Attribution, Claim, Edit, EditKind, Extraction, Part, Source, Span
from whosaid_models.extractor import Extractor
from whosaid_models.reader.model import ArticleReader
from whosaid_models.reader.reading import CueReading, EntityReading, Reading
from whosaid_models.text.tokens import read_document

# All that the grammar may add: "be", "have", "do", "there", negation, articles, prepositions, an age, the possessive.
_GRAMMAR = "is are was were be been has have had do does did not the a an in of to on by that and one years old 's ’s '"
INSERTIONS = frozenset(["There", *_GRAMMAR.split()])


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    return Extractor.load(threads=1)


@pytest.fixture(scope="session")
def reader() -> ArticleReader:
    return ArticleReader.load(threads=1)


@pytest.fixture(scope="module")
def read(extractor: Extractor) -> Callable[[str], Extraction]:
    """Extract the claims of a text; each text is read once."""
    known: dict[str, Extraction] = {}

    def extract(text: str) -> Extraction:
        if text not in known:
            known[text] = extractor.extract(Article(text=text))
        return known[text]

    return extract


@pytest.fixture(scope="session")
def claim_with() -> Callable[..., Claim]:
    """The one claim of an extraction that has these words and not those."""

    def find(extraction: Extraction, *needed: str, without: tuple[str, ...] = ()) -> Claim:
        has, lacks = set(_words(" ".join(needed))), set(_words(" ".join(without)))
        found = [c for c in extraction.claims if has <= set(_words(c.text)) and not lacks & set(_words(c.text))]
        every = "\n  ".join(f"{c.text} [{' > '.join(_sources_of(c))}]" for c in extraction.claims)
        assert found, f"no claim with {needed} without {without} among:\n  {every}"
        assert len(found) == 1, f"several claims with {needed} without {without} among:\n  {every}"
        return found[0]

    return find


@pytest.fixture(scope="session")
def sources_of() -> Callable[[Claim], list[str]]:
    """The names of the sources of a claim, outermost first."""
    return _sources_of


@pytest.fixture(scope="session")
def words_of() -> Callable[[str], list[str]]:
    """The words of a claim in lower case, without its full stop."""
    return _words


def _words(text: str) -> list[str]:
    return re.findall(r"[\w$%.,]*\w|%", text.lower().replace("’", "'"))


def _sources_of(claim: Claim) -> list[str]:
    return [a.source.name if a.source else "" for a in claim.attributions]


@pytest.fixture(scope="session")
def problems_of() -> Callable[[Extraction], list[str]]:
    """What an extraction breaks of what is promised of every extraction; empty when all is well."""
    return lambda extraction: _Checker(extraction).problems()


class _Checker:
    def __init__(self, extraction: Extraction) -> None:
        self.extraction = extraction
        self.found: list[str] = []

    def problems(self) -> list[str]:
        x = self.extraction
        for i, attribution in enumerate(x.attributions):
            self.attribution(attribution, f"attribution {i}")
            self.ancestors(i)
        for claim in x.claims:
            self.claim(claim, f"claim {claim.text!r}")
        ids = Counter(c.id for c in x.claims)
        self.found += [f"id {i} occurs {n} times" for i, n in ids.items() if n > 1]
        return self.found

    def part(self, span: Span) -> str:
        return self.extraction.title if span.part is Part.TITLE else self.extraction.text

    def slice(self, span: Span) -> str:
        return self.part(span)[span.begin : span.end]

    def require(self, holds: bool, what: str) -> None:
        if not holds:
            self.found.append(what)

    def span(self, span: Span, what: str) -> None:
        inside = 0 <= span.begin < span.end <= len(self.part(span))
        self.require(inside, f"{what}: {span} is outside its part")
        self.require(not inside or bool(self.slice(span).strip()), f"{what}: {span} has no words")

    def source(self, source: Source, what: str) -> None:
        self.span(source.mention, f"{what}: source")
        self.require(self.slice(source.mention) == source.mention_text, f"{what}: the mention is not what it says")
        self.require(bool(source.name.strip()), f"{what}: a source without a name")
        self.require("\n" not in source.name, f"{what}: a name on two lines")
        for member in source.members:
            self.source(member, what)

    def attribution(self, attribution: Attribution, what: str) -> None:
        for span in [*attribution.contents, *([attribution.cue] if attribution.cue else [])]:
            self.span(span, what)
        if attribution.source:
            self.source(attribution.source, what)
        self.require(bool(attribution.contents), f"{what}: no content")
        self.require(0 <= attribution.confidence <= 1, f"{what}: confidence {attribution.confidence}")

    def ancestors(self, index: int) -> None:
        seen, at = set(), index
        while at is not None and at not in seen:
            seen.add(at)
            parent = self.extraction.attributions[at].parent
            self.require(
                parent is None or 0 <= parent < len(self.extraction.attributions), f"attribution {at}: {parent}"
            )
            self.require(parent not in seen, f"attribution {index} is inside itself")
            at = parent

    def claim(self, claim: Claim, what: str) -> None:
        self.require(claim.text[:1] == claim.text[:1].strip(), f"{what}: begins with a space")
        self.require(claim.text.endswith("."), f"{what}: no full stop")
        self.require("\n" not in claim.text and "\r" not in claim.text, f"{what}: more than one line")
        self.require(bool(claim.evidence), f"{what}: no evidence")
        for span in [*claim.evidence, *(s for r in claim.repeats for s in r)]:
            self.span(span, what)
        for value in (claim.check_worthiness, claim.confidence):
            self.require(0 <= value <= 1, f"{what}: {value} is no probability")
        for attribution in claim.attributions:
            self.require(attribution in self.extraction.attributions, f"{what}: an attribution of its own")
        if claim.holder:
            self.source(claim.holder.source, f"{what}: holder")
            self.span(claim.holder.cue, f"{what}: holder's cue")
        for edit in claim.edits:
            self.edit(edit, claim, what)
        self.words(claim, what)

    def edit(self, edit: Edit, claim: Claim, what: str) -> None:
        self.require(0 <= edit.begin <= edit.end <= len(claim.text), f"{what}: {edit} is outside the claim")
        self.require(edit.begin < edit.end or edit.kind is EditKind.DROP, f"{what}: {edit} is empty")
        if edit.origin:
            self.span(edit.origin, f"{what}: {edit.kind}'s origin")
        if edit.kind in (EditKind.RESOLVE_MENTION, EditKind.ADD_CONTEXT):
            origin = Counter(_words(self.slice(edit.origin))) if edit.origin else Counter()
            extra = Counter(_words(claim.text[edit.begin : edit.end])) - origin - Counter(["s"])
            self.require(not extra, f"{what}: {list(extra)} not in the origin of {edit}")
        if edit.kind is EditKind.INSERT and edit.origin is None:
            inserted = claim.text[edit.begin : edit.end].lower().split()
            self.require(set(inserted) <= INSERTIONS, f"{what}: inserted {inserted}")

    def words(self, claim: Claim, what: str) -> None:
        """Every word is the evidence's own, in number too, or stands inside a recorded edit."""
        changed = [e for e in claim.edits if e.kind is not EditKind.CASE_PUNCTUATION and e.begin < e.end]
        own = [
            m[0].lower()
            for m in re.finditer(r"\w+", claim.text)
            if not any(e.begin < m.end() and m.start() < e.end for e in changed)
        ]
        evidence = Counter(w for span in claim.evidence for w in _words(self.slice(span)))
        extra = Counter(own) - evidence
        self.require(not extra, f"{what}: {list(extra)} neither in the evidence nor edited")


def _words(text: str) -> list[str]:
    return [w.lower() for w in re.findall(r"\w+", text)]


# Readings written by hand


def _find(document, phrase, after=0):
    words = phrase.split()
    for i in range(after, len(document) - len(words) + 1):
        if document.words[i : i + len(words)] == words:
            return i, i + len(words)
    raise AssertionError(f"{phrase!r} is not in {document.words}")


def _reading_of(text, cues=(), tree=None, entities=()):
    """A reading: ``cues`` as (cue, source or sources, contents); ``tree`` as word -> (upos, head word, relation).

    What the tree leaves out hangs on the root.
    """
    document = read_document(text)
    heads, relations, upos = [], [], []
    tree = tree or {}
    for index, word in enumerate(document.words):
        sentence = document.sentences[document.sentence_of[index]]
        in_sentence = document.words[sentence.first : sentence.last]
        tag, head, relation = tree.get(word, ("PUNCT" if not word[0].isalnum() else "NOUN", None, "dep"))
        roots = [w for w in in_sentence if tree.get(w, (0, 0, ""))[2] == "root"]
        root = sentence.first + in_sentence.index(roots[0]) if roots else sentence.first
        heads.append(-1 if index == root else root if head is None else sentence.first + in_sentence.index(head))
        relations.append("root" if index == root else relation)
        upos.append(tag)
    read = []
    for cue, source, contents in cues:
        several = [source] if isinstance(source, str) else source or []
        sources = tuple(_find(document, s) for s in several)
        read.append(CueReading(_find(document, cue), False, sources, tuple(_find(document, c) for c in contents), 0.9))
    found = [EntityReading(*_find(document, phrase), kind) for phrase, kind in entities]
    xpos = ["VBD" if t == "VERB" else "WP" if w == "who" else "NN" for t, w in zip(upos, document.words, strict=True)]
    return Reading(document, upos, xpos, heads, relations, found, read, np.zeros((len(document), 4), dtype=np.float32))


@pytest.fixture(scope="session")
def reading_of():
    """A reading of a text, from cues, trees and entities that the test gives."""
    return _reading_of
