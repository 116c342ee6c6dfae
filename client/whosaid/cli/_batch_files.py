"""The files of ``whosaid batch``: lines in, and two files out that are whole or resumable at any moment."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from whosaid.cli._errors import usage_error
from whosaid.cli._inputs import UnreadableError, decode, parse_time
from whosaid.v1 import article_pb2

_TEXT_FIELDS = ("id", "text", "html", "title", "url", "publisher", "language")


class BadLineError(Exception):
    """A line makes no claims; the message says why. ``article_id``: empty when the line's id is not known."""

    def __init__(self, reason: str, article_id: str = "") -> None:
        super().__init__(reason)
        self.article_id = article_id


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank. ``place``: among such lines, from 0; ``number``: among all, from 1."""

    place: int
    number: int
    data: bytes
    end: int  # bytes of the file up to its end


def read_lines(source: Path, skip: int = 0) -> Iterator[Line]:
    """The lines of ``source`` that are not blank, without the first ``skip`` of them."""
    place = end = 0
    with source.open("rb") as file:
        for number, data in enumerate(file, start=1):
            end += len(data)
            if not data.strip():
                continue
            if place >= skip:
                yield Line(place, number, data, end)
            place += 1


def parse_line(data: bytes) -> article_pb2.Article:
    """The article that a line holds.

    Raises:
        BadLineError: the line is no JSON object, or one of its fields has no value that an article can have.
    """
    try:
        value = json.loads(decode(data))
    except UnreadableError as error:
        raise BadLineError(f"the line {error}") from None
    except json.JSONDecodeError as error:
        raise BadLineError(f"the line is no JSON: {error.msg} at character {error.pos}") from None
    except RecursionError:
        raise BadLineError("the line is no JSON that can be read: it is nested too deeply") from None
    if not isinstance(value, dict):
        raise BadLineError(f"the line is no JSON object but {_json_type(value)}")
    article = article_pb2.Article()
    for name in _TEXT_FIELDS:
        _set_field(article, name, value.get(name))
    if (published := value.get("publication_time")) is not None:
        try:
            article.publication_time.FromDatetime(parse_time(published))
        except (ValueError, AttributeError):
            reason = f"publication_time is an ISO 8601 date or time, not {json.dumps(published)}"
            raise BadLineError(reason, article.id) from None
    if not article.text and not article.html:
        raise BadLineError(f'the line has neither "text" nor "html"; it has {_keys(value)}', article.id)
    return article


def _set_field(article: article_pb2.Article, name: str, value: Any) -> None:
    if value is None:
        return
    if name == "id" and isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise BadLineError(f'"{name}" is a string, not {_json_type(value)}', article.id)
    try:
        setattr(article, name, value)
    except UnicodeEncodeError as error:
        reason = f'"{name}" has half a surrogate pair at character {error.start}: its \\u escapes are broken'
        raise BadLineError(reason, article.id) from None


def _keys(value: dict[str, Any]) -> str:
    return ", ".join(json.dumps(key) for key in list(value)[:8]) or "no fields"


def _json_type(value: Any) -> str:
    names: dict[type, str] = {dict: "an object", list: "an array", str: "a string", bool: "a boolean"}
    return "null" if value is None else names.get(type(value), "a number")


class Output:
    """OUT and its errors, as *.partial until they are complete.

    Each line of IN becomes one line in one of the two, in order, so that their lengths tell how far a run came.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self.errors_path = target.with_name(f"{target.stem}.errors{target.suffix or '.jsonl'}")
        self._partial = target.with_name(f"{target.name}.partial")
        self._errors_partial = self.errors_path.with_name(f"{self.errors_path.name}.partial")
        self._file: BinaryIO | None = None
        self._errors: BinaryIO | None = None
        self.written = 0
        self.failed = 0

    @property
    def done(self) -> int:
        """How many lines of IN are answered."""
        return self.written + self.failed

    @property
    def is_complete(self) -> bool:
        """Whether a run came to its end and no other was begun."""
        return self.target.exists() and not self._partial.exists()

    def prepare(self, source: Path, *, resume: bool, overwrite: bool) -> None:
        """Open the partial files, behind what an earlier run wrote or empty.

        Raises:
            CommandError: files are in the way, or those of an earlier run do not belong to ``source``.
        """
        if self._partial.exists() and not (resume or overwrite):
            raise usage_error(f"{self._partial} is left of a run that stopped; --resume continues it")
        if self.target.exists() and not overwrite:
            raise usage_error(f"{self.target} exists; choose another name, or --overwrite")
        keep = resume and not overwrite
        self._file = _open_after_whole_lines(self._partial, keep=keep)
        self._errors = _open_after_whole_lines(self._errors_partial, keep=keep)
        if keep:
            self._count_done(source)

    def write(self, line: str) -> None:
        """Append one answer."""
        _append(self._file, line)
        self.written += 1

    def write_error(self, number: int, error: BadLineError) -> None:
        """Append one line that failed. ``number``: in IN, from 1."""
        entry: dict[str, Any] = {"line": number}
        if error.article_id:
            entry["article_id"] = error.article_id
        _append(self._errors, json.dumps({**entry, "reason": str(error)}, ensure_ascii=False))
        self.failed += 1

    def finish(self) -> None:
        """Give the complete files their names; OUT last, so that it stands for both."""
        self.close()
        if self.failed:
            self._errors_partial.replace(self.errors_path)
        else:
            self._errors_partial.unlink()
            self.errors_path.unlink(missing_ok=True)
        self._partial.replace(self.target)

    def close(self) -> None:
        """Close the files; what was written stays. May be called again."""
        for file in (self._file, self._errors):
            if file is not None and not file.closed:
                file.flush()
                os.fsync(file.fileno())
                file.close()

    def _count_done(self, source: Path) -> None:
        """Count what the earlier run wrote, and check that it was about the same lines."""
        failed = {json.loads(line)["line"] for line in self._errors_partial.open("rb")}
        with self._partial.open("rb") as answers:
            for line in read_lines(source):
                if line.number in failed:
                    self.failed += 1
                    continue
                answer = answers.readline()
                if not answer:
                    break
                if not _answers(answer, line):
                    raise usage_error(
                        f"{self._partial} does not belong to line {line.number} of {source}; "
                        "resume with the file of the earlier run, or start anew with --overwrite"
                    )
                self.written += 1
            surplus = answers.readline()
        if self.failed != len(failed) or surplus:
            raise usage_error(f"{self._partial} has more lines than {source}; start anew with --overwrite")


def _answers(answer: bytes, line: Line) -> bool:
    """Whether an answer is about the article of a line."""
    try:
        article_id: str = json.loads(answer).get("article_id", "")
        return article_id == parse_line(line.data).id
    except (BadLineError, ValueError, AttributeError):
        return False


def _open_after_whole_lines(path: Path, *, keep: bool) -> BinaryIO:
    """Open for appending; a last line without its end was cut off by a crash and is removed."""
    if not keep or not path.exists():
        return path.open("wb")
    data = path.open("r+b")
    whole = 0
    for line in data:
        if line.endswith(b"\n"):
            whole += len(line)
    data.truncate(whole)
    data.seek(whole)
    return data


def _append(file: BinaryIO | None, line: str) -> None:
    if file is None:
        msg = "prepare() comes first"
        raise RuntimeError(msg)
    file.write(line.encode() + b"\n")
    file.flush()
