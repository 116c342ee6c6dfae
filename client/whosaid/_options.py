"""The keyword options of ``extract`` and ``extract_many``, and how they become the contract's message."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict

from whosaid.v1 import article_pb2, claim_extraction_service_pb2 as pb, claim_pb2

# ``int``: an enum number of the contract, such as claim_pb2.CLAIM_KIND_FACT. ``str``: "fact" or "CLAIM_KIND_FACT".
if TYPE_CHECKING:
    Kind: TypeAlias = claim_pb2.ClaimKind | str
    Encoding: TypeAlias = article_pb2.OffsetEncoding | str


class Selection(TypedDict, total=False):
    """Which claims to give back, and the unit of offsets. What is left out has the service's default.

    ``min_check_worthiness`` and ``min_confidence``: 0 to 1; claims with less are left out.
    ``kinds``: the kinds to keep ("fact", "prediction", "opinion", "normative"); none given: all.
    ``offset_encoding``: "utf32" (code points, the default; Python's slices fit), "utf16" or "utf8".
    """

    min_check_worthiness: float
    min_confidence: float
    kinds: Iterable[Kind]
    offset_encoding: Encoding


def to_options(options: pb.ExtractionOptions | None, selection: Selection) -> pb.ExtractionOptions:
    """``options`` (None: all defaults) with the keyword options written over them. The message is copied.

    Raises:
        TypeError: there is no such option.
        ValueError: there is no such kind or offset encoding.
    """
    unknown = set(selection) - Selection.__annotations__.keys()
    if unknown:
        msg = f"unknown option {min(unknown)!r}; choose from {', '.join(Selection.__annotations__)}"
        raise TypeError(msg)
    merged = pb.ExtractionOptions()
    if options is not None:
        merged.CopyFrom(options)
    if "min_check_worthiness" in selection:
        merged.min_check_worthiness = selection["min_check_worthiness"]
    if "min_confidence" in selection:
        merged.min_confidence = selection["min_confidence"]
    if "kinds" in selection:
        given = selection["kinds"]
        kinds = [given] if isinstance(given, str) else given
        del merged.kinds[:]
        merged.kinds.extend(_number(claim_pb2.ClaimKind, "CLAIM_KIND", kind) for kind in kinds)
    if "offset_encoding" in selection:
        encoding = selection["offset_encoding"]
        merged.offset_encoding = _number(article_pb2.OffsetEncoding, "OFFSET_ENCODING", encoding)
    return merged


def _number(enum: Any, prefix: str, value: int | str) -> Any:
    """The enum's number for "fact", "FACT" or "CLAIM_KIND_FACT"; numbers stay as they are."""
    if not isinstance(value, str):
        return value
    name = value.upper().replace("-", "")
    name = name if name.startswith(prefix) else f"{prefix}_{name}"
    if name not in enum.keys() or enum.Value(name) == 0:  # noqa: SIM118 - not a dict
        names = ", ".join(each.removeprefix(f"{prefix}_").lower() for each in enum.keys()[1:])
        msg = f"there is no {prefix.lower().replace('_', ' ')} {value!r}; choose from {names}"
        raise ValueError(msg)
    return enum.Value(name)
