"""The tables that a run makes. docs/batch.md describes them for their readers.

``CLAIMS`` has a row for each claim, ``ARTICLES`` one for each article that was read, ``ERRORS`` one for each row of the
inputs that was not. ``article_index`` ties them together: the row's place among all rows of the inputs, from 0; it is
the order of all three. CLAIMS and ARTICLES together hold all of the contract's ExtractClaimsResponse but its timings,
so that the same inputs make the same bytes.
"""

from __future__ import annotations

import pyarrow as pa

VERSION = 1

_TIME = pa.timestamp("us", tz="UTC")

# Code points of the article's text or title, [begin, end).
SPAN = pa.struct([("part", pa.string()), ("begin", pa.uint32()), ("end", pa.uint32())])
_QUOTED = pa.struct([*SPAN, ("text", pa.string())])


def _source(*more: pa.Field) -> pa.StructType:
    return pa.struct(
        [pa.field("mention", _QUOTED), pa.field("name", pa.string()), pa.field("type", pa.string()), *more]
    )


# Parquet has no recursion: the members of a member stand beside it.
SOURCE = _source(pa.field("members", pa.list_(_source())))
ATTRIBUTION = pa.struct(
    [
        ("index", pa.uint32()),
        ("parent", pa.uint32()),
        ("source", SOURCE),
        ("cue", _QUOTED),
        ("contents", pa.list_(SPAN)),
        ("style", pa.string()),
        ("is_stance", pa.bool_()),
        ("confidence", pa.float64()),
    ]
)
HOLDER = pa.struct([("source", SOURCE), ("cue", _QUOTED)])
EDIT = pa.struct([("begin", pa.uint32()), ("end", pa.uint32()), ("kind", pa.string()), ("origin", SPAN)])
WARNING = pa.struct([("code", pa.string()), ("message", pa.string())])

_ARTICLE_FIELDS = [
    ("article_index", pa.int64()),
    ("article_id", pa.string()),
    ("title", pa.string()),
    ("url", pa.string()),
    ("publisher", pa.string()),
    ("publication_time", _TIME),
]

CLAIMS = pa.schema(
    [
        *_ARTICLE_FIELDS,
        ("claim_id", pa.string()),
        ("fingerprint", pa.string()),
        ("claim_group", pa.string()),
        ("text", pa.string()),
        ("source", pa.string()),
        ("source_type", pa.string()),
        ("holder_name", pa.string()),
        ("kind", pa.string()),
        ("negated", pa.bool_()),
        ("hedged", pa.bool_()),
        ("context_dependent", pa.bool_()),
        ("check_worthiness", pa.float64()),
        ("confidence", pa.float64()),
        ("evidence", pa.list_(_QUOTED)),
        ("attributions", pa.list_(ATTRIBUTION)),
        ("holder", HOLDER),
        ("edits", pa.list_(EDIT)),
        ("repeats", pa.list_(pa.list_(SPAN))),
    ]
)

ARTICLES = pa.schema(
    [
        *_ARTICLE_FIELDS,
        ("input", pa.string()),
        ("row", pa.int64()),
        ("language", pa.string()),
        ("claim_count", pa.int64()),
        ("token_count", pa.uint32()),
        ("extracted_text", pa.string()),
        ("extracted_title", pa.string()),
        ("attributions", pa.list_(ATTRIBUTION)),
        ("warnings", pa.list_(WARNING)),
        ("remarks", pa.list_(pa.string())),
    ]
)

ERRORS = pa.schema(
    [
        ("article_index", pa.int64()),
        ("article_id", pa.string()),
        ("input", pa.string()),
        ("row", pa.int64()),
        ("stage", pa.string()),
        ("reason", pa.string()),
        ("may_succeed", pa.bool_()),
    ]
)

TABLES = {"claims": CLAIMS, "articles": ARTICLES, "errors": ERRORS}
