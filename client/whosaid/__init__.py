"""Who claims what in a news article: the client of the whosaid service.

    from whosaid import Client

    with Client("localhost:50051") as client:
        response = client.extract("The bridge will open in May, Mayor Ann Lee said on Monday.")
        for claim in response.claims:
            source = claim.attributions[-1].source.name if claim.attributions else "the article"
            print(f"{source}: {claim.text}")

``Client`` and ``AsyncClient`` talk to a service; ``LocalClient`` has the same methods and reads in this process (it
needs ``pip install "whosaid[server]"``). Answers are the contract's own messages, ``whosaid.v1``; offsets in them are
code points from 0 unless asked for otherwise, so that ``text[span.begin:span.end]`` is what a span says.

Exceptions::

    WhosaidError                                       .code  .request_id
    ├── InvalidArticleError (ValueError)               .violations
    │   └── MessageTooLargeError
    ├── ServiceUnavailableError (ConnectionError)      .reason
    ├── OverloadedError                                .retry_delay
    ├── DeadlineExceededError (TimeoutError)
    ├── RequestCancelledError
    ├── AccessDeniedError (PermissionError)
    ├── UnsupportedServiceError (NotImplementedError)
    ├── InternalServiceError (RuntimeError)
    ├── ClientClosedError (RuntimeError)
    ├── MissingExtraError (ImportError)
    └── ModelLoadError (RuntimeError)

Trying again can help with ServiceUnavailableError, OverloadedError and DeadlineExceededError, and with no other.
"""

from whosaid._aio import AsyncClient
from whosaid._article import Article, ArticleLike
from whosaid._client import Client
from whosaid._errors import (
    AccessDeniedError,
    ClientClosedError,
    DeadlineExceededError,
    FieldViolation,
    InternalServiceError,
    InvalidArticleError,
    MessageTooLargeError,
    MissingExtraError,
    ModelLoadError,
    OverloadedError,
    RequestCancelledError,
    ServiceUnavailableError,
    UnsupportedServiceError,
    WhosaidError,
)
from whosaid._json import to_json
from whosaid._ledger import Answer
from whosaid._local import LocalClient
from whosaid._security import Security
from whosaid._version import __version__

__all__ = [
    "AccessDeniedError",
    "Answer",
    "Article",
    "ArticleLike",
    "AsyncClient",
    "Client",
    "ClientClosedError",
    "DeadlineExceededError",
    "FieldViolation",
    "InternalServiceError",
    "InvalidArticleError",
    "LocalClient",
    "MessageTooLargeError",
    "MissingExtraError",
    "ModelLoadError",
    "OverloadedError",
    "RequestCancelledError",
    "Security",
    "ServiceUnavailableError",
    "UnsupportedServiceError",
    "WhosaidError",
    "__version__",
    "to_json",
]
