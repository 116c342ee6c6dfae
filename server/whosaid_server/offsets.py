"""Code points → the unit of offsets that the caller chose.

The models count Unicode code points, as Python does. Strings of other languages count bytes of UTF-8 or code units of
UTF-16; an emoji is 1, 4 or 2. Time is linear in the text, and constant for each offset.
"""

from __future__ import annotations

from collections.abc import Callable

from whosaid.v1 import article_pb2 as pb

# How many code points lie between two remembered offsets: each costs one integer for the text, and each conversion
# encodes at most this many code points.
STRIDE = 128

Converter = Callable[[int], int]
"""Turns an offset in code points, 0..len(text), into an offset in another unit of the same text."""


def converter(text: str, encoding: pb.OffsetEncoding) -> Converter:
    """The function that turns offsets in code points of ``text`` into offsets in the unit ``encoding``.

    Raises:
        ValueError: ``encoding`` is not one of the units (validation refuses such requests before).
    """
    if encoding in (pb.OFFSET_ENCODING_UNSPECIFIED, pb.OFFSET_ENCODING_UTF32):
        return _same
    if encoding not in (pb.OFFSET_ENCODING_UTF8, pb.OFFSET_ENCODING_UTF16):
        msg = f"{encoding} is no OffsetEncoding"
        raise ValueError(msg)
    if text.isascii():
        return _same
    size = _utf8_size if encoding == pb.OFFSET_ENCODING_UTF8 else _utf16_size
    return _Strided(text, size).at


class _Strided:
    """Remembers the converted offset of every ``STRIDE``-th code point."""

    def __init__(self, text: str, size: Callable[[str], int]) -> None:
        self._text = text
        self._size = size
        self._known = [0]
        for begin in range(0, len(text), STRIDE):
            self._known.append(self._known[-1] + size(text[begin : begin + STRIDE]))

    def at(self, offset: int) -> int:
        block = offset // STRIDE
        return self._known[block] + self._size(self._text[block * STRIDE : offset])


def _same(offset: int) -> int:
    return offset


# Lone surrogates cannot come over the wire, but Python's own strings may hold them in the in-process mode.
def _utf8_size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _utf16_size(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
