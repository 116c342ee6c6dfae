"""What the service is compared with, in this process: the bare engine, and what one would write in an afternoon."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from transformers import AutoModelForTokenClassification, BertConfig, TokenClassificationPipeline

from whosaid_models.domain import Article
from whosaid_models.extractor import Extractor
from whosaid_models.reader.engine import Engine
from whosaid_models.reader.loading import load_reader
from whosaid_models.reader.model import ArticleReader
from whosaid_models.reader.weights import DEFAULT_FOLDER
from whosaid_models.text.tokens import read_document

_TAGS = 9
_PIPELINE_BATCH = 8


class BareEngine:
    """All that the engine computes for ``texts``, and nothing else: no tokens, no decoding, no claims.

    While the texts are read once, every question to the engine is noted; ``run`` asks all of them again, one after the
    other. Windows have no padding, so that they are packed perfectly.
    """

    def __init__(self, texts: Sequence[str], threads: int) -> None:
        reader = ArticleReader.load(threads=threads)
        self._engine: Engine = reader.engine
        self._asked: list[tuple[str, tuple[Any, ...]]] = []
        noting: Any = _Noting(self._engine, self._asked)
        noted = ArticleReader(noting, reader.tokenizer, reader.manifest)
        extractor = Extractor.of(noted)
        for text in texts:
            extractor.extract(Article(text=text))

    def run(self) -> None:
        """Compute everything once."""
        for name, arguments in self._asked:
            answer = getattr(self._engine, name)(*arguments)
            if name == "read":  # window by window
                for _ in answer:
                    pass


class _Noting:
    """An engine that notes what it is asked."""

    def __init__(self, engine: Engine, asked: list[tuple[str, tuple[Any, ...]]]) -> None:
        self._engine, self._asked = engine, asked

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._engine, name)
        if not callable(value):
            return value

        def ask(*arguments: Any) -> Any:
            self._asked.append((name, arguments))
            return value(*arguments)

        return ask


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


def timed(run: Callable[[], object]) -> tuple[float, float]:
    """Wall-clock and processor seconds of a call."""
    wall, cpu = time.monotonic(), time.process_time()
    run()
    return time.monotonic() - wall, time.process_time() - cpu
