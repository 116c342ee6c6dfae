"""One request in, one response out, without transport: the service and the in-process client answer with this.

>>> handler = ExtractionHandler.load()
>>> response = handler.handle(ExtractClaimsRequest(article=Article(text="The bridge opened on Monday.")))
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from whosaid.v1 import claim_extraction_service_pb2 as pb
from whosaid_models import domain
from whosaid_models.engines import DEFAULT_ENGINE, EngineName
from whosaid_server import conversion
from whosaid_server.errors import FieldViolation, InvalidRequest
from whosaid_server.validation import ExtractionRequest, check_request

# Where a field of the models' Article comes from in the contract, when the names differ.
_FIELD_OF_PART = {"published": "publication_time"}

_SENTENCE = '"The bridge will open in May," Mayor Ann Lee said on Monday.'
# A short article, and one that fills a window of the model.
_WARM_UP = (domain.Article(text=_SENTENCE, title="A bridge"), domain.Article(text=f"{_SENTENCE} " * 25))


class Extractor(Protocol):
    """What reads articles: ``whosaid_models.extractor.Extractor``. Used by one thread at a time."""

    @property
    def info(self) -> domain.ModelInfo:
        """Which model it is."""

    def extract_many(self, articles: Sequence[domain.Article]) -> Iterator[domain.Extraction | domain.ArticleError]:
        """What each article says, in their order, as it is ready; an error in the place of one that cannot be read.

        An article's extraction does not depend on what else is read.
        """


@dataclass(frozen=True, slots=True)
class CheckedRequest:
    """A request that was validated, in the models' terms."""

    article: domain.Article
    options: conversion.Options


class ExtractionHandler:
    """Answers requests with one model. ``check`` may run in any thread, the rest in one thread at a time."""

    def __init__(self, extractor: Extractor, max_characters: int | None = None) -> None:
        """``max_characters``: the longest text or HTML, in code points; never more than the model reads."""
        self._extractor = extractor
        own = extractor.info.max_characters
        self.max_characters = own if max_characters is None else min(own, max_characters)

    @classmethod
    def load(
        cls,
        model: Path | None = None,
        *,
        threads: int | None = None,
        max_characters: int | None = None,
        engine: EngineName | str = DEFAULT_ENGINE,
    ) -> ExtractionHandler:
        """A handler with the model in the folder ``model`` (None: the one that comes with the package).

        ``threads``: how many threads the model computes with (None: all cores). ``engine``: what computes the network.

        Raises:
            WeightsError: the folder is incomplete, damaged or of another version.
            EngineError: the engine's packages are not installed.
        """
        # It takes a second or more to import, and callers of a remote service do not have it.
        from whosaid_models.extractor import Extractor as ModelExtractor  # noqa: PLC0415

        return cls(ModelExtractor.load(model, threads=threads, engine=engine), max_characters)

    @property
    def model(self) -> domain.ModelInfo:
        """Which model answers."""
        return self._extractor.info

    def handle(self, request: pb.ExtractClaimsRequest) -> pb.ExtractClaimsResponse:
        """The claims of the request's article.

        Raises:
            InvalidRequest: the request breaks the contract, or the article cannot be read.
        """
        return self.answer(self.check(request))

    def check(self, request: ExtractionRequest) -> CheckedRequest:
        """Validate a request, without reading its article.

        Raises:
            InvalidRequest: the request breaks the contract.
        """
        check_request(request, self.max_characters)
        return CheckedRequest(conversion.to_article(request.article), conversion.to_options(request.options))

    def answer(self, request: CheckedRequest) -> pb.ExtractClaimsResponse:
        """Read the article and put the answer together.

        Raises:
            InvalidRequest: the article cannot be read.
        """
        [answer] = self.answer_many([request])
        if isinstance(answer, InvalidRequest):
            raise answer
        return answer

    def answer_many(self, requests: Sequence[CheckedRequest]) -> Iterator[pb.ExtractClaimsResponse | InvalidRequest]:
        """Read the articles together and put the answers together, in their order, as they are ready.

        An article that cannot be read has the error in the place of its answer. ``timings.total`` is the time since
        the first article of the batch was begun.
        """
        start = time.perf_counter()
        extractions = self._extractor.extract_many([request.article for request in requests])
        for request, extraction in zip(requests, extractions, strict=True):
            if isinstance(extraction, domain.ArticleError):
                field = f"article.{_FIELD_OF_PART.get(extraction.part, extraction.part)}"
                yield InvalidRequest([FieldViolation(field, str(extraction))])
                continue
            builder = conversion.ResponseBuilder(extraction, request.options.offset_encoding)
            response = builder.build(request.article, request.options)
            response.model.CopyFrom(conversion.to_model_info(self._extractor.info))
            response.timings.CopyFrom(conversion.to_timings(time.perf_counter() - start, extraction.timings))
            yield response

    def warm_up(self) -> None:
        """Read something: the first caller does not pay for what is made on first use, and a broken model raises."""
        for extraction in self._extractor.extract_many(_WARM_UP):
            if isinstance(extraction, domain.ArticleError):
                raise extraction

    def service_info(self, limits: pb.Limits | None = None) -> pb.GetServiceInfoResponse:
        """What reads and what is accepted. ``limits``: those of the transport, none in the caller's process."""
        model = self._extractor.info
        response = pb.GetServiceInfoResponse(
            service_version=version("whosaid"),
            model=conversion.to_model_info(model),
            languages=model.languages,
            limits=limits,
            claim_kinds=conversion.CLAIM_KINDS.values(),
            source_types=conversion.SOURCE_TYPES.values(),
            quote_styles=conversion.QUOTE_STYLES.values(),
            edit_kinds=conversion.EDIT_KINDS.values(),
            offset_encodings=conversion.OFFSET_ENCODINGS,
        )
        response.limits.max_article_characters = self.max_characters
        return response
