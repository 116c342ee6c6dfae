"""A sentence to drafts of claims: one for each predicate that asserts something, with the subject it needs.

The sentence is first cut by who speaks (the attributions' contents), then by its clauses; the words of the cue and
of the source belong to no claim.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from whosaid_models.attribution.linking import LinkedAttribution, chain_of, is_clause
from whosaid_models.claims import aged, beside_names, clauses, frames, inclusion, lists, negation, nominals
from whosaid_models.claims.drafts import Draft, Piece, Unit
from whosaid_models.claims.wording import Wording
from whosaid_models.reader.reading import EntityReading, Reading
from whosaid_models.text.document import Sentence

_INSEPARABLE = frozenset(
    "aux aux:pass cop expl nsubj nsubj:pass det amod compound compound:prt flat case nummod fixed nmod:poss".split()
)
_MODIFIERS = frozenset("obl obl:unmarked advmod advcl".split())
# How many words the edge of a content may be off.
_RAGGED = 2


@dataclass(frozen=True)
class Regions:
    """Who speaks at each token: the innermost attribution's index, None for the article."""

    of_token: list[int | None]
    cue_tokens: frozenset[int]  # of attributions that make sources
    source_tokens: frozenset[int]

    @classmethod
    def of(cls, reading: Reading, forest: list[LinkedAttribution]) -> Regions:
        """Paint the contents, outer ones first."""
        where: list[int | None] = [None] * len(reading.document)
        speaking = [(i, a) for i, a in enumerate(forest) if not a.is_stance]
        for i, a in sorted(speaking, key=lambda s: (-len(s[1].tokens()), len(chain_of(forest, s[0])))):
            for t in a.tokens():
                where[t] = i
        cues = frozenset(t for _, a in speaking for t in range(*a.cue))
        sources = frozenset(t for _, a in speaking for s in a.sources for t in range(*s))
        _smooth(reading, where, cues | sources)
        return cls(where, cues, sources)


def _smooth(reading: Reading, where: list[int | None], fixed: frozenset[int]) -> None:
    """A subject, auxiliary or article is said by whoever says its head, wherever a content's edge fell.

    So is what stands right before or after the content and depends on it: "during the call" is not cut in two.
    """
    for t, head in enumerate(reading.heads):
        if head < 0 or where[t] == where[head] or {t, head} & fixed:
            continue
        subtree = reading.subtree(t)
        if fixed.intersection(subtree):
            continue
        beside = where[head] is not None and where[t] is None and _beside(where, subtree, where[head])
        if reading.relations[t] in _INSEPARABLE or (beside and reading.relations[t] in _MODIFIERS):
            for inner in subtree:
                where[inner] = where[head]


def _beside(where: list[int | None], subtree: list[int], region: int | None) -> bool:
    near = range(max(0, subtree[0] - 2), min(len(where), subtree[-1] + 3))
    return any(where[t] == region for t in near)


