"""The trained reader: a document in, a Reading out. Predicts here, decodes in ``decoding``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whosaid_models.engines import DEFAULT_ENGINE, EngineName
from whosaid_models.reader import labels
from whosaid_models.reader.anaphora import anaphors
from whosaid_models.reader.appositions import homes, names_after_appositions, numbered_nouns, tails_of_appositions
from whosaid_models.reader.arguments import find_arguments
from whosaid_models.reader.attachment import (
    clauses_of_names,
    clauses_of_people,
    finite_conjuncts,
    names_with_their_brackets,
    over_appositions,
    owners,
    present_tenses,
)
from whosaid_models.reader.clause_edges import REPAIRS as EDGES
from whosaid_models.reader.coordination import flat_lists, items_for_appositions, like_conjuncts
from whosaid_models.reader.decoding import Scores, bio_spans, log_softmax, viterbi
from whosaid_models.reader.engine import Bools, Engine, Floats, WordScores, load_engine
from whosaid_models.reader.initials import initialled_people
from whosaid_models.reader.neighbours import nouns_before_names, objects_of_conjuncts, subordinators
from whosaid_models.reader.offices import holders_of_offices
from whosaid_models.reader.participles import absolutes, listed_gerunds, openings
from whosaid_models.reader.pieces import WordPieces
from whosaid_models.reader.prepositions import REPAIRS
from whosaid_models.reader.projective import projective_trees
from whosaid_models.reader.reading import Antecedent, CueReading, EntityReading, Reading, TokenRange
from whosaid_models.reader.repair import (
    bearers_of_offices,
    lost_subjects,
    nouns_after_articles,
    objects_of_raising,
    one_kind_a_name,
    one_subject,
    past_tenses,
    subjects_before_verbs,
    titled_people,
    whole_names,
    words_are_no_marks,
)
from whosaid_models.reader.roots import nominal_roots
from whosaid_models.reader.subordinate import clefts, leading_participles, reduced_participles, relative_clauses
from whosaid_models.reader.weights import DEFAULT_FOLDER, Manifest, check_labels, check_manifest, damaged
from whosaid_models.reader.windows import Window, cut, encode, windows_of
from whosaid_models.text.document import Document, Sentence
from whosaid_models.text.tokens import read_document

WINDOW, CONTEXT = 448, 32  # word pieces
# A missed cue costs its claims their source, a false one often goes without content: cues are preferred a little (in
# log-probability; chosen on held-out articles).
_CUE_BIAS = {"news": 2.3}
# Antecedents are looked for this many words away, and kept down to this probability.
_REACH, _MOST_ANTECEDENTS, _LEAST_ANTECEDENT = 400, 12, 0.02
# Labels that no word has which begins a sentence.
_INSIDE = [i for i, tag in enumerate(labels.ENTITY) if tag.startswith("I-")]
# Entities that are phrases rather than names.
_NO_NAMES = frozenset({"Date", "Money", "NORP"})
# Anaphors that stand within so many words of each other are asked about together: they look at mostly the same words.
_NEIGHBOURS = 400
# Sentences up to so many times as long as the shortest are parsed together.
_LIKE = 1.15
# Sentences times the square of their length, at most, whose trees are looked for at a time.
_TREES = 1 << 16
# Words whose relations are asked for at a time: a processor's cache holds what is computed of these.
_PARSED = 128


@dataclass(frozen=True, slots=True)
class ClaimLabels:
    """Kind probabilities [KINDS] and check-worthiness 0..1 of one claim."""

    kinds: tuple[float, ...]
    worth: float


class ArticleReader:
    """Reads documents. Deterministic: a document's reading does not depend on what else is read."""

    def __init__(self, engine: Engine, tokenizer: WordPieces, manifest: Manifest, scheme: str = "news") -> None:
        self.engine, self.tokenizer, self.manifest = engine, tokenizer, manifest
        self.scheme = labels.SCHEMES.index(scheme)

    @classmethod
    def load(
        cls,
        folder: Path | None = None,
        *,
        scheme: str = "news",
        engine: EngineName | str = DEFAULT_ENGINE,
        threads: int | None = None,
    ) -> ArticleReader:
        """Load weights (default: the released ones). ``threads``: how many compute (default: all cores).

        Raises WeightsError for missing, damaged or outdated weights, EngineError when the engine's packages are not
        installed.
        """
        folder = folder or DEFAULT_FOLDER
        manifest = check_manifest(folder)
        check_labels(folder)
        try:
            tokenizer = WordPieces.load(folder)
        except Exception as error:  # the tokenizer's exceptions have no base of their own
            raise damaged(folder, "the tokenizer", error) from error
        return cls(load_engine(engine, folder, threads), tokenizer, manifest, scheme)

    def in_scheme(self, scheme: str) -> ArticleReader:
        """Return a reader that answers in another of the SCHEMES, with the same network."""
        return ArticleReader(self.engine, self.tokenizer, self.manifest, scheme)

    def read(self, document: Document) -> Reading:
        """Read one document, once."""
        encoded = encode(document, self.tokenizer)
        windows = list(windows_of(encoded, WINDOW - 2, CONTEXT))
        if not windows:
            return _nothing(document, self.engine.hidden)
        scores = self.engine.read([cut(encoded, w.first, w.last, self.tokenizer) for w in windows])
        cores: list[WordScores] = []
        cues: list[CueReading] = []
        for window, words in zip(windows, scores, strict=True):
            core = slice(window.core_first - window.first, window.core_last - window.first)
            cores.append(WordScores(*(getattr(words, name)[core] for name in WordScores.__slots__)))
            cues += self._cues(document, window, words)
        joined = (np.concatenate([getattr(core, name) for core in cores]) for name in WordScores.__slots__)
        return self._reading(document, WordScores(*joined), cues)

    def read_many(self, documents: Sequence[Document]) -> Iterator[Reading]:
        """Read documents, in their order. A processor gains nothing from reading several at a time."""
        return map(self.read, documents)

    def _reading(self, document: Document, words: WordScores, cues: list[CueReading]) -> Reading:
        heads, relations = self._trees(document, words.states)
        begins = [s.first for s in document.sentences]
        entity_scores = words.entities.astype(np.float64)
        entity_scores[np.ix_(begins, _INSIDE)] = -np.inf  # no name runs over the end of a sentence
        entities = bio_spans(viterbi(entity_scores, labels.ENTITY), labels.ENTITY)
        entities = names_with_their_brackets(document.words, entities)
        upos, xpos = _names(words.upos, labels.UPOS), _names(words.xpos, labels.XPOS)
        upos, relations = words_are_no_marks(document.words, upos, xpos, heads, relations)
        upos, xpos, heads, relations = nouns_after_articles(document.words, upos, xpos, heads, relations)
        relations = subjects_before_verbs(heads, relations, xpos)
        entities = initialled_people(document.words, upos, entities)
        names = [(first, last) for first, last, kind in entities if kind not in _NO_NAMES]
        heads, relations = whole_names(names, heads, relations)
        heads, relations = owners(document.words, upos, xpos, heads, relations)
        for repair in REPAIRS:
            heads, relations = repair(document.words, upos, xpos, heads, relations)
        heads, relations = numbered_nouns(upos, heads, relations)
        heads, relations = tails_of_appositions(document.words, upos, heads, relations)
        upos, heads, relations = homes(document.words, upos, heads, relations)
        heads, relations = names_after_appositions(document.words, upos, heads, relations, entities)
        heads, relations = clefts(document.words, upos, xpos, heads, relations)
        for mend in (leading_participles, relative_clauses, listed_gerunds, absolutes, openings):
            heads, relations = mend(document.words, upos, xpos, heads, relations, begins)
        heads, relations = clauses_of_names(names, heads, relations)
        heads, relations = nouns_before_names(xpos, heads, relations, entities)
        heads, relations = subordinators(document.words, xpos, heads, relations)
        heads, relations = objects_of_conjuncts(upos, heads, relations)
        heads = clauses_of_people(document.words, heads, relations, entities)
        heads, relations = finite_conjuncts(document.words, xpos, heads, relations)
        xpos = present_tenses(document.words, xpos, heads, relations)
        heads, relations = objects_of_raising(xpos, heads, relations)
        heads, relations = bearers_of_offices(document.words, upos, heads, relations, entities)
        heads, relations = holders_of_offices(document.words, upos, heads, relations, entities, begins)
        heads = over_appositions(heads, relations)
        heads, relations = nominal_roots(document.words, upos, xpos, heads, relations)
        heads, relations = lost_subjects(document.words, upos, xpos, heads, relations, begins)
        heads, relations = one_subject(document.words, xpos, heads, relations)
        xpos, relations = past_tenses(document.words, xpos, heads, relations, begins)
        xpos = reduced_participles(document.words, xpos, heads, relations)
        for repair in (like_conjuncts, flat_lists, items_for_appositions, *EDGES):
            heads, relations = repair(document.words, upos, xpos, heads, relations)
        entities = one_kind_a_name(document.words, titled_people(document.words, heads, relations, entities))
        asked = list(anaphors(document.words, xpos, heads, relations))
        return Reading(
            document=document,
            upos=upos,
            xpos=xpos,
            heads=heads,
            relations=relations,
            entities=[EntityReading(*s) for s in entities],
            cues=cues,
            states=words.states,
            antecedents={t: _antecedents(p, first) for t, first, p in self._referents(words.states, asked)},
        )

    def refers(self, states: Floats, token: int) -> Scores:
        """Say which word a token refers to: ``states`` [W, H] -> probabilities [1 + W], first that of "nothing"."""
        [(_, first, near)] = self._referents(states, [token])
        probabilities = np.zeros(1 + len(states))
        probabilities[0], probabilities[1 + first : first + len(near)] = near[0], near[1:]
        return probabilities

    def _referents(self, states: Floats, tokens: Sequence[int]) -> Iterator[tuple[int, int, Scores]]:
        """For each token: the first word that it may refer to, and probabilities: of "nothing", then from there on."""
        for group in _neighbours(tokens):
            first, last = max(0, group[0] - _REACH), min(len(states), group[-1] + _REACH)
            asked = np.array(group) - first
            scores = self.engine.coreference(states[first:last], asked).astype(np.float64)
            away = np.arange(last - first) - asked[:, None]
            scores[:, 1:][(away < -_REACH) | (away >= _REACH)] = -np.inf
            for token, row in zip(group, np.exp(log_softmax(scores)), strict=True):
                yield token, first, row

    def sentence_labels(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Label sentences by themselves, each read alone: probabilities [N, SENTENCE]. For measuring."""
        out = np.zeros((len(texts), len(labels.SENTENCE)))
        for row, text in enumerate(texts):
            encoded = encode(read_document(text), self.tokenizer)
            if words := len(encoded.starts) - 1:
                last = min(words, int(np.searchsorted(encoded.starts, WINDOW - 2, side="right")) - 1)
                [read] = self.engine.read([cut(encoded, 0, last, self.tokenizer)])
                out[row] = _sigmoid(self.engine.sentence_labels(read.states[None], np.ones((1, last), dtype=bool)))[0]
        return out

    def _cues(self, document: Document, window: Window, words: WordScores) -> list[CueReading]:
        """Find the cues in the core of a window, and their arguments in all of it."""
        scores = words.cues[:, self.scheme].astype(np.float64)
        scores[:, 0] -= _CUE_BIAS.get(labels.SCHEMES[self.scheme], 0.0)
        scores = log_softmax(scores)
        found = [
            s for s in bio_spans(viterbi(scores, labels.CUE), labels.CUE)
            if window.core_first <= window.first + s[0] < window.core_last
        ]  # fmt: skip
        if not found:
            return []
        sentence = np.array(document.sentence_of[window.first : window.last])
        spans = np.array([(first, last) for first, last, _ in found])
        arguments = find_arguments(self.engine, words.states, sentence, spans, self.scheme)
        return [_cue_reading(*each, scores, window.first) for each in zip(found, arguments, strict=True)]

    def _trees(self, document: Document, states: Floats) -> tuple[list[int], list[str]]:
        # As the network counts: 0 is the root, words from 1; here those of the document.
        governors = np.zeros(len(document), dtype=np.int64)
        for batch in _batches(self._arcs(document, states)):
            for s, heads in zip((s for s, _ in batch), projective_trees([arcs for _, arcs in batch]), strict=True):
                inside = np.array(heads)
                governors[s.first : s.last] = np.where(inside == 0, 0, inside + s.first)
        parts = []
        for begin in range(0, len(document), _PARSED):
            words = np.arange(begin, min(begin + _PARSED, len(document)))
            heads_of_these, which = np.unique(governors[words], return_inverse=True)
            parts.append(self.engine.relations(states, words, heads_of_these, which))
        scores = np.concatenate(parts)
        scores[:, labels.DEPREL.index("root")] = -np.inf  # only the root is the root
        heads = (governors - 1).tolist()
        names = _names(scores, labels.DEPREL)
        return heads, [name if head >= 0 else "root" for name, head in zip(names, heads, strict=True)]

    def _arcs(self, document: Document, states: Floats) -> Iterator[tuple[Sentence, Scores]]:
        """Score the heads of each sentence's words, the shortest sentences first: [L, 1 + L]."""
        for group in _by_length(document):
            arcs = self.engine.arcs(*_pad([states[s.first : s.last] for s in group])).astype(np.float64)
            for each, s in zip(arcs, group, strict=True):
                yield s, each[: s.last - s.first, : 1 + s.last - s.first]

    def label_claims(self, reading: Reading, evidence: Sequence[Sequence[int]]) -> list[ClaimLabels]:
        """Label claims given as the tokens of their evidence (none empty)."""
        out: list[ClaimLabels] = []
        for begin in range(0, len(evidence), 64):
            kinds, worth = self.engine.claims(
                *_pad([reading.states[list(tokens)] for tokens in evidence[begin : begin + 64]])
            )
            probabilities = np.exp(log_softmax(kinds.astype(np.float64))).tolist()
            grades = _sigmoid(worth).mean(-1).tolist()
            out += [ClaimLabels(tuple(k), w) for k, w in zip(probabilities, grades, strict=True)]
        return out

    def source_types(self, reading: Reading, mentions: Sequence[TokenRange]) -> list[str]:
        """Label each of the sources' mentions with one of SOURCE_TYPES."""
        if not mentions:
            return []
        means = np.stack([reading.states[first:last].mean(0) for first, last in mentions])
        return _names(self.engine.source_types(means), labels.SOURCE_TYPES)


def _nothing(document: Document, hidden: int) -> Reading:
    return Reading(document, [], [], [], [], [], [], np.zeros((0, hidden), dtype=np.float32))


def _names(scores: Floats, among: Sequence[str]) -> list[str]:
    """Return the best label of each row."""
    return [among[i] for i in scores.argmax(-1)]


def _sigmoid(logits: Floats) -> Scores:
    return np.asarray(1 / (1 + np.exp(-logits.astype(np.float64))))


def _pad(parts: Sequence[Floats]) -> tuple[Floats, Bools]:
    """Put states of different lengths side by side: N times [L, H] -> [N, longest L, H], which are none [N, L]."""
    width = max(map(len, parts))
    padded = np.zeros((len(parts), width, parts[0].shape[-1]), dtype=np.float32)
    mask = np.zeros((len(parts), width), dtype=np.bool_)
    for row, part in enumerate(parts):
        padded[row, : len(part)], mask[row, : len(part)] = part, True
    return padded, mask


def _neighbours(tokens: Sequence[int]) -> Iterator[list[int]]:
    """Group ascending tokens that are near each other."""
    group: list[int] = []
    for token in tokens:
        if group and token - group[0] > _NEIGHBOURS:
            yield group
            group = []
        group.append(token)
    if group:
        yield group


def _antecedents(probabilities: Scores, first: int) -> tuple[Antecedent, ...]:
    """``probabilities``: of "nothing", then of the words from ``first`` on."""
    words = probabilities[1:]
    [likely] = (words >= _LEAST_ANTECEDENT).nonzero()
    best = likely[(-words[likely]).argsort(kind="stable")][:_MOST_ANTECEDENTS]
    return tuple(map(Antecedent, (best + first).tolist(), words[best].tolist()))


def _cue_reading(
    span: tuple[int, int, str], arguments: Sequence[tuple[int, int, str]], cue_scores: Scores, offset: int
) -> CueReading:
    first, last, kind = span
    place = lambda role: tuple((a + offset, b + offset) for a, b, k in arguments if k == role)  # noqa: E731
    probability = float(1 - np.exp(cue_scores[first:last, 0]).mean())
    return CueReading((first + offset, last + offset), kind == "stance", place("source"), place("content"), probability)


def _batches(sentences: Iterable[tuple[Sentence, Scores]]) -> Iterator[list[tuple[Sentence, Scores]]]:
    """Group sentences, the longest last, whose trees are looked for together: in memory that is bounded."""
    batch: list[tuple[Sentence, Scores]] = []
    for each in sentences:
        if batch and (len(batch) + 1) * len(each[1]) ** 2 > _TREES:
            yield batch
            batch = []
        batch.append(each)
    if batch:
        yield batch


def _by_length(document: Document) -> Iterator[list[Sentence]]:
    """Group sentences of like length: little padding, bounded memory for the pairwise scores."""
    group: list[Sentence] = []
    for s in sorted(document.sentences, key=lambda s: s.last - s.first):
        length = s.last - s.first
        if group and ((len(group) + 1) * length > 512 or length > _LIKE * (group[0].last - group[0].first) + 1):
            yield group
            group = []
        group.append(s)
    if group:
        yield group
