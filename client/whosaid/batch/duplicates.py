"""Which rows have an id that an earlier row has. The memory it takes does not grow with the number of ids."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

# 128 bits of hash stand for the id: among 10^12 ids, two have the same by accident with a probability below 10^-14.
_SEEN = np.dtype([("hash", "S16"), ("index", "<u8"), ("file", "<u4"), ("number", "<u8")])
DUPLICATE = np.dtype([("index", "<u8"), ("file", "<u4"), ("number", "<u8")])  # of the row; of the first one with its id

_BUCKETS = 256
_BUFFERED = 1 << 20  # ids kept in the memory before they are written to the disk


class DuplicateFinder:
    """Notes ids in the order of the rows, and finds those that repeat. ``folder``: where a temporary folder can be."""

    def __init__(self, folder: Path) -> None:
        self._temporary = tempfile.TemporaryDirectory(dir=folder, prefix=".ids-")
        self._folder = Path(self._temporary.name)
        self._buffer: list[tuple[bytes, int, int, int]] = []

    def note(self, article_id: str, index: int, file: int, number: int) -> None:
        """Row ``number`` of the input's file ``file`` (both as they are counted there) has this id."""
        mark = hashlib.blake2b(article_id.encode(), digest_size=15).digest()
        # numpy cuts trailing zero bytes off; the last byte is never zero.
        self._buffer.append((mark + b"\1", index, file, number))
        if len(self._buffer) >= _BUFFERED:
            self._spill()

    def duplicates(self) -> NDArray[Any]:
        """All rows but the first of each id, as ``DUPLICATE``, in the order of the rows. Call it once."""
        found = [_repeated(bucket) for bucket in self._read_buckets()]
        self._temporary.cleanup()
        together = np.concatenate([np.empty(0, DUPLICATE), *found])
        return together[np.argsort(together["index"], kind="stable")]

    def _spill(self) -> None:
        seen = np.array(self._buffer, _SEEN)
        self._buffer.clear()
        buckets = np.ascontiguousarray(seen["hash"]).view("u1").reshape(-1, 16)[:, 0]
        for bucket in range(_BUCKETS):
            if len(part := seen[buckets == bucket]):
                with (self._folder / f"{bucket:03}").open("ab") as file:
                    file.write(part.tobytes())

    def _read_buckets(self) -> Iterator[NDArray[Any]]:
        spilled = any(self._folder.iterdir())
        if not spilled:
            yield np.array(self._buffer, _SEEN)
            return
        self._spill()
        for path in sorted(self._folder.iterdir()):
            yield np.fromfile(path, _SEEN)


def _repeated(seen: NDArray[Any]) -> NDArray[Any]:
    order = np.lexsort((seen["index"], seen["hash"]))
    seen = seen[order]
    new = np.ones(len(seen), bool)
    new[1:] = seen["hash"][1:] != seen["hash"][:-1]
    first = np.flatnonzero(new)[np.cumsum(new) - 1] if len(seen) else np.empty(0, int)
    found = np.empty(int((~new).sum()), DUPLICATE)
    found["index"] = seen["index"][~new]
    found["file"] = seen["file"][first][~new]
    found["number"] = seen["number"][first][~new]
    return found
