"""Ports and addresses."""

from __future__ import annotations

import errno
import socket


class PortUnavailableError(OSError):
    """The address cannot be listened on; the message says which."""


def join(host: str, port: int) -> str:
    """As gRPC wants it: "127.0.0.1:50051", "[::1]:50051"."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def check_free(host: str, port: int) -> None:
    """Raise OSError if nobody can listen there. gRPC would say so as well, but first in words of its own on stderr."""
    errors = []
    places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for family, kind, protocol, _, place in places:
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gRPC does
            try:
                trial.bind(place)
                trial.listen(1)
            except OSError as problem:
                errors.append(problem)
    # A name may stand for an address of a family that this machine does not have; gRPC does without it.
    for error in errors:
        if error.errno == errno.EADDRINUSE or len(errors) == len(places):
            raise error


def unavailable(host: str, port: int, flags: str) -> PortUnavailableError:
    """The error for an address that cannot be listened on. ``flags``: what chooses it."""
    return PortUnavailableError(
        f"cannot listen on {join(host, port)}: it is in use, or not this machine's; choose another {flags}"
    )
