"""The constraints of the contract, checked by protovalidate: one function over both of its major versions.

protovalidate 1.x (the last for Python 3.10) expects the program to bring ``buf.validate.validate_pb2`` along; ours is
whosaid._vendor.validate_pb2. Version 2.x has its own, and its violations are messages of another protobuf library.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from google.protobuf.message import Message


def _provide_validate_pb2() -> None:
    """Make our copy importable under the name that protovalidate 1.x imports."""
    from whosaid._vendor import validate_pb2  # noqa: PLC0415 - registers a file: only where it is needed

    package, subpackage = ModuleType("buf"), ModuleType("buf.validate")
    package.validate = subpackage  # type: ignore[attr-defined]
    subpackage.validate_pb2 = validate_pb2  # type: ignore[attr-defined]
    sys.modules.update({"buf": package, "buf.validate": subpackage, "buf.validate.validate_pb2": validate_pb2})


try:
    import protovalidate
except ModuleNotFoundError as error:
    if error.name != "buf" or find_spec("protovalidate") is None:
        raise
    _provide_validate_pb2()
    import protovalidate


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the path to a field: its name, and the index of the element of a repeated field."""

    name: str
    index: int | None = None

    def __str__(self) -> str:
        return self.name if self.index is None else f"{self.name}[{self.index}]"


@dataclass(frozen=True, slots=True)
class Broken:
    """One constraint that a message breaks: the path to the field, the constraint's id, protovalidate's words."""

    path: tuple[Step, ...]
    rule: str
    message: str


def broken_constraints(message: Message) -> Iterator[Broken]:
    """All constraints of the contract that ``message`` breaks, in the order of its fields."""
    for violation in protovalidate.collect_violations(message):
        proto: Any = violation.proto
        path = tuple(Step(element.field_name, _index(element)) for element in proto.field.elements)
        yield Broken(path, proto.rule_id, proto.message)


def _index(element: Any) -> int | None:
    if hasattr(element, "WhichOneof"):  # protovalidate 1.x
        return element.index if element.WhichOneof("subscript") == "index" else None
    subscript = element.subscript
    return subscript.value if subscript is not None and subscript.field == "index" else None
