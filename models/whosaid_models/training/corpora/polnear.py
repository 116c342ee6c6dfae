"""PolNeAR: political news with source, cue and content of every outermost attribution."""

from __future__ import annotations

import json
from pathlib import Path

from whosaid_models.reader import labels
from whosaid_models.text.tokens import read_document
from whosaid_models.training.examples import CorpusError, Example, LabelledAttribution


def read_polnear(path: Path) -> list[Example]:
    """Read articles with their attributions. Raises CorpusError for a line that is not one."""
    examples = []
    for number, line in enumerate(path.open(encoding="utf-8"), 1):
        try:
            item = json.loads(line)
            text, attributions = item["text"], item["attributions"]
        except (ValueError, KeyError) as e:
            raise CorpusError(f"{path}:{number}: not a PolNeAR article: {e}") from e
        document = read_document(text)
        example = Example(document, "polnear", scheme=labels.SCHEMES.index("polnear"))
        for a in attributions:
            for role in ("source", "cue", "content"):
                if any(not 0 <= b < e <= len(text) for b, e in a[role]):
                    raise CorpusError(f"{path}:{number}: a {role} span of {a.get('id')} lies outside the text")
            cue, *_ = [document.token_range(b, e) for b, e in a["cue"]]
            sources, contents = (tuple(document.token_range(b, e) for b, e in a[r]) for r in ("source", "content"))
            example.attributions.append(LabelledAttribution(cue, sources, contents))
        examples.append(example)
    return examples
