"""The contract's requests, made and checked before anything is sent."""

from __future__ import annotations

import math

from whosaid._article import ArticleLike, to_message
from whosaid._errors import FieldViolation, MessageTooLargeError
from whosaid.v1 import article_pb2, claim_extraction_service_pb2 as pb


def unary_request(
    article: ArticleLike, options: pb.ExtractionOptions, max_message_bytes: float
) -> pb.ExtractClaimsRequest:
    """A request for one article.

    Raises:
        InvalidArticleError: the article is no valid Unicode, or the request is larger than ``max_message_bytes``.
        TypeError: ``article`` is no article.
    """
    request = pb.ExtractClaimsRequest(article=to_message(article), options=options)
    _check_size(request.ByteSize(), request.article, max_message_bytes)
    return request


def stream_request(
    request_id: str, article: ArticleLike, options: pb.ExtractionOptions, max_message_bytes: float
) -> pb.StreamExtractClaimsRequest:
    """A request for one article of a stream. Raises as :func:`unary_request`."""
    request = pb.StreamExtractClaimsRequest(request_id=request_id, article=to_message(article), options=options)
    _check_size(request.ByteSize(), request.article, max_message_bytes)
    return request


def check_timeout(timeout: float) -> float | None:
    """``timeout`` in seconds as gRPC wants it: None for no deadline (``math.inf``).

    Raises:
        ValueError: it is not positive.
    """
    if not timeout > 0:
        msg = f"a timeout is a positive number of seconds, or math.inf for none, not {timeout}"
        raise ValueError(msg)
    return None if math.isinf(timeout) else timeout


def _check_size(size: int, article: article_pb2.Article, limit: float) -> None:
    """Refuse here what gRPC would refuse with an error that names no field and breaks a whole stream."""
    if size <= limit:
        return
    field = "article.text" if len(article.text) >= len(article.html) else "article.html"
    what = f"the request has {size:,} bytes; the service accepts {limit:,}: shorten or split the article"
    raise MessageTooLargeError(f"{field}: {what}", violations=[FieldViolation(field, what)])