class Decomposer:
    """Decomposes the sentences of one reading."""

    def __init__(self, reading: Reading, forest: list[LinkedAttribution], skip: frozenset[int]) -> None:
        """``skip``: tokens that belong to no claim (datelines, bylines)."""
        self.reading, self.forest, self.skip = reading, forest, skip
        self.regions = Regions.of(reading, forest)

    def decompose(self) -> list[Draft]:
        """Return the drafts of all sentences, in the order of the article."""
        drafts: list[Draft] = []
        for index, sentence in enumerate(self.reading.document.sentences):
            main = next((t for t in range(sentence.first, sentence.last) if self.reading.heads[t] < 0), sentence.first)
            if _asks(self.reading, sentence, main):
                continue
            drafts += self._sentence(index, sentence)
        return drafts

    def _sentence(self, index: int, sentence: Sentence) -> Iterator[Draft]:
        units = self._units(sentence)
        wording = Wording(self.reading, units, self._outside)
        for root, unit in sorted(units.items()):
            region = self.regions.of_token[root]
            if root in self.skip or self._is_cue_clause(root, unit) or _asks(self.reading, sentence, root):
                continue
            if unit is Unit.APPOSITION:
                for draft in self._nominal(index, root, unit, nominals.apposition(self.reading, wording, root)):
                    yield from lists.distribute(self.reading, draft, wording)
                continue
            pieces = self._taken_back(root, region, wording.clause(root, unit))
            if pieces:
                pieces = wording.joined(nominals.plain_names(self.reading, wording, pieces), root)
                draft = Draft(unit, root, pieces, index, None if self._told_apart(root, unit) else region)
                if unit in (Unit.RESTRICTIVE, Unit.REDUCED):
                    yield draft  # seldom a claim of its own, still less one for each item
                else:
                    yield from inclusion.spread(self.reading, draft, wording)
        for region, attribution in enumerate(self.forest):
            if attribution.judged is not None and sentence.first <= attribution.judged[0] < sentence.last:
                draft = Draft(Unit.MAIN, attribution.judged[1], [], index, region)
                draft.pieces = nominals.judgement(self.reading, wording, *attribution.judged)
                yield from lists.distribute(self.reading, draft, wording) if draft.pieces else ()
        yield from self._without_verb(index, sentence, wording)

    def _without_verb(self, index: int, sentence: Sentence, wording: Wording) -> Iterator[Draft]:
        """What the words beside the names of a sentence, and descriptions by an age, say of their bearers."""
        for entity in self.reading.entities:
            if sentence.first <= entity.first < sentence.last and entity.first not in self.skip:
                yield from self._around_name(index, wording, entity)
        for t in range(sentence.first, sentence.last):
            if t not in self.skip and (phrase := aged.aged(self.reading, t)):
                yield from self._nominal(index, phrase[-1], Unit.AGE, aged.age(self.reading, t))
            if t not in self.skip and self.reading.relations[t] == "nmod:poss":
                counted = beside_names.counted(self.reading, wording, t)
                yield from self._nominal(index, self.reading.heads[t], Unit.CLASS, counted)

    def _told_apart(self, root: int, unit: Unit) -> bool:
        """Whether a clause tells the reader who a bearer of a name is: the article does, inside reported words too."""
        r = self.reading
        if unit is not Unit.RELATIVE or r.document.quoted[root] or r.entity_of[r.heads[root]] is None:
            return False
        return any(r.document.words[t].lower() == "who" for t in r.subtree(root) if r.heads[t] == root)

    def _around_name(self, index: int, wording: Wording, entity: EntityReading) -> Iterator[Draft]:
        """What the words beside a name say of its bearer."""
        last = entity.last - 1
        if entity.type == "Person":
            yield from self._nominal(index, last, Unit.TITLE, nominals.title(self.reading, wording, entity))
            yield from self._nominal(index, last, Unit.TITLE, nominals.first_title(self.reading, wording, entity))
            yield from self._nominal(index, last, Unit.AGE, nominals.age(self.reading, wording, entity))
        else:
            yield from self._nominal(index, last, Unit.CLASS, nominals.sort_of(self.reading, wording, entity))
        for word in (nominals.aside, beside_names.origin, beside_names.based, beside_names.had):
            yield from self._nominal(index, last, Unit.CLASS, word(self.reading, wording, entity))

    def _taken_back(self, root: int, region: int | None, pieces: list[Piece] | None) -> list[Piece] | None:
        """Negate the clauses that a content consists of where its cue denies it; what they contain stays as it is."""
        if region is None or pieces is None or not negation.denies(self.reading, self.forest[region]):
            return pieces
        at = root
        while self.reading.relations[at] == "conj" and self.reading.heads[at] >= 0:
            at = self.reading.heads[at]
        head = self.reading.heads[at]
        outermost = head < 0 or self.regions.of_token[head] != region
        return negation.negate(self.reading, pieces, root) if outermost else pieces

    def _nominal(self, index: int, token: int, unit: Unit, pieces: list[Piece] | None) -> Iterator[Draft]:
        """An apposition to a name or a title is the article's, unless it stands inside quotation marks."""
        if pieces:
            r = self.reading
            names = (p.token for p in pieces if p.token >= 0 and (r.entity_of[p.token] or r.upos[p.token] == "PROPN"))
            said = r.document.quoted[token] or (unit is Unit.APPOSITION and next(names, None) is None)
            yield Draft(unit, token, pieces, index, self.regions.of_token[token] if said else None)

    def _units(self, sentence: Sentence) -> dict[int, Unit]:
        """Find the tokens at which the sentence is cut, and what each piece is."""
        r, units = self.reading, {}
        for t in range(sentence.first, sentence.last):
            head = r.heads[t]
            if head < 0 or not sentence.first <= head < sentence.last:
                units[t] = Unit.MAIN
            elif self.regions.of_token[t] != self.regions.of_token[head]:
                if self._cuts(t):
                    units[t] = (
                        Unit.MAIN
                        if self.regions.of_token[t] is not None
                        else clauses.split_unit(r, t) or Unit.PARATAXIS
                    )
            elif unit := clauses.split_unit(r, t):
                units[t] = unit
        for t in list(units):
            if (clause := frames.presented(r, t)) >= 0:  # "it should be noted that ..."
                del units[t]
                units[clause] = Unit.MAIN
        return units

    def _cuts(self, token: int) -> bool:
        """Whether a change of speaker between a token and its head is a border, or only a ragged edge of a content."""
        if self.reading.upos[token] == "PUNCT":
            return False
        if (
            self.regions.of_token[token] is None
        ):  # leaving a content: the cue clause or the source, or an adverb at the content's edge
            subtree = set(self.reading.subtree(token))
            return bool(subtree & (self.regions.cue_tokens | self.regions.source_tokens))
        return clauses.is_predicate(self.reading, token)

    def _is_cue_clause(self, root: int, unit: Unit) -> bool:
        """Whether a clause only says that somebody said it: the attribution says so already."""
        if root in self.regions.cue_tokens:
            return True
        if unit is Unit.PARATAXIS and self.regions.of_token[root] is None:
            return bool(set(self.reading.subtree(root)) & self.regions.cue_tokens) or not is_clause(self.reading, root)
        return root in self.regions.source_tokens and unit is not Unit.APPOSITION and unit is not Unit.RELATIVE

    def _outside(self, token: int, root: int) -> bool:
        """Whether a token must not be in the clause of ``root``: cue, skipped, not said by who says the clause."""
        if token in self.skip or token in self.regions.cue_tokens:
            return True
        speaker = self.regions.of_token[root]
        if speaker is not None and any(first <= token < last for first, last in self.forest[speaker].sources):
            return True
        return speaker is not None and self.regions.of_token[token] is None and not self._ragged(token, speaker)

    def _ragged(self, token: int, speaker: int) -> bool:
        """Whether a token lies at a content's edge, which may be a word or two off."""
        if token in self.regions.source_tokens:
            return False
        near = range(max(0, token - _RAGGED), min(len(self.regions.of_token), token + _RAGGED + 1))
        if not any(self.regions.of_token[t] == speaker for t in near):
            return False
        return not any(t in self.regions.cue_tokens or t in self.regions.source_tokens for t in near)


def _asks(reading: Reading, sentence: Sentence, predicate: int) -> bool:
    """Whether a predicate is asked: not that of "her words were: 'Why?'", which only tells of a question."""
    last, quoted = _last_word(reading, sentence), reading.document.quoted
    return reading.document.words[last] == "?" and (quoted[predicate] or not quoted[last])


def _last_word(reading: Reading, sentence: Sentence) -> int:
    """The last token that is no closing quotation mark or bracket."""
    t = sentence.last - 1
    while t > sentence.first and reading.document.words[t] in ("”", '"', "''", "’", "'", ")", "]", "»"):
        t -= 1
    return t
