"""What is done with the tables of a finished run: linking, and other formats. Doing it again costs nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from whosaid.batch.convert import Target, convert_parts
from whosaid.batch.errors import ArgumentError
from whosaid.batch.folder import OutputFolder
from whosaid.batch.link.encoder import Encoder
from whosaid.batch.link.grouping import THRESHOLD
from whosaid.batch.link.linking import Linked, link

Progress = Callable[[str, int, int], None]


def link_folder(
    path: Path,
    open_encoder: Callable[[], Encoder],
    *,
    threshold: float = THRESHOLD,
    progress: Progress = lambda *_: None,
) -> Linked:
    """Link the claims of a finished run; see ``whosaid.batch.link.linking.link``. The encoder is made only if needed.

    Raises:
        ArgumentError: no run has finished in the folder.
        BusyError: another process is writing into it.
    """
    with _finished(path) as (folder, manifest):
        before = manifest.get("link")
        if before and before["threshold"] == threshold:
            return Linked(**{name: before[name] for name in ("claims", "texts", "groups", "shared")})
        encoder = open_encoder()
        linked = link(folder.claims, encoder, threshold=threshold, progress=progress)
        manifest["link"] = {"encoder": encoder.name, "threshold": threshold, **asdict(linked)}
        manifest.pop("formats", None)  # they do not have the groups
        folder.write_manifest(manifest)
    return linked


def write_formats(path: Path, kinds: Sequence[Target]) -> list[Path]:
    """Write the claims of a finished run in other formats too, each in a folder of its own. Their folders.

    Raises:
        ArgumentError: no run has finished in the folder.
        BusyError: another process is writing into it.
    """
    with _finished(path) as (folder, manifest):
        done: list[str] = manifest.get("formats", [])
        for kind in kinds:
            if kind is not Target.PARQUET and kind.value not in done:
                convert_parts(path, kind)
                done.append(kind.value)
        manifest["formats"] = done
        folder.write_manifest(manifest)
    return [path / kind.value for kind in kinds if kind is not Target.PARQUET]


@contextmanager
def _finished(path: Path) -> Iterator[tuple[OutputFolder, dict[str, Any]]]:
    folder = OutputFolder(path)
    if not folder.manifest_path.exists():
        raise ArgumentError(f"no run has finished in {path}")
    folder.open()
    try:
        manifest = folder.manifest()
        if manifest is None or manifest["state"] != "complete":
            raise ArgumentError(f"no run has finished in {path}")
        yield folder, manifest
    finally:
        folder.close()
