"""What reads articles for a command: a service, or this process."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from typing import Protocol

from whosaid._article import ArticleLike
from whosaid._client import Client
from whosaid._ledger import Answer
from whosaid._local import LocalClient
from whosaid.cli._errors import usage_error
from whosaid.cli._security import chosen_security
from whosaid.v1 import claim_extraction_service_pb2 as pb


class Backend(Protocol):
    """What ``Client`` and ``LocalClient`` have in common."""

    def extract(
        self, article: ArticleLike, *, options: pb.ExtractionOptions | None = None, timeout: float | None = None
    ) -> pb.ExtractClaimsResponse: ...

    def extract_many(
        self, articles: Iterable[ArticleLike], *, options: pb.ExtractionOptions | None = None
    ) -> Iterator[Answer]: ...

    def info(self, *, timeout: float | None = None) -> pb.GetServiceInfoResponse: ...

    def close(self) -> None: ...


def open_backend(server: str | None, timeout: float, engine: str | None = None) -> Backend:
    """A client of the service at ``server``; with None, the model in this process (takes seconds to load).

    ``engine``: what computes the model in this process; None: what WHOSAID_ENGINE says, or the default.

    Raises:
        CommandError: ``server`` is no address, or the files for it (``cli._security``) cannot be used.
        MissingExtraError: there is no model in this installation.
    """
    if server is None:
        silence_libraries()
        return LocalClient(engine=engine or os.environ.get("WHOSAID_ENGINE") or None)
    check_address(server)
    try:
        return Client(server, timeout=timeout, security=chosen_security())
    except ValueError as error:  # files that cannot be used
        raise usage_error(str(error)) from error


def silence_libraries() -> None:
    """Keep what transformers says while it loads a model off our stderr. Before it is imported."""
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")


def check_address(server: str) -> None:
    """Refuse what gRPC would take for another address than the user has in mind."""
    if re.match(r"https?://", server):
        raise usage_error(f"--server takes HOST:PORT without http://, for example localhost:50051, not {server}")
    if not re.search(r":\d+$", server) and not re.match(r"(unix|unix-abstract|dns|xds|vsock):", server):
        raise usage_error(f"--server takes HOST:PORT, for example localhost:50051, not {server!r}")
