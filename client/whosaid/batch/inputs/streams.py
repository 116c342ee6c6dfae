"""Files as streams of bytes, wherever they are and however they are compressed."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Protocol, cast

import zstandard

from whosaid.batch.inputs.files import InputFile, file_system, is_url

_BUFFER = 1 << 20
_GZIP = 31  # zlib's number for gzip's header
_PACKED = 1 << 14  # bytes unpacked at a time: small, because they may become very many

# What reading a damaged or half written file raises.
DAMAGED = (OSError, EOFError, zlib.error, zstandard.ZstdError)


def open_raw(file: InputFile) -> BinaryIO:
    """The bytes of the file as they are stored. Raises OSError."""
    if not is_url(file.path):
        return Path(file.path).open("rb", buffering=_BUFFER)
    system, path = file_system(file.path)
    return cast("BinaryIO", io.BufferedReader(system.open_input_file(path), _BUFFER))


def open_bytes(file: InputFile) -> BinaryIO:
    """The bytes that are in the file, unpacked. Opening and reading raise one of ``DAMAGED``."""
    raw = open_raw(file)
    if file.compression == "gzip":
        return cast("BinaryIO", io.BufferedReader(_Unpacked(raw, lambda: zlib.decompressobj(_GZIP)), _BUFFER))
    if file.compression == "zstd":
        return cast("BinaryIO", io.BufferedReader(_Unpacked(raw, zstandard.ZstdDecompressor().decompressobj), _BUFFER))
    return raw


class _Frame(Protocol):
    """What zlib and zstandard unpack one frame with."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, /) -> bytes: ...


class _Unpacked(io.RawIOBase):
    """Unpacks frame after frame.

    The libraries' own readers lose what is before a damaged place, and zstandard's takes a file that was cut off for
    one that has ended.
    """

    def __init__(self, raw: BinaryIO, open_frame: Callable[[], _Frame]) -> None:
        self._raw = raw
        self._open_frame = open_frame
        self._frame = open_frame()
        self._inside = False  # of a frame
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready:
            packed = self._raw.read(_PACKED)
            if not packed:
                if self._inside:
                    raise EOFError("the file ends in the middle: it was cut off")
                return 0
            self._ready = memoryview(self._unpack(packed))
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()

    def _unpack(self, packed: bytes) -> bytes:
        parts = []
        while packed:
            parts.append(self._frame.decompress(packed))
            self._inside = not self._frame.eof
            if self._inside:
                break
            packed = self._frame.unused_data.lstrip(b"\0")  # which tapes and block devices pad with
            self._frame = self._open_frame()
        return b"".join(parts)
