"""Files whose contents may change while the service runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, TypeAlias, TypeVar

logger = logging.getLogger("whosaid_server")

_Value = TypeVar("_Value")
_State: TypeAlias = "tuple[tuple[int, int, int], ...] | None"

_TRIES = 5


class SecretsError(ValueError):
    """Files of certificates or tokens cannot be used; the message names the file and says why, in one line."""


class Watched(Generic[_Value]):
    """What ``read`` makes of ``files``, made anew when one of them has changed. Safe to use from several threads.

    New contents that cannot be used are told once, as an error in the log, and what was read before stays in force: a
    rotation that goes wrong must neither stop the service nor open it.
    """

    def __init__(self, files: Sequence[Path], read: Callable[[], _Value]) -> None:
        """``read`` raises SecretsError when the files cannot be used.

        Raises:
            SecretsError: they cannot be used now.
        """
        self._files = tuple(files)
        self._read = read
        self._lock = threading.Lock()
        for _ in range(_TRIES):
            self._state = self._look()
            self._value = read()
            if self._look() == self._state:
                return
        msg = f"{', '.join(map(str, files))}: changed again and again while being read"
        raise SecretsError(msg)

    def current(self) -> tuple[_Value, bool]:
        """The value in force, and whether it is a new one."""
        with self._lock:
            state = self._look()
            if state is None or state == self._state:  # None: one is missing, most likely being replaced
                return self._value, False
            try:
                value = self._read()
            except SecretsError as error:
                # Certificate and key are replaced one after the other: the next caller looks again.
                if self._look() == state:
                    self._state = state
                    logger.error("%s; what was read before stays in force", error)  # noqa: TRY400 - says it all
                return self._value, False
            if self._look() != state:
                return self._value, False
            self._state, self._value = state, value
            logger.info("read anew: %s", ", ".join(map(str, self._files)))
            return value, True

    def _look(self) -> _State:
        try:
            looked = [path.stat() for path in self._files]
        except OSError:
            return None
        return tuple((each.st_mtime_ns, each.st_size, each.st_ino) for each in looked)


def read_bytes(path: Path, flag: str) -> bytes:
    """The file's contents; SecretsError names the ``flag`` that it came from."""
    try:
        return path.read_bytes()
    except OSError as error:
        msg = f"{flag}: {path} cannot be read: {error.strerror}"
        raise SecretsError(msg) from error
