"""What reads articles for a shard: a model in this process, or a service."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from whosaid._client import Client
from whosaid._errors import (
    DeadlineExceededError,
    InternalServiceError,
    InvalidArticleError,
    MissingExtraError,
    ModelLoadError,
    OverloadedError,
    RequestCancelledError,
    ServiceUnavailableError,
    WhosaidError,
)
from whosaid._local import LocalClient
from whosaid._options import Selection, to_options
from whosaid.v1 import article_pb2, claim_extraction_service_pb2 as pb

# An article that ended with one of these may be read when it is tried again.
MAY_SUCCEED = (
    ServiceUnavailableError,
    OverloadedError,
    DeadlineExceededError,
    RequestCancelledError,
    InternalServiceError,
)


@dataclass(frozen=True, slots=True)
class Options:
    """What the claims depend on, beside the model: as in the contract's ExtractionOptions.

    ``engine``: what computes the model in a process of the run, as in LocalClient; empty: its default. A service has
    its own.
    """

    min_check_worthiness: float = 0.0
    min_confidence: float = 0.0
    kinds: tuple[str, ...] = ()
    engine: str = ""

    def message(self) -> pb.ExtractionOptions:
        """The contract's message; offsets are code points."""
        selection = Selection(
            min_check_worthiness=self.min_check_worthiness, min_confidence=self.min_confidence, kinds=self.kinds
        )
        return to_options(None, selection)


class Reader(Protocol):
    """Reads articles. Used by one thread at a time.

    ``group``: how many articles, and how many characters, it is best given at a time.
    """

    model: pb.ModelInfo
    group: tuple[int, int]

    def read(self, articles: Sequence[article_pb2.Article]) -> Iterator[pb.ExtractClaimsResponse | WhosaidError]:
        """The answer to each article, in order; an article that cannot be read has the reason in its place.

        Raises:
            WhosaidError: going on is of no use.
        """

    def close(self) -> None:
        """Let go of the model or of the connection."""


class LocalReader:
    """A model in this process."""

    group = (16, 32_000)  # progress is told after each; the model itself gains nothing from more

    def __init__(self, options: Options, model: Path | None = None, threads: int | None = None) -> None:
        """Raises MissingExtraError and ModelLoadError, as LocalClient does."""
        self._client = LocalClient(model, threads=threads, engine=options.engine or None)
        self._options = options.message()
        self.model = self._client.info().model

    def read(self, articles: Sequence[article_pb2.Article]) -> Iterator[pb.ExtractClaimsResponse | WhosaidError]:
        """See ``Reader``."""
        for answer in self._client.extract_many(articles, options=self._options):
            yield answer.response or answer.error or InternalServiceError("an answer without a response")

    def close(self) -> None:
        """See ``Reader``."""
        self._client.close()


def open_local_reader(options: Options, model: Path | None, threads: int) -> LocalReader:
    """A reader with the model in the folder ``model`` (None: the released one), as engines make it in their workers."""
    return LocalReader(options, model, threads)


def local_model(folder: Path | None) -> pb.ModelInfo:
    """Which model is in a folder, without loading it.

    Raises:
        MissingExtraError: what runs the model is not installed.
        ModelLoadError: there are no weights, or they are damaged.
    """
    try:
        from whosaid_models.reader import weights  # noqa: PLC0415 - not in the base install

        if importlib.util.find_spec("spacy") is None:
            raise ImportError("No module named 'spacy'")  # noqa: TRY301 - as if it had been imported
    except ImportError as error:
        what = f"reading articles in this process needs packages that are not installed ({error})"
        msg = f'{what}: pip install "whosaid[server]"'
        raise MissingExtraError(msg) from error
    try:
        manifest = weights.check_manifest(folder or weights.DEFAULT_FOLDER)
    except weights.WeightsError as error:
        raise ModelLoadError(f"the model cannot be loaded: {error}") from error
    return pb.ModelInfo(name=manifest.name, version=manifest.version, content_hash=manifest.content_hash)


class ServiceReader:
    """A service at an address."""

    group = (1024, 1_000_000)  # a whole shard, so that the service never waits for the next article

    def __init__(self, options: Options, address: str, timeout: float, in_flight: int = 16) -> None:
        """Raises what ``Client.info`` raises: the service is asked which model it has."""
        self._client = Client(address, timeout=timeout)
        self._options = options.message()
        self._in_flight = in_flight
        try:
            self.model = self._client.info().model
        except WhosaidError:
            self._client.close()
            raise

    def read(self, articles: Sequence[article_pb2.Article]) -> Iterator[pb.ExtractClaimsResponse | WhosaidError]:
        """See ``Reader``. The service may answer in another order; at most ``articles`` are kept."""
        ready: dict[int, pb.ExtractClaimsResponse | WhosaidError] = {}
        done = 0
        answers = self._client.extract_many(articles, options=self._options, max_in_flight=self._in_flight)
        for answer in answers:
            result = answer.response or answer.error or InternalServiceError("an answer without a response")
            if isinstance(result, WhosaidError) and not isinstance(result, (InvalidArticleError, *_OF_ONE_ARTICLE)):
                raise result
            if isinstance(result, pb.ExtractClaimsResponse) and result.model != self.model:
                raise OtherModelError(f"the service at {self._client.address} has another model now")
            ready[answer.index] = result
            while done in ready:
                yield ready.pop(done)
                done += 1

    def close(self) -> None:
        """See ``Reader``."""
        self._client.close()


# Of the errors that a service may answer with, those that say nothing about the other articles.
_OF_ONE_ARTICLE = (InternalServiceError, DeadlineExceededError, OverloadedError, RequestCancelledError)


class OtherModelError(WhosaidError):
    """A service began to answer with another model."""
