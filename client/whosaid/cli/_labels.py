"""The contract's enum numbers as the short names that people read."""

from __future__ import annotations

from typing import Any


def short_name(enum: Any, number: int) -> str:
    """CLAIM_KIND_FACT → "fact"; a number that this version does not know, as it is."""
    try:
        name: str = enum.Name(number)
    except ValueError:
        return str(number)
    prefix = enum.keys()[0].removesuffix("UNSPECIFIED")
    return name.removeprefix(prefix).lower()
