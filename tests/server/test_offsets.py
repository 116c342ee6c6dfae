"""Offsets in every unit, for any text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, strategies as st

from whosaid.v1 import article_pb2
from whosaid_server.offsets import STRIDE, converter

UTF8 = article_pb2.OFFSET_ENCODING_UTF8
UTF16 = article_pb2.OFFSET_ENCODING_UTF16
UTF32 = article_pb2.OFFSET_ENCODING_UTF32

texts = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("aé€🌉\u200d\u0301\r\n\u00a0خ\u202e"),
    ),
    max_size=3 * STRIDE,
)


@given(texts)
def test_offsets_count_the_units_before_them(text):
    utf8, utf16, utf32 = (converter(text, encoding) for encoding in (UTF8, UTF16, UTF32))
    for offset in range(len(text) + 1):
        assert utf8(offset) == len(text[:offset].encode())
        assert utf16(offset) == len(text[:offset].encode("utf-16-le")) // 2
        assert utf32(offset) == offset


def test_time_is_linear():
    text = "🌉é" * 500_000
    start = time.perf_counter()
    convert = converter(text, UTF8)
    assert convert(len(text)) == 3_000_000
    for offset in range(0, len(text), 100):
        convert(offset)
    assert time.perf_counter() - start < 2


def test_unspecified_is_code_points():
    assert converter("🌉🌉", article_pb2.OFFSET_ENCODING_UNSPECIFIED)(1) == 1


def test_lone_surrogates_are_counted():
    assert converter("\ud800é", UTF8)(2) == 5


def test_unknown_unit_is_refused():
    with pytest.raises(ValueError, match="9"):
        converter("é", 9)
