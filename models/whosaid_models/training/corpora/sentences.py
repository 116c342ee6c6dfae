"""Sentences labelled by themselves: check-worthy (ClaimBuster), subjective (CheckThat! task 2)."""

from __future__ import annotations

import csv
from pathlib import Path

from whosaid_models.text.tokens import read_document
from whosaid_models.training.examples import IGNORE, CorpusError, Example


def read_claimbuster(path: Path) -> list[Example]:
    """Read debate sentences; verdict 1 is check-worthy, 0 (unimportant) and -1 (no fact) are not."""
    return [
        Example(read_document(text), "claimbuster", sentence=(int(label == "1"), IGNORE))
        for text, label in read_labelled(path, "Text", "Verdict", ("-1", "0", "1"), ",")
    ]


def read_subjectivity(path: Path) -> list[Example]:
    """Read news sentences, SUBJ or OBJ."""
    return [
        Example(read_document(text), "subjectivity", sentence=(IGNORE, int(label == "SUBJ")))
        for text, label in read_labelled(path, "sentence", "label", ("SUBJ", "OBJ"), "\t")
    ]


def read_labelled(path: Path, text: str, label: str, known: tuple[str, ...], delimiter: str) -> list[tuple[str, str]]:
    """Return (text, label) of each row of a table with a header. Raises CorpusError naming the line."""
    out = []
    with path.open(encoding="utf-8", newline="") as lines:
        if delimiter == ",":
            rows = csv.DictReader(lines)
        else:  # in tab-separated files a quotation mark is a quotation mark
            rows = csv.DictReader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
        for row in rows:
            if not (row.get(text) or "").strip() or row.get(label) not in known:
                wanted = f"a {text} and a {label} of {', '.join(known)}"
                raise CorpusError(f"{path}:{rows.line_num}: expected {wanted}; found {dict(row)!r:.200}")
            out.append((row[text].strip(), row[label]))
    return out
