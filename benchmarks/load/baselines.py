"""What the service is compared with, in this process: the bare network, and what one would write in an afternoon."""

from __future__ import annotations

import time
from collections.abc import Sequence

import torch
from transformers import AutoModelForTokenClassification, BertConfig, TokenClassificationPipeline

from whosaid_models.reader.batches import collate
from whosaid_models.reader.loading import load_reader
from whosaid_models.reader.model import CONTEXT, WINDOW, ArticleReader
from whosaid_models.reader.weights import DEFAULT_FOLDER
from whosaid_models.reader.windows import EncodedDocument, Window, encode, windows_of
from whosaid_models.text.document import Document
from whosaid_models.text.tokens import read_document

_TAGS = 9
_PIPELINE_BATCH = 8


class BareNetwork:
    """All that the network computes for ``texts``, in torch, and nothing else: no tokens, no decoding, no claims.

    Windows are sorted by length and packed ``batch`` at a time, so that hardly anything is padding. Encoder, tags,
    entities and cues by window; arcs and relations by sentences of one length; arguments for the cues that a reading
    finds.
    """

    def __init__(self, reader: ArticleReader, texts: Sequence[str]) -> None:
        network, self._tokenizer = load_reader(DEFAULT_FOLDER)
        self._network, self._scheme = network.eval(), reader.scheme
        self._windows: list[tuple[EncodedDocument, Window]] = []
        self._cues: dict[int, list[tuple[int, int]]] = {}
        self._documents: list[Document] = []
        for text in texts:
            document = read_document(text)
            encoded = encode(document, reader.tokenizer)
            self._documents.append(document)
            cues = [reading.cue for reading in reader.read(document).cues]
            for window in windows_of(encoded, WINDOW - 2, CONTEXT):
                inside = [
                    (a - window.first, b - window.first) for a, b in cues if window.core_first <= a < window.core_last
                ]
                self._cues[len(self._windows)] = inside
                self._windows.append((encoded, window))
        self.pieces = sum(int(e.starts[w.last] - e.starts[w.first]) + 2 for e, w in self._windows)
        order = sorted(range(len(self._windows)), key=lambda i: _pieces(*self._windows[i]))
        self._order = order

    @torch.inference_mode()
    def run(self, batch: int) -> None:
        """Compute everything once, ``batch`` windows at a time."""
        network = self._network
        for begin in range(0, len(self._order), batch):
            group = self._order[begin : begin + batch]
            parts = [(e, w.first, w.last) for e, w in (self._windows[i] for i in group)]
            states = network.word_states(collate(parts, self._tokenizer))
            for layer in (network.upos, network.xpos, network.entity, network.cue_scores):
                layer(states)
            for row, index in enumerate(group):
                self._arguments(index, states[row])
                self._trees(index, states[row])

    def _arguments(self, index: int, words: torch.Tensor) -> None:
        encoded, window = self._windows[index]
        cues = self._cues[index]
        if cues:
            sentence = torch.tensor(encoded.document.sentence_of[window.first : window.last])
            words = words[: window.last - window.first]
            self._network.argument(words, sentence, torch.tensor(cues), torch.full((len(cues),), self._scheme))

    def _trees(self, index: int, words: torch.Tensor) -> None:
        encoded, window = self._windows[index]
        inside = [
            words[s.first - window.first : s.last - window.first]
            for s in encoded.document.sentences
            if window.core_first <= s.first and s.last <= window.core_last
        ]
        for length in {len(each) for each in inside}:
            same = torch.stack([each for each in inside if len(each) == length])
            scores = self._network.dependency.arcs(same, torch.ones(same.shape[:2], dtype=torch.bool))
            self._network.dependency.relations(same, scores.argmax(-1))


def _pieces(encoded: EncodedDocument, window: Window) -> int:
    return int(encoded.starts[window.last] - encoded.starts[window.first])


class Pipeline:
    """transformers' own pipeline, which tags the sentences of ``texts`` with an encoder of the same size."""

    def __init__(self, texts: Sequence[str]) -> None:
        network, tokenizer = load_reader(DEFAULT_FOLDER)
        config = BertConfig(**network.encoder.config.to_dict())
        config.num_labels = _TAGS
        model = AutoModelForTokenClassification.from_config(config).eval()
        self._pipeline = TokenClassificationPipeline(model=model, tokenizer=tokenizer, batch_size=_PIPELINE_BATCH)
        self._sentences = []
        for text in texts:
            document = read_document(text)
            for s in document.sentences:
                begin, end = document.characters(s.first, s.last)
                self._sentences.append(text[begin:end])

    def run(self) -> None:
        """Tag every sentence once."""
        for _ in self._pipeline(self._sentences, batch_size=_PIPELINE_BATCH):
            pass


def timed(run: object, *arguments: object) -> tuple[float, float]:
    """Wall-clock and processor seconds of a call."""
    wall, cpu = time.monotonic(), time.process_time()
    run(*arguments)  # type: ignore[operator]
    return time.monotonic() - wall, time.process_time() - cpu
