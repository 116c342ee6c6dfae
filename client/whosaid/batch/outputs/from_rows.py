"""Rows of the tables → the contract's ExtractClaimsResponse, as canonical JSON writes it.

The same as ``whosaid.to_json`` makes of the response, field for field and in their order, but for the timings; straight
from the rows, because there are hundreds of millions of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from whosaid.v1 import claim_extraction_service_pb2 as pb

_Values = Mapping[str, Any]

# Legal inside JSON strings, but many readers take them for the end of a line.
_LINE_BREAKS = str.maketrans({"\u0085": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def response_line(article: _Values, claims: Iterable[_Values], model: pb.ModelInfo) -> str:
    """The response about one article, as one line without its end."""
    return json.dumps(_response(article, claims, model), ensure_ascii=False).translate(_LINE_BREAKS)


def _response(article: _Values, claims: Iterable[_Values], model: pb.ModelInfo) -> dict[str, Any]:
    identity = {"name": model.name, "version": model.version, "content_hash": model.content_hash}
    return _set(
        article_id=article["article_id"],
        text=article["extracted_text"],
        title=article["extracted_title"],
        language=article["language"],
        claims=[_claim(each) for each in claims],
        attributions=[_attribution(each) for each in article["attributions"]],
        warnings=[
            _set(code=_label("WARNING_CODE", each["code"]), message=each["message"]) for each in article["warnings"]
        ],
        model=_set(**identity),
        token_count=article["token_count"],
    )


def _claim(claim: _Values) -> dict[str, Any]:
    return _set(
        id=claim["claim_id"],
        fingerprint=claim["fingerprint"],
        text=claim["text"],
        evidence=_spans(claim["evidence"]),
        edits=[_edit(each) for each in claim["edits"]],
        attributions=[_attribution(each) for each in claim["attributions"]],
        holder=_holder(claim["holder"]),
        kind=_label("CLAIM_KIND", claim["kind"]),
        negated=claim["negated"],
        hedged=claim["hedged"],
        check_worthiness=claim["check_worthiness"],
        confidence=claim["confidence"],
        context_dependent=claim["context_dependent"],
        repeats=[{"spans": _spans(each)} if each else {} for each in claim["repeats"]],
    )


def _attribution(attribution: _Values) -> dict[str, Any]:
    written = _set(
        index=attribution["index"],
        source=_source(attribution["source"]),
        cue=_span(attribution["cue"]),
        contents=_spans(attribution["contents"]),
        style=_label("QUOTE_STYLE", attribution["style"]),
        is_stance=attribution["is_stance"],
        confidence=attribution["confidence"],
    )
    if attribution["parent"] is None:
        return written
    # It may be 0 and still say something, and it comes second.
    head = {"index": written.pop("index")} if "index" in written else {}
    return {**head, "parent": attribution["parent"], **written}


def _source(source: _Values | None) -> dict[str, Any] | None:
    if source is None:
        return None
    return _set(
        mention=_set(span=_span(source["mention"]), text=source["mention"]["text"]),
        name=source["name"],
        type=_label("SOURCE_TYPE", source["type"]),
        members=[_source(each) for each in source.get("members") or ()],
    )


def _holder(holder: _Values | None) -> dict[str, Any] | None:
    return None if holder is None else {"source": _source(holder["source"]), "cue": _span(holder["cue"])}


def _edit(edit: _Values) -> dict[str, Any]:
    kind = _label("EDIT_KIND", edit["kind"])
    return _set(begin=edit["begin"], end=edit["end"], kind=kind, origin=_span(edit["origin"]))


def _spans(spans: Sequence[_Values]) -> list[dict[str, Any] | None]:
    return [_span(each) for each in spans]


def _span(span: _Values | None) -> dict[str, Any] | None:
    if span is None:
        return None
    return _set(begin=span["begin"], end=span["end"], part=_label("PART", span["part"]))


def _label(prefix: str, name: str | None) -> str | int | None:
    if name is None:
        return None
    return int(name) if name.isdigit() else f"{prefix}_{name.upper()}"


def _set(**values: Any) -> dict[str, Any]:
    """Without the fields that have their default. A message that is there stays, even when it is empty."""
    return {name: value for name, value in values.items() if value or isinstance(value, dict)}


def claims_by_article(
    articles: Iterable[_Values], claims: Iterable[_Values]
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Each article with its claims. Both come in the order of ``article_index``."""
    waiting = iter(claims)
    claim = next(waiting, None)
    for article in articles:
        own = []
        while claim is not None and claim["article_index"] == article["article_index"]:
            own.append(dict(claim))
            claim = next(waiting, None)
        yield dict(article), own
    if claim is not None:
        msg = f"a claim of article {claim['article_index']} has no article, or is not in its order"
        raise ValueError(msg)
