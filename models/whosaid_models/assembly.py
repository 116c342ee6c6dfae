"""From a reading to attributions and claims: each stage's values to the next one's, and to the domain's at the end."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from whosaid_models.attribution.certainty import SourceCertainty, SourceFeatures
from whosaid_models.attribution.characters import gather_cast
from whosaid_models.attribution.continuation import continue_accounts
from whosaid_models.attribution.linking import LinkedAttribution, chain_of, link
from whosaid_models.attribution.names import Namer
from whosaid_models.attribution.references import References
from whosaid_models.attribution.selves import of_themselves
from whosaid_models.attribution.speakers import Speakers
from whosaid_models.attribution.states import states_of
from whosaid_models.claims.boilerplate import boilerplate, without
from whosaid_models.claims.dates import resolve_dates
from whosaid_models.claims.decomposition import Decomposer
from whosaid_models.claims.decontextualisation import Decontextualiser
from whosaid_models.claims.drafts import Draft, Unit
from whosaid_models.claims.labelling import is_hedged, is_negated
from whosaid_models.claims.merging import Comparable, RepeatIndex, content_words, fingerprint
from whosaid_models.claims.rewriting import Written, write
from whosaid_models.claims.selection import Scores, Selector, select
from whosaid_models.domain import Attribution, Claim, ClaimKind, Holder, QuoteStyle, Source, SourceType, Span
from whosaid_models.reader.labels import KINDS
from whosaid_models.reader.model import ArticleReader, ClaimLabels
from whosaid_models.reader.reading import Reading, TokenRange


@dataclass(frozen=True)
class Assembled:
    """What an article claims; spans are in the document's text."""

    claims: list[Claim]
    attributions: list[Attribution]


@dataclass(frozen=True)
class Candidate:
    """A draft in words, and the attributions that lead to it, outermost first (indices of the forest)."""

    draft: Draft
    written: Written
    chain: tuple[int, ...]


@dataclass(frozen=True)
class _Chosen:
    candidate: Candidate
    scores: Scores
    labels: ClaimLabels


# Headline, summary and key points are among the first paragraphs and end without a full stop.
_HEADLINES = 4
_STOPS = frozenset({".", "!", "?", "”", '"', "’", "'", ")"})
_BE = re.compile(" (?:is|was) ")
# Below this probability a draft is left out. Chosen on held-out articles: .34 to .46 give the same F1; with a higher
# one, claims that are missed outweigh those that are wrong.
_LEAST = 0.38


