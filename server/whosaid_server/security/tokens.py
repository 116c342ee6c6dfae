"""Bearer tokens, from a file."""

from __future__ import annotations

import hashlib
import hmac
import re
from pathlib import Path

from whosaid_server.security.watched import SecretsError, Watched, read_bytes

_FLAG = "--token-file"
_LEAST = 16  # characters
# What may stand in a header: RFC 6750's token68.
_FORM = re.compile(r"[A-Za-z0-9._~+/-]+=*")


class Tokens:
    """The tokens that callers may show. Any of them will do, so that one can be replaced while both are in use."""

    def __init__(self, file: Path) -> None:
        """``file``: a token a line; empty lines and those that begin with # do not count.

        Raises:
            SecretsError: it cannot be read, has no token, or one that is too short or of other characters.
        """
        self._digests = Watched([file], lambda: _read(file))

    def accept(self, token: str) -> bool:
        """Whether ``token`` is one of them. Takes as long whatever it is."""
        digests, _ = self._digests.current()
        # Digests are of one length, and all are compared: how long it takes tells nothing about any token.
        digest = _digest(token)
        return sum(hmac.compare_digest(digest, each) for each in digests) > 0


def _read(file: Path) -> tuple[bytes, ...]:
    try:
        text = read_bytes(file, _FLAG).decode()
    except UnicodeDecodeError as error:
        msg = f"{_FLAG}: {file} is no text in UTF-8"
        raise SecretsError(msg) from error
    digests = []
    for number, line in enumerate(text.splitlines(), 1):
        token = line.strip()
        if not token or token.startswith("#"):
            continue
        # The token itself is a secret and is not repeated.
        if len(token) < _LEAST or not _FORM.fullmatch(token):
            msg = (
                f"{_FLAG}: line {number} of {file} is no token: at least {_LEAST} letters, digits or -._~+/, as "
                "`openssl rand -hex 32` makes them"
            )
            raise SecretsError(msg)
        digests.append(_digest(token))
    if not digests:
        msg = f"{_FLAG}: {file} has no token"
        raise SecretsError(msg)
    return tuple(digests)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
