"""The weights' folder: which files it has, and that they are the ones that were released."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from whosaid_models.reader.labels import current_label_sets

MANIFEST = "manifest.json"
DEFAULT_FOLDER = Path(__file__).parent.parent / "weights" / "reader"


class WeightsError(RuntimeError):
    """The weights' folder is incomplete or damaged; the message says what to do."""


@dataclass(frozen=True)
class Manifest:
    """Name, version and content hash of a folder of weights. ``content_hash``: sha256 over the files' sha256s."""

    name: str
    version: str
    content_hash: str


def write_manifest(folder: Path, name: str, version: str) -> Manifest:
    """Record every file of the folder with its sha256."""
    files = {
        p.name: _sha256(p) for p in sorted(folder.iterdir()) if p.is_file() and p.name not in (MANIFEST, "README.md")
    }
    document = {"name": name, "version": version, "files": files}
    (folder / MANIFEST).write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return Manifest(name, version, _content_hash(files))


def check_manifest(folder: Path) -> Manifest:
    """Check every file of the folder against its sha256. Raises WeightsError."""
    path = folder / MANIFEST
    if not path.is_file():
        raise WeightsError(
            f"{folder} has no {MANIFEST}: it is no folder of weights; train one with `make train` or reinstall whosaid"
        )
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        files: dict[str, str] = dict(document["files"].items())
        manifest = Manifest(document["name"], document["version"], _content_hash(files))
    except (ValueError, KeyError, TypeError, AttributeError) as e:
        raise WeightsError(f"{path} is damaged ({e!r}); reinstall whosaid") from e
    for name, expected in files.items():
        file = folder / name
        if not file.is_file():
            raise WeightsError(f"{file} is missing; reinstall whosaid, or check that the whole repository was cloned")
        if _sha256(file) != expected:
            raise WeightsError(f"{file} is not the file that was released (its sha256 differs); reinstall whosaid")
    return manifest


def check_labels(folder: Path) -> None:
    """Check that the weights answer with the labels that this code decodes. Raises WeightsError."""
    path = folder / "config.json"
    try:
        label_sets = json.loads(path.read_text(encoding="utf-8"))["label_sets"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise damaged(folder, path.name, error) from error
    if label_sets != current_label_sets():
        raise WeightsError(
            f"{folder} was trained with other label sets than this version of whosaid decodes; train it anew"
        )


def damaged(folder: Path, what: str, error: Exception) -> WeightsError:
    """Say that something in the folder is not as it was released, though the manifest may say so."""
    return WeightsError(f"{what} in {folder} cannot be read ({error!r}); reinstall whosaid, or train anew")


def _sha256(path: Path) -> str:
    with path.open("rb") as f:
        return (
            hashlib.file_digest(f, "sha256").hexdigest()
            if hasattr(hashlib, "file_digest")
            else hashlib.sha256(f.read()).hexdigest()
        )


def _content_hash(files: dict[str, str]) -> str:
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(files.items()))
    return hashlib.sha256(lines.encode()).hexdigest()
