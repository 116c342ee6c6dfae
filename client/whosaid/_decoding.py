"""Bytes → text and words → points in time, with errors that say what to change."""

from __future__ import annotations

from datetime import datetime


class UnreadableError(Exception):
    """An input cannot be read; the message says why and what to do."""


def decode(data: bytes) -> str:
    """UTF-8 bytes as text, without a byte order mark. Line ends stay as they are.

    Raises:
        UnreadableError: they are no UTF-8 text; names the byte's offset, from 0.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError("is UTF-16 (byte offset 0 has its mark); convert it: iconv -f UTF-16 -t UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec counts from behind the mark that it removes.
        offset = error.start + (len(data) - len(error.object))
        what = f"is not UTF-8: byte 0x{data[offset]:02X} at offset {offset}"
        raise UnreadableError(f"{what}; convert it, for example: iconv -f WINDOWS-1252 -t UTF-8") from None
    if "\0" in text:
        raise UnreadableError(f"is not text: NUL byte at offset {data.index(0)}")
    return text


def parse_time(value: str) -> datetime:
    """A date or a time of ISO 8601; without a time zone it is UTC.

    Raises:
        ValueError: it is neither.
    """
    text = value.strip()
    if text[-1:] in {"Z", "z"}:  # Python 3.10 does not know it
        text = f"{text[:-1]}+00:00"
    return datetime.fromisoformat(text)
