"""PolNeAR: political news with source, cue and content of every outermost attribution."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from whosaid_models.reader import labels
from whosaid_models.text.tokens import read_document
from whosaid_models.training.corpora.json_lines import checked_spans, read_json_lines
from whosaid_models.training.examples import Example, LabelledAttribution


def read_polnear(path: Path) -> list[Example]:
    """Read articles with their attributions. Raises CorpusError for a line that is not one."""
    return read_json_lines(path, "a PolNeAR article", _example)


def _example(item: dict[str, Any]) -> Example:
    document = read_document(item["text"])
    example = Example(document, "polnear", scheme=labels.SCHEMES.index("polnear"))
    for a in item["attributions"]:
        sources, (cue, *_), contents = (
            tuple(document.token_range(*s) for s in checked_spans(a[role], len(document.text)))
            for role in ("source", "cue", "content")
        )
        example.attributions.append(LabelledAttribution(cue, sources, contents))
    return example
