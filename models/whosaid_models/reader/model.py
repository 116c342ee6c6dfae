"""The trained reader: a document in, a Reading out. Predicts here, decodes in ``decoding``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from transformers import PreTrainedTokenizerBase

from whosaid_models.reader import labels
from whosaid_models.reader.anaphora import anaphors
from whosaid_models.reader.decoding import Scores, bio_spans, log_softmax, tree, viterbi, viterbi_many
from whosaid_models.reader.loading import load_reader
from whosaid_models.reader.network import Reader
from whosaid_models.reader.reading import Antecedent, CueReading, EntityReading, Reading, TokenRange
from whosaid_models.reader.repair import lost_subjects, subjects_before_verbs
from whosaid_models.reader.weights import DEFAULT_FOLDER, Manifest, check_manifest
from whosaid_models.reader.windows import Window, collate, encode, windows_of
from whosaid_models.text.document import Document, Sentence
from whosaid_models.text.tokens import read_document

WINDOW, CONTEXT = 448, 64  # word pieces
# A missed cue costs its claims their source, a false one often goes without content: cues are preferred a little (in
# log-probability; chosen on held-out articles).
_CUE_BIAS = {"news": 2.2}
# Antecedents are looked for this many words away, and kept down to this probability.
_REACH, _MOST_ANTECEDENTS, _LEAST_ANTECEDENT = 400, 12, 0.02
# Labels that no word has which begins a sentence.
_INSIDE = [i for i, tag in enumerate(labels.ENTITY) if tag.startswith("I-")]
_BATCH = 1  # windows read at a time: on a processor more is slower, by a sixth for eight equally long ones


@dataclass(frozen=True, slots=True)
class ClaimLabels:
    """Kind probabilities [KINDS] and check-worthiness 0..1 of one claim."""

    kinds: tuple[float, ...]
    worth: float


class ArticleReader:
    """Reads documents. Deterministic: a document's reading does not depend on what else is read."""

    def __init__(
        self, network: Reader, tokenizer: PreTrainedTokenizerBase, manifest: Manifest, scheme: str = "news"
    ) -> None:
        self.network, self.tokenizer, self.manifest = network.eval(), tokenizer, manifest
        self.scheme = labels.SCHEMES.index(scheme)

    @classmethod
    def load(cls, folder: Path | None = None, *, scheme: str = "news") -> ArticleReader:
        """Load weights (default: the released ones). Raises WeightsError for missing, damaged or outdated ones."""
        folder = folder or DEFAULT_FOLDER
        manifest = check_manifest(folder)
        network, tokenizer = load_reader(folder)
        return cls(network, tokenizer, manifest, scheme)

    @torch.inference_mode()
    def read(self, document: Document) -> Reading:
        """Read one document, once."""
        encoded = encode(document, self.tokenizer)
        windows = list(windows_of(encoded, WINDOW - 2, CONTEXT))
        states: list[torch.Tensor] = []
        cues: list[CueReading] = []
        for begin in range(0, len(windows), _BATCH):
            group = windows[begin : begin + _BATCH]
            batch = collate([(encoded, w.first, w.last) for w in group], self.tokenizer)
            for window, words in zip(group, self.network.word_states(batch), strict=True):
                words = words[: window.last - window.first]
                states.append(words[window.core_first - window.first : window.core_last - window.first])
                cues += self._cues(document, window, words)
        merged = torch.cat(states) if states else torch.zeros(0, self.network.claim.attention.in_features)
        return self._reading(document, merged, cues)

    def read_many(self, documents: Sequence[Document]) -> Iterator[Reading]:
        """Read documents, in their order. A processor gains nothing from reading several at a time."""
        return map(self.read, documents)

    def _reading(self, document: Document, states: torch.Tensor, cues: list[CueReading]) -> Reading:
        heads, relations = self._trees(document, states)
        tags = lambda layer: layer(states).argmax(-1).tolist()  # noqa: E731
        entities = (
            log_softmax(_numpy(self.network.entity(states))) if len(states) else np.zeros((0, len(labels.ENTITY)))
        )
        upos = [labels.UPOS[i] for i in tags(self.network.upos)]
        xpos = [labels.XPOS[i] for i in tags(self.network.xpos)]
        begins = [s.first for s in document.sentences]
        entities[np.ix_(begins, _INSIDE)] = -np.inf  # no name runs over the end of a sentence
        relations = subjects_before_verbs(heads, relations, xpos)
        heads, relations = lost_subjects(document.words, upos, xpos, heads, relations, begins)
        asked = list(anaphors(document.words, xpos, heads, relations))
        return Reading(
            document=document,
            upos=upos,
            xpos=xpos,
            heads=heads,
            relations=relations,
            entities=[EntityReading(*s) for s in bio_spans(viterbi(entities, labels.ENTITY), labels.ENTITY)],
            cues=cues,
            states=states,
            antecedents={token: self._antecedents(states, token) for token in asked},
        )

    @torch.inference_mode()
    def refers(self, states: torch.Tensor, token: int) -> Scores:
        """Say which word a token refers to: ``states`` [W, H] -> probabilities [1 + W], first that of "nothing"."""
        first, last = max(0, token - _REACH), min(len(states), token + _REACH)
        scores = self.network.coreference(states[first:last], torch.tensor([token - first]))[0]
        near = _numpy(scores.softmax(-1))
        probabilities = np.zeros(1 + len(states))
        probabilities[0], probabilities[1 + first : 1 + last] = near[0], near[1:]
        return probabilities

    def _antecedents(self, states: torch.Tensor, token: int) -> tuple[Antecedent, ...]:
        probabilities = self.refers(states, token)[1:]
        best = np.argsort(-probabilities, kind="stable")[:_MOST_ANTECEDENTS]
        return tuple(Antecedent(int(i), float(probabilities[i])) for i in best if probabilities[i] >= _LEAST_ANTECEDENT)

    @torch.inference_mode()
    def sentence_labels(self, texts: Sequence[str]) -> np.ndarray:
        """Label sentences by themselves, each read alone: probabilities [N, SENTENCE]. For measuring."""
        out = np.zeros((len(texts), len(labels.SENTENCE)))
        for row, text in enumerate(texts):
            encoded = encode(read_document(text), self.tokenizer)
            if words := len(encoded.starts) - 1:
                last = min(words, int(np.searchsorted(encoded.starts, WINDOW - 2, side="right")) - 1)
                states = self.network.word_states(collate([(encoded, 0, last)], self.tokenizer))
                out[row] = _numpy(self.network.sentence(states, torch.ones(1, last, dtype=torch.bool)).sigmoid())[0]
        return out

    def _cues(self, document: Document, window: Window, words: torch.Tensor) -> list[CueReading]:
        """Find the cues in the core of a window, and their arguments in all of it."""
        scores = _numpy(self.network.cue_scores(words)[:, self.scheme])
        scores[:, 0] -= _CUE_BIAS.get(labels.SCHEMES[self.scheme], 0.0)
        scores = log_softmax(scores)
        found = [
            s for s in bio_spans(viterbi(scores, labels.CUE), labels.CUE)
            if window.core_first <= window.first + s[0] < window.core_last
        ]  # fmt: skip
        if not found:
            return []
        sentence = torch.tensor(document.sentence_of[window.first : window.last])
        spans = torch.tensor([(first, last) for first, last, _ in found])
        arguments = self.network.argument(words, sentence, spans, torch.full((len(found),), self.scheme))
        paths = viterbi_many(log_softmax(_numpy(arguments)), labels.ARGUMENT)
        return [_cue_reading(span, scores, path, window.first) for span, path in zip(found, paths, strict=True)]

    def _trees(self, document: Document, states: torch.Tensor) -> tuple[list[int], list[str]]:
        heads, relations = [-1] * len(document), ["root"] * len(document)
        for group in _by_length(document):
            lengths = [s.last - s.first for s in group]
            padded = torch.nn.utils.rnn.pad_sequence([states[s.first : s.last] for s in group], batch_first=True)
            mask = torch.arange(padded.shape[1]) < torch.tensor(lengths).unsqueeze(1)
            arcs = _numpy(self.network.dependency.arcs(padded, mask))
            best = [tree(arcs[i, :n, : n + 1]) for i, n in enumerate(lengths)]
            targets = torch.zeros(padded.shape[:2], dtype=torch.long)
            for i, h in enumerate(best):
                targets[i, : len(h)] = torch.tensor(h)
            names = self._relation_names(padded, targets)
            for i, s in enumerate(group):
                for j, head in enumerate(best[i]):
                    heads[s.first + j] = s.first + head - 1 if head else -1
                    relations[s.first + j] = names[i][j] if head else "root"
        return heads, relations

    def _relation_names(self, sentences: torch.Tensor, heads: torch.Tensor) -> list[list[str]]:
        scores = self.network.dependency.relations(sentences, heads)
        scores[..., labels.DEPREL.index("root")] = float("-inf")  # only the root is the root
        return [[labels.DEPREL[i] for i in row] for row in scores.argmax(-1).tolist()]

    @torch.inference_mode()
    def label_claims(self, reading: Reading, evidence: Sequence[Sequence[int]]) -> list[ClaimLabels]:
        """Label claims given as the tokens of their evidence (none empty)."""
        out: list[ClaimLabels] = []
        for begin in range(0, len(evidence), 64):
            group = [reading.states[list(tokens)] for tokens in evidence[begin : begin + 64]]
            padded = torch.nn.utils.rnn.pad_sequence(group, batch_first=True)
            mask = torch.arange(padded.shape[1]) < torch.tensor([len(g) for g in group]).unsqueeze(1)
            kinds, worth = self.network.claim(padded, mask)
            grades = worth.sigmoid().mean(-1).tolist()
            out += [ClaimLabels(tuple(k), w) for k, w in zip(kinds.softmax(-1).tolist(), grades, strict=True)]
        return out

    @torch.inference_mode()
    def source_type(self, reading: Reading, mention: TokenRange) -> str:
        """Label a source's mention with one of SOURCE_TYPES."""
        scores = self.network.source_type(reading.states[mention[0] : mention[1]].mean(0))
        return labels.SOURCE_TYPES[int(scores.argmax())]


def _cue_reading(span: tuple[int, int, str], cue_scores: Scores, path: list[int], offset: int) -> CueReading:
    first, last, kind = span
    spans = bio_spans(path, labels.ARGUMENT)
    place = lambda role: tuple((a + offset, b + offset) for a, b, k in spans if k == role)  # noqa: E731
    probability = float(1 - np.exp(cue_scores[first:last, 0]).mean())
    return CueReading((first + offset, last + offset), kind == "stance", place("source"), place("content"), probability)


def _by_length(document: Document) -> Iterator[list[Sentence]]:
    """Group sentences of like length: little padding, bounded memory for the pairwise scores."""
    group: list[Sentence] = []
    for s in sorted(document.sentences, key=lambda s: s.last - s.first):
        if group and (len(group) + 1) * (s.last - s.first) > 512:
            yield group
            group = []
        group.append(s)
    if group:
        yield group


def _numpy(tensor: torch.Tensor) -> Scores:
    return tensor.double().numpy()
