"""What the command line names → files, in an order that never changes.

A folder stands for the files in it and below it, in the order of their names; a pattern for those that it fits. Every
file has a ``name``: its path from the folder that all inputs have in common, with "/" between the parts. The names of
a run are distinct, and ids are made of them.
"""

from __future__ import annotations

import glob
import os
import posixpath
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path, PurePosixPath
from typing import Any

from pyarrow import fs

from whosaid.batch.errors import ArgumentError

STDIN = "-"


class Format(str, Enum):
    """How a file holds articles."""

    TEXT = "text"  # one, as plain text
    HTML = "html"  # one, as a web page
    JSONL = "jsonl"  # one a line, as JSON objects
    CSV = "csv"  # one a row, below a header
    PARQUET = "parquet"  # one a row


_FORMATS = {
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".parquet": Format.PARQUET,
}
_COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}
ENDINGS = f"{', '.join(_FORMATS)}, all but .parquet also with {' or '.join(_COMPRESSIONS)} behind them"


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file that holds articles.

    ``path``: where it is, a path of this machine or a URL. ``name``: see above. ``compression``: "", "gzip" or "zstd".
    ``size``: bytes. ``modified``: nanoseconds since 1970, 0 when the file system does not say.
    """

    path: str
    name: str
    format: Format
    compression: str
    size: int
    modified: int

    def to_dict(self) -> dict[str, Any]:
        """The fields as JSON has them."""
        return {**asdict(self), "format": self.format.value}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> InputFile:
        """The file that ``to_dict`` described."""
        return cls(**{**values, "format": Format(values["format"])})


class Inputs:
    """The inputs of a run. ``ignored``: how many files of folders were passed over, by ending (known after a walk)."""

    def __init__(self, inputs: Sequence[str], format: Format | None = None) -> None:  # noqa: A002
        """``format``: of files whose ending does not tell; in folders these are passed over without it.

        Raises:
            ArgumentError: an input does not exist, a pattern fits nothing, or an ending tells no format.
        """
        if not inputs:
            raise ArgumentError("name at least one input")
        self._format = format
        self._roots = [_root(each) for each in inputs]
        self._base = _common_folder([root.folder for root in self._roots])
        self.ignored: Counter[str] = Counter()

    def files(self) -> Iterator[InputFile]:
        """Every file once, in order.

        Raises:
            ArgumentError: the ending of a file that was named itself tells no format.
        """
        self.ignored.clear()
        several = len(self._roots) > 1
        seen: set[str] = set()
        for root in self._roots:
            for found in root.files():
                if several:  # one folder or pattern has no file twice, and may have very many
                    if found.path in seen:
                        continue
                    seen.add(found.path)
                if file := self._describe(found, named=root.is_file):
                    yield file

    def _describe(self, found: _Found, *, named: bool) -> InputFile | None:
        name = found.path[len(self._base) :].lstrip("/")
        plain, ending = posixpath.splitext(name.lower())
        compression = _COMPRESSIONS.get(ending, "")
        if compression:
            ending = posixpath.splitext(plain)[1]
        kind = _FORMATS.get(ending) or self._format
        if kind is None:
            if named:
                raise ArgumentError(
                    f"{found.path}: the ending {ending or '(none)'!r} does not tell what it is; known endings: "
                    f"{ENDINGS}; or say it with --input-format"
                )
            self.ignored[ending or "(no ending)"] += 1
            return None
        if compression and kind is Format.PARQUET:
            raise ArgumentError(f"{found.path}: Parquet is compressed inside; unpack the file around it")
        return InputFile(found.path, name, kind, compression, found.size, found.modified)


@dataclass(frozen=True, slots=True)
class _Found:
    path: str
    size: int
    modified: int


@dataclass(frozen=True, slots=True)
class _Root:
    """One input. ``folder``: the folder that all its files are in, with "/" between the parts."""

    given: str
    folder: str
    is_file: bool = False
    is_pattern: bool = False

    def files(self) -> Iterator[_Found]:
        if is_url(self.given):
            return _files_of_url(self.given)
        if self.is_file:
            return iter([_found(self.given)])
        if self.is_pattern:
            return _files_of_pattern(self.given)
        return _files_of_folder(self.given)


def is_url(path: str) -> bool:
    """Whether a path is one of pyarrow's file systems: s3://bucket/…, gs://, abfs://, hdfs://, file://."""
    scheme, separator, _ = path.partition("://")
    return bool(separator) and scheme.isalnum()


