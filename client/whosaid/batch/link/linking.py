"""A run's claims get their ``claim_group``."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from whosaid.batch.assembly import parts
from whosaid.batch.link.encoder import Encoder
from whosaid.batch.link.grouping import THRESHOLD, Grouper
from whosaid.batch.link.wording import common_words, wording
from whosaid.batch.outputs.schema import CLAIMS
from whosaid.batch.outputs.tables import open_writer, read_batches, sync

_ENCODED = 4096  # claims encoded, and vectors kept in the memory, at a time


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking found.

    ``texts``: different claims, by fingerprint. ``shared``: groups with claims of several articles.
    """

    claims: int
    texts: int
    groups: int
    shared: int


def link(
    claims: Path,
    encoder: Encoder,
    *,
    threshold: float = THRESHOLD,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Linked:
    """Write ``claim_group`` into every part of the table ``claims``: the fingerprint of the first claim of its group.

    Claims with one fingerprint are in one group; others when they say the same (see ``grouping``). Doing it again gives
    the same. Parts are replaced one by one, each in one step. ``progress``: what is done, how much of it, of how much.

    The memory it takes grows with the number of different claims, by about 2 KB each; their vectors are on the disk.
    """
    place_of: dict[str, int] = {}
    texts: list[str] = []
    for fingerprint, text in _texts(claims):
        if fingerprint not in place_of:
            place_of[fingerprint] = len(texts)
            texts.append(text)
    with tempfile.TemporaryDirectory(dir=claims.parent / "_work", prefix="vectors-") as folder:
        vectors = np.memmap(
            Path(folder) / "vectors", np.float16, "w+", shape=(max(1, len(texts)), encoder.dimensions)
        )  # fmt: skip
        for begin in range(0, len(texts), _ENCODED):
            batch = texts[begin : begin + _ENCODED]
            vectors[begin : begin + len(batch)] = encoder.encode(batch)
            progress("comparing meanings", begin + len(batch), len(texts))
        grouper = Grouper(threshold, common_words(texts))
        done = 0

        def count(more: int) -> None:
            nonlocal done
            done += more
            progress("grouping", done, len(texts))

        wordings = [wording(text) for text in texts]
        leaders = grouper.group(wordings, lambda places: vectors[places].astype(np.float32), count)
    fingerprints = list(place_of)
    group_of = {each: fingerprints[leaders[place]] for each, place in place_of.items()}
    return _write(claims, group_of)


def _texts(claims: Path) -> Iterator[tuple[str, str]]:
    for part in parts(claims):
        for batch in read_batches(part, ["fingerprint", "text"]):
            yield from zip(batch.column("fingerprint").to_pylist(), batch.column("text").to_pylist(), strict=True)


def _write(claims: Path, group_of: dict[str, str]) -> Linked:
    articles_of: dict[str, Any] = {}  # the first article of each group; None: there are several
    count = 0
    for part in parts(claims):
        partial = claims.parent / "_work" / f"linked-{part.name}"
        with open_writer(partial, parquet.read_schema(part)) as writer, parquet.ParquetFile(part) as table:
            for number in range(table.num_row_groups):
                rows = table.read_row_group(number)
                groups = [group_of[each] for each in rows["fingerprint"].to_pylist()]
                place = CLAIMS.get_field_index("claim_group")
                writer.write_table(rows.set_column(place, rows.schema.field(place), pa.array(groups, pa.string())))
                count += len(groups)
                for group, article in zip(groups, rows["article_index"].to_pylist(), strict=True):
                    if articles_of.setdefault(group, article) != article:
                        articles_of[group] = None
        sync(partial)
        partial.replace(part)
    shared = sum(article is None for article in articles_of.values())
    return Linked(count, len(group_of), len(articles_of), shared)
