"""Bytes that are no request are the caller's mistake, and are told like one.

gRPC itself would answer UNKNOWN, in the words of its exception, and end the stream in which they came.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import grpc
from google.protobuf.message import DecodeError

from whosaid.v1 import article_pb2
from whosaid_server.errors import FieldViolation, InvalidRequest


@dataclass(frozen=True, slots=True)
class Undecodable:
    """Stands where a request should be. It has the fields that an answer repeats, empty."""

    request_id: str = ""
    article: article_pb2.Article = field(default_factory=article_pb2.Article)


def check_decoded(request: object) -> None:
    """Raise InvalidRequest when the request could not be decoded."""
    if isinstance(request, Undecodable):
        what = "the bytes are no such request: encode it with the contract's messages, and text as UTF-8"
        raise InvalidRequest([FieldViolation("request", what)])


class LenientDecoding(grpc.aio.ServerInterceptor):
    """Gives the servicer ``Undecodable`` where a request cannot be decoded."""

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Any]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Any:
        """Wrap the decoder of the method that is called."""
        handler = await continuation(handler_call_details)
        if handler is None or handler.request_deserializer is None:
            return handler
        return handler._replace(request_deserializer=_lenient(handler.request_deserializer))


def _lenient(decode: Callable[[bytes], Any]) -> Callable[[bytes], Any]:
    def decode_leniently(data: bytes) -> Any:
        try:
            return decode(data)
        except DecodeError:
            return Undecodable()

    return decode_leniently
