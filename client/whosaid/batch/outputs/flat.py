"""Claims as a flat table: CSV, RFC 4180 with a header. It has less than the other formats and cannot be read back."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import Any, TextIO

# The first ones are those of `whosaid extract --output csv`.
COLUMNS = (
    "article_id", "claim_id", "claim", "source", "source_type", "source_chain", "source_mention", "cue", "quote_style",
    "holder", "kind", "check_worthiness", "confidence", "negated", "hedged", "context_dependent", "evidence", "part",
    "begin", "end", "title", "url", "publisher", "publication_time", "fingerprint", "claim_group",
)  # fmt: skip

_CHAIN = " > "
_GAP = " … "


def open_rows(out: TextIO) -> csv.DictWriter[str]:
    """The writer, with the header written."""
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    return writer


def flat_row(claim: Mapping[str, Any]) -> dict[str, Any]:
    """A row of CLAIMS without its nesting."""
    published = claim["publication_time"]
    return {
        **{
            name: claim[name] for name in ("article_id", "claim_id", "kind", "title", "url", "publisher", "fingerprint")
        },
        "claim": claim["text"],
        "claim_group": claim["claim_group"],
        "publication_time": published.strftime("%Y-%m-%dT%H:%M:%SZ") if published else "",
        **_source(claim),
        "holder": claim["holder_name"],
        "check_worthiness": f"{claim['check_worthiness']:.3f}",
        "confidence": f"{claim['confidence']:.3f}",
        **{name: str(claim[name]).lower() for name in ("negated", "hedged", "context_dependent")},
        **_evidence(claim["evidence"]),
    }


def _source(claim: Mapping[str, Any]) -> dict[str, Any]:
    chain = claim["attributions"]
    last = chain[-1] if chain else None
    source = last["source"] if last else None
    return {
        "source": claim["source"],
        "source_type": claim["source_type"],
        "source_chain": _CHAIN.join(link["source"]["name"] if link["source"] else "" for link in chain),
        "source_mention": source["mention"]["text"] if source else "",
        "cue": (last["cue"]["text"] or "") if last and last["cue"] else "",
        "quote_style": last["style"] if last else "",
    }


def _evidence(evidence: list[Mapping[str, Any]]) -> dict[str, Any]:
    if not evidence:
        return {"evidence": "", "part": "", "begin": "", "end": ""}
    part = evidence[0]["part"]
    return {
        "evidence": _GAP.join(span["text"] or "" for span in evidence),
        "part": part,
        "begin": evidence[0]["begin"],
        "end": max(span["end"] for span in evidence if span["part"] == part),
    }
