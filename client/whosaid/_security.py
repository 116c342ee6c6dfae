"""How a client makes its connection safe: TLS, its own certificate, its token."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import grpc

from whosaid._channel import is_loopback

AUTHORIZATION = "authorization"


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """What a client shows to a service, and what it wants to see of it.

    ``tls``: connect encrypted, to a service whose certificate one of gRPC's own list of authorities has signed. ``ca``:
    a PEM file of other authorities, for example one's own. ``cert`` and ``key``: PEM files of the client's certificate
    and its key, for a service that asks for one (mutual TLS). Each of the three implies ``tls``. ``token_file``: a file
    whose first line is the token that the service wants; it is read again when it has changed. Empty lines and those
    that begin with # do not count. A token is sent over an encrypted connection only, or to this machine itself.
    """

    tls: bool = False
    ca: str | os.PathLike[str] | None = None
    cert: str | os.PathLike[str] | None = None
    key: str | os.PathLike[str] | None = None
    token_file: str | os.PathLike[str] | None = None

    def __post_init__(self) -> None:
        if (self.cert is None) != (self.key is None):
            given, missing = ("cert", "key") if self.key is None else ("key", "cert")
            msg = f"a client's {given} is of use with its {missing} only: give both"
            raise ValueError(msg)

    @property
    def uses_tls(self) -> bool:
        """Whether connections are encrypted."""
        return self.tls or self.ca is not None or self.cert is not None

    def credentials(self) -> grpc.ChannelCredentials | None:
        """For gRPC; None: an unencrypted connection. Raises ValueError when a file cannot be read."""
        if not self.uses_tls:
            return None
        return grpc.ssl_channel_credentials(
            _read(self.ca, "ca") if self.ca is not None else None,
            _read(self.key, "key") if self.key is not None else None,
            _read(self.cert, "cert") if self.cert is not None else None,
        )

    def token(self, address: str, *, encrypted: bool) -> Token | None:
        """What sends the token to the service at ``address``; None: there is none.

        Raises:
            ValueError: the file cannot be read or has no token, or the token would be sent where others can read it.
        """
        if self.token_file is None:
            return None
        if not encrypted and not is_loopback(address):
            msg = f"the token for {address} would be sent unencrypted: use TLS (tls=True or ca=…)"
            raise ValueError(msg)
        return Token(Path(self.token_file))


class Token:
    """The token in a file, read again when the file has changed. Safe to use from several threads."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._state = self._look()
        self._value = _first_line(file)

    def metadata(self) -> tuple[str, str]:
        """The header that shows the token."""
        with self._lock:
            state = self._look()
            if state is not None and state != self._state:
                # A file that is just being replaced: the token that was is still one.
                with contextlib.suppress(ValueError):
                    self._value, self._state = _first_line(self._file), state
            return AUTHORIZATION, f"Bearer {self._value}"

    def _look(self) -> tuple[int, int, int] | None:
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino


def _first_line(file: Path) -> str:
    for line in _lines(_read(file, "token_file")):
        return line
    msg = f"token_file: {file} has no token"
    raise ValueError(msg)


def _lines(content: bytes) -> Iterator[str]:
    """The lines that count. The token itself is a secret: no error quotes it."""
    try:
        text = content.decode("ascii")
    except UnicodeDecodeError:
        msg = "token_file: a token consists of letters, digits and -._~+/ only"
        raise ValueError(msg) from None
    for line in text.splitlines():
        if (token := line.strip()) and not token.startswith("#"):
            yield token


def _read(file: str | os.PathLike[str], name: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        msg = f"{name}: {os.fspath(file)} cannot be read: {error.strerror}"
        raise ValueError(msg) from error