def file_system(url: str) -> tuple[fs.FileSystem, str]:
    """The file system of a URL, and the path in it.

    Raises:
        ArgumentError: there is no such file system.
    """
    try:
        system, path = fs.FileSystem.from_uri(url)
    except (OSError, ValueError) as error:
        raise ArgumentError(f"{url} cannot be reached: {error}") from error
    return system, path


def _root(given: str) -> _Root:
    if is_url(given):
        system, path = file_system(given)
        try:
            info = system.get_file_info(path)
        except OSError as error:
            raise ArgumentError(f"{given} cannot be reached: {error}") from error
        if info.type == fs.FileType.NotFound:
            raise ArgumentError(f"{given} does not exist")
        if info.type == fs.FileType.Directory:
            return _Root(given, given.rstrip("/"))
        return _Root(given, posixpath.dirname(given), is_file=True)
    path_here = Path(given)
    if path_here.is_dir():
        return _Root(given, _absolute(given))
    if path_here.exists():
        return _Root(given, posixpath.dirname(_absolute(given)), is_file=True)
    if glob.has_magic(given):
        parts = PurePosixPath(Path(given).as_posix()).parts
        fixed = next(place for place, part in enumerate(parts) if glob.has_magic(part))
        if next(glob.iglob(given, recursive=True), None) is None:  # noqa: PTH207 - Path.glob takes no whole path
            raise ArgumentError(f"no file fits the pattern {given}")
        return _Root(given, _absolute(posixpath.join(*parts[:fixed]) if fixed else "."), is_pattern=True)
    raise ArgumentError(f"{given} does not exist")


def _absolute(path: str) -> str:
    return Path(os.path.abspath(path)).as_posix()  # noqa: PTH100 - symbolic links stay as they were named


def _common_folder(folders: Sequence[str]) -> str:
    """The folder that all are in; empty: there is none, as for URLs of two buckets."""
    parts = [folder.split("/") for folder in folders]
    common = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            break
        common.append(level[0])
    return "/".join(common)


def _found(path: str) -> _Found:
    status = Path(path).stat()
    return _Found(_absolute(path), status.st_size, status.st_mtime_ns)


def _files_of_folder(folder: str) -> Iterator[_Found]:
    with os.scandir(folder) as found:
        entries = sorted((each for each in found if not _hidden(each.name)), key=lambda each: each.name)
    for entry in entries:
        if entry.is_dir():
            yield from _files_of_folder(entry.path)
        else:
            yield _found(entry.path)


def _files_of_pattern(pattern: str) -> Iterator[_Found]:
    named = set(Path(pattern).parts)
    for path in sorted(glob.iglob(pattern, recursive=True), key=lambda each: Path(each).parts):  # noqa: PTH207
        if any(_hidden(part) for part in Path(path).parts if part not in (*named, "..", ".")):
            continue
        if Path(path).is_dir():
            if "**" not in pattern:
                yield from _files_of_folder(path)
        else:
            yield _found(path)


def _files_of_url(url: str) -> Iterator[_Found]:
    system, path = file_system(url)
    info = system.get_file_info(path)
    infos = [info]
    if info.type == fs.FileType.Directory:
        infos = sorted(
            system.get_file_info(fs.FileSelector(path, recursive=True)), key=lambda each: each.path.split("/")
        )
    start = url[: len(url.rstrip("/")) - len(path.strip("/"))] if url.rstrip("/").endswith(path.strip("/")) else ""
    for each in infos:
        if each.type == fs.FileType.File and not any(map(_hidden, each.path[len(path) :].split("/"))):
            modified = each.mtime_ns or 0
            yield _Found(f"{start}{each.path.lstrip('/')}", each.size or 0, modified)


def _hidden(name: str) -> bool:
    return name.startswith((".", "_"))
