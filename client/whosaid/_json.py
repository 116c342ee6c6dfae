"""The contract's messages as JSON: protobuf's canonical JSON with the contract's own field names."""

from __future__ import annotations

from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message

# Legal inside JSON strings, but many readers take them for the end of a line.
_LINE_BREAKS = str.maketrans({"\u0085": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def to_json(message: Message, *, indent: int | None = None) -> str:
    """``message`` as canonical JSON with the contract's field names; one line unless ``indent`` says how many spaces.

    Fields that have their default (0, "", false, empty) are left out, as protobuf does.
    """
    text: str = MessageToJson(message, preserving_proto_field_name=True, indent=indent, ensure_ascii=False)
    return text.translate(_LINE_BREAKS)
