"""Whether the inputs are those that a run was begun with."""

from __future__ import annotations

import hashlib
import json
from itertools import zip_longest
from pathlib import Path

from whosaid.batch.inputs.files import InputFile, Inputs
from whosaid.batch.inputs.streams import open_raw


def sha256_of(file: InputFile) -> str:
    """SHA-256 of the file as it is stored, in hexadecimal. Raises OSError."""
    digest = hashlib.sha256()
    with open_raw(file) as stream:
        while data := stream.read(1 << 20):
            digest.update(data)
    return digest.hexdigest()


def changed_inputs(listed: Path, inputs: Inputs) -> str:
    """What the first change is, in one sentence; empty: there is none. Reads only files whose time has changed."""
    with listed.open(encoding="utf-8") as lines:
        for line, file in zip_longest(lines, inputs.files()):
            if line is None:
                return f"inputs: {file.path} was not among them when it was begun"
            before = json.loads(line)
            digest = before.pop("sha256")
            known = InputFile.from_dict(before)
            if file is None or file.path != known.path:
                return f"inputs: {known.path} was among them when it was begun, and is not now"
            if file != known and (file.size != known.size or _sha256(file) != digest):
                return f"inputs: {file.path} has another content than when it was begun"
    return ""


def _sha256(file: InputFile) -> str:
    try:
        return sha256_of(file)
    except OSError:
        return ""