class Assembler:
    """Builds the attributions and claims of one reading."""

    def __init__(
        self,
        reader: ArticleReader,
        reading: Reading,
        identity: str,
        *,
        published: date | None = None,
        certainty: SourceCertainty | None = None,
    ) -> None:
        """``identity``: what claim ids depend on besides their place and words (article, model).

        ``published``: the day on which the article appeared, for its relative dates. ``certainty``: how sure sources
        are; None: as sure as their cues.
        """
        self.certainty = certainty
        self.skip = boilerplate(reading)
        reading = without(reading, self.skip)
        self.reader, self.reading, self.identity, self.published = reader, reading, identity, published
        self.cast = gather_cast(reading)
        self.references = References(reading, self.cast)
        self.namer = Namer(reading, self.cast, self.references)
        self.forest = link(reading)
        self.kind_of = SourceKinds(reader, reading)
        Speakers(reading, self.references, self.namer, self.kind_of).follow(self.forest)
        continue_accounts(reading, self.forest, self.namer)
        self.kind_of.learn(self._named_by(mention)[1] for a in self.forest for mention in a.sources)
        self.themselves = self._of_themselves()
        self.source_features = SourceFeatures(self.namer, self.forest)
        self.attributions = [self._attribution(i, a) for i, a in enumerate(self.forest)]
        linked = zip(self.forest, self.attributions, strict=True)
        self.stances = {t: a for forest, a in linked if forest.is_stance for t in range(*forest.cue)}

    def _of_themselves(self) -> dict[int, TokenRange]:
        """The pronouns that mean a speaker without a name; whom the others mean is settled."""
        nameless = {}
        for token, index in of_themselves(
            self.reading, self.forest, lambda m: self.kind_of(self._named_by(m)[1])
        ).items():
            mention = self.forest[index].sources[0]
            character = self.cast.of_token.get(self.namer.name_tokens(mention)[0])
            if character is not None and character.type != "NORP":
                self.references.settle(token, character, "")
            elif self.reading.upos[mention[0]] != "PRON":
                nameless[token] = mention
        return nameless

    def candidates(self) -> list[Candidate]:
        """Decompose, decontextualise and write: everything that may be a claim."""
        reading = self.reading
        decomposer = Decomposer(reading, self.forest, self.skip)
        # "I" or "we" of several speakers is no single name.
        alone = ((i, a.sources[0]) for i, a in enumerate(self.forest) if len(a.sources) == 1)
        speakers = {i: self.namer.name_tokens(mention) for i, mention in alone}
        mentions = (reading, self.cast, self.references, speakers, self.themselves)
        decontextualiser = Decontextualiser(*mentions, self.kind_of)
        out = []
        for raw in decomposer.decompose():
            draft = decontextualiser.resolve(raw)
            if self.published is not None:
                draft = resolve_dates(reading, draft, self.published)
            written = write(reading, draft, decomposer.regions.cue_tokens)
            if written is not None:
                out.append(Candidate(draft, written, self._chain(draft.attribution)))
        return out

    def _chain(self, attribution: int | None) -> tuple[int, ...]:
        """The attributions that lead to one; "I think" in somebody's own words is no link of its own."""
        if attribution is None:
            return ()
        return tuple(i for i in chain_of(self.forest, attribution) if not self.forest[i].own_voice)

    def chain_probabilities(self, candidate: Candidate) -> list[float]:
        """The probabilities of the attributions that lead to a candidate."""
        return [self.forest[i].probability for i in candidate.chain]

    def assemble(self, selector: Selector) -> Assembled:
        """Choose among the candidates, label them, merge what is said twice."""
        candidates = self.candidates()
        drafts = [(c.draft, c.written) for c in candidates]
        scores = select(selector, self.reading, drafts, [self.chain_probabilities(c) for c in candidates])
        kept = [(c, s) for c, s in zip(candidates, scores, strict=True) if s.claim >= _LEAST]
        labels = self.reader.label_claims(self.reading, [c.written.evidence_tokens for c, _ in kept])
        chosen = [_Chosen(c, s, label) for (c, s), label in zip(kept, labels, strict=True)]
        return Assembled(self._merge(chosen), self.attributions)

    def _attribution(self, index: int, linked: LinkedAttribution) -> Attribution:
        document = self.reading.document
        spans = sorted([*linked.contents, *linked.continued])
        source = self._source(linked.sources)
        return Attribution(
            source=source,
            cue=Span(*document.characters(*linked.cue)),
            contents=tuple(Span(*document.characters(*s)) for s in spans),
            style=_style(self.reading, linked.tokens()),
            parent=linked.parent,
            is_stance=linked.is_stance,
            confidence=round(self._confidence(index, source), 4),
        )

    def _confidence(self, index: int, source: Source) -> float:
        if self.certainty is None:
            return self.forest[index].probability
        return self.certainty.probability(self.source_features.of(index, source.type))

    def _source(self, mentions: Sequence[TokenRange]) -> Source:
        members = tuple(self._one_source(m) for m in mentions)
        if len(members) == 1:
            return members[0]
        names = ", ".join(m.name for m in members[:-1]) + f" and {members[-1].name}"
        return replace(members[0], name=names, members=members)

    def _one_source(self, mention: TokenRange) -> Source:
        document = self.reading.document
        begin, end = document.characters(*mention)
        name, tokens = self._named_by(mention)
        kind = SourceType(self.kind_of(tokens))
        return Source(mention=Span(begin, end), mention_text=document.text[begin:end], name=name, type=kind)

    def _named_by(self, mention: TokenRange) -> tuple[str, TokenRange]:
        """The name of a mention, and the tokens that its type is read from."""
        name, tokens = self.namer.name(mention)
        return name, tokens if tokens[0] < tokens[1] else mention

    def _merge(self, chosen: list[_Chosen]) -> list[Claim]:
        kept: list[tuple[Comparable, Claim]] = []
        index = RepeatIndex()
        for c in chosen:
            claim = self._claim(c)
            look = self._comparable(c, claim)
            same = index.find(look)
            if same is None:
                index.add(look)
                kept.append((look, claim))
                continue
            other_look, other = kept[same]
            # The fuller wording stays; a headline gives way to the body.
            alike = other_look.headline == look.headline or bool(look.described)
            if (not alike and other_look.headline) or (alike and len(look.words) > len(other_look.words)):
                kept[same] = (look, replace(claim, repeats=(*other.repeats, other.evidence)))
            else:
                kept[same] = (other_look, replace(other, repeats=(*other.repeats, claim.evidence)))
        return sorted((c for _, c in kept), key=lambda c: (c.evidence[0], c.text))

    def _comparable(self, chosen: _Chosen, claim: Claim) -> Comparable:
        sentence = self.reading.document.sentences[chosen.candidate.draft.sentence]
        source = claim.attributions[-1].source if claim.attributions else None
        headline = sentence.paragraph < _HEADLINES and self.reading.document.words[sentence.last - 1] not in _STOPS
        name = source.name if source else ""
        describes = chosen.candidate.draft.unit in (Unit.APPOSITION, Unit.CLASS, Unit.TITLE)
        described = content_words(_BE.split(claim.text)[0]) if describes else frozenset()
        return Comparable(content_words(claim.text), name, sentence.paragraph, headline, described)

    def _claim(self, chosen: _Chosen) -> Claim:
        draft, written, labels = chosen.candidate.draft, chosen.candidate.written, chosen.labels
        chain = tuple(self.attributions[i] for i in chosen.candidate.chain)
        place = "".join(f"{s.begin}-{s.end};" for s in written.evidence)
        digest = hashlib.sha256(f"{self.identity}\0{place}\0{written.text}".encode()).hexdigest()
        return Claim(
            id=digest[:32],
            fingerprint=fingerprint(written.text),
            text=written.text,
            evidence=written.evidence,
            edits=written.edits,
            attributions=chain,
            holder=self._holder(draft),
            kind=ClaimKind(KINDS[max(range(len(KINDS)), key=lambda k: labels.kinds[k])]),
            negated=is_negated(self.reading, draft),
            hedged=is_hedged(self.reading, draft),
            check_worthiness=round(labels.worth, 4),
            confidence=round(chosen.scores.right, 4),
            context_dependent=draft.context_dependent,
        )

    def _holder(self, draft: Draft) -> Holder | None:
        attribution = self.stances.get(draft.predicate)
        if attribution is None or attribution.source is None or attribution.cue is None:
            return None
        return Holder(source=attribution.source, cue=attribution.cue)


def _style(reading: Reading, tokens: set[int]) -> QuoteStyle:
    flags = [reading.document.quoted[t] for t in tokens if reading.upos[t] != "PUNCT"]
    if flags and all(flags):
        return QuoteStyle.DIRECT
    return QuoteStyle.MIXED if any(flags) else QuoteStyle.INDIRECT


class SourceKinds:
    """The SOURCE_TYPES of mentions, each asked for once."""

    def __init__(self, reader: ArticleReader, reading: Reading) -> None:
        self._reader, self._reading = reader, reading
        self._known: dict[TokenRange, str] = {}
        self._states = states_of(reading)

    def __call__(self, mention: TokenRange) -> str:
        """The type of one mention."""
        if mention not in self._known:
            self.learn([mention])
        return self._known[mention]

    def learn(self, mentions: Iterable[TokenRange]) -> None:
        """Ask for several together."""
        new = [mention for mention in dict.fromkeys(mentions) if mention not in self._known]
        for mention, kind in zip(new, self._reader.source_types(self._reading, new), strict=True):
            state = self._reading.document.words[slice(*mention)]
            self._known[mention] = "government" if len(state) == 1 and state[0] in self._states else kind
