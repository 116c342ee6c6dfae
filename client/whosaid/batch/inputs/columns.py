"""The fields of a row → an article. Names of columns are guessed unless they are given."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from whosaid._decoding import parse_time
from whosaid.batch.errors import ArgumentError
from whosaid.v1 import article_pb2

# The fields of an article, and how archives call them, the likelier name first. Letters count, not case, spaces, "_",
# "-" or ".". Names of the contract are the first of each.
_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "articleid", "docid", "documentid", "uid", "uuid", "guid", "identifier"),
    "text": ("text", "body", "content", "articletext", "articlebody", "fulltext", "maintext", "article", "story"),
    "html": ("html", "rawhtml", "articlehtml", "page"),
    "title": ("title", "headline", "heading"),
    "url": ("url", "link", "uri", "weburl", "articleurl", "permalink"),
    "publisher": ("publisher", "outlet", "publication", "newspaper", "sourcename", "source", "site", "domain"),
    "publication_time": (
        "publicationtime", "published", "date", "publishedat", "publishdate", "publisheddate", "datepublished",
        "pubdate", "publicationdate", "datetime", "timestamp", "createdat",
    ),
    "language": ("language", "lang"),
}  # fmt: skip
FIELDS = tuple(_NAMES)
_BODIES = ("text", "html")


class BadRowError(Exception):
    """A row makes no article; the message says why. ``article_id``: empty when the row's id is not known."""

    article_id = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a row holds. ``remarks``: what was left out of it, because it is no value of that field."""

    article: article_pb2.Article
    remarks: tuple[str, ...] = ()


class Columns:
    """Which column is which field. ``given``: by field; what is not in it is guessed."""

    def __init__(self, given: Mapping[str, str] | None = None) -> None:
        self.given = dict(given or {})
        if unknown := set(self.given) - set(FIELDS):
            raise ArgumentError(f"there is no field {min(unknown)!r}; choose from {', '.join(FIELDS)}")
        self._cache: dict[tuple[str, ...], dict[str, str]] = {}

    @classmethod
    def parse(cls, assignments: Iterable[str]) -> Columns:
        """From FIELD=COLUMN, for example text=Body.

        Raises:
            ArgumentError: an assignment is none, or there is no such field.
        """
        given = {}
        for assignment in assignments:
            field, separator, column = assignment.partition("=")
            if not separator or not field or not column:
                raise ArgumentError(f"a column is given as FIELD=COLUMN, for example text=Body, not {assignment!r}")
            given[field] = column
        return cls(given)

    def assign(self, names: Sequence[str]) -> dict[str, str]:
        """The column of each field that ``names`` have one for."""
        key = tuple(names)
        if key not in self._cache:
            if len(self._cache) > 10_000:  # JSON lines that all have other keys
                self._cache.clear()
            self._cache[key] = self._assign(key)
        return self._cache[key]

    def check(self, names: Sequence[str], what: str) -> None:
        """Refuse a table that has no article in it. ``what``: how messages call it.

        Raises:
            ArgumentError: no column is known as the text or the HTML, or a given one is not there.
        """
        for field, column in self.given.items():
            if column not in names:
                raise ArgumentError(f"{what} has no column {column!r} for {field}; it has {_listed(names)}")
        if not any(body in self.assign(names) for body in _BODIES):
            raise ArgumentError(
                f"{what}: no column is known as the text; it has {_listed(names)}: name it, --column text=NAME"
            )

    def article(self, values: Mapping[str, Any], what: str) -> Parsed:
        """The article of a row. ``what``: how messages call the row ("the line").

        Raises:
            BadRowError: it has no words, or one of its fields has no value that an article can have.
        """
        article = article_pb2.Article()
        columns = self.assign(list(values))
        try:
            remarks = tuple(self._fill(article, columns, values))
            if not article.text.strip() and not article.html.strip():
                raise BadRowError(_no_words(what, columns, values))  # noqa: TRY301 - as what _fill raises
        except BadRowError as error:
            error.article_id = article.id
            raise
        return Parsed(article, remarks)

    def _fill(
        self, article: article_pb2.Article, columns: Mapping[str, str], values: Mapping[str, Any]
    ) -> Iterator[str]:
        """Set every field that has a value; a remark for each that was left out."""
        for field in FIELDS:
            column = columns.get(field)
            value = None if column is None else values[column]
            if column is None or value is None or value == "":
                continue
            # A column that was guessed may be something else: what does not fit is left out. The rest is an error.
            lenient = field not in ("id", *_BODIES) and field != column and field not in self.given
            try:
                _set(article, field, column, value)
            except BadRowError as error:
                if not lenient:
                    raise
                yield f"left out: {error}"

    def _assign(self, names: tuple[str, ...]) -> dict[str, str]:
        plain = {}
        for name in reversed(names):  # of two that look alike the first counts
            plain[_plain(name)] = name
        taken = set(self.given.values())
        found = {field: column for field, column in self.given.items() if column in names}
        for field, candidates in _NAMES.items():
            if field in self.given:
                continue
            if field in names and field not in taken:
                found[field] = field
                continue
            column = next((plain[each] for each in candidates if each in plain and plain[each] not in taken), None)
            if column is not None:
                found[field] = column
                taken.add(column)
        return found


def json_type(value: Any) -> str:
    """How JSON calls a value's type, with its article."""
    names: dict[type, str] = {dict: "an object", list: "an array", str: "a string", bool: "a boolean"}
    return "null" if value is None else names.get(type(value), "a number")


def _set(article: article_pb2.Article, field: str, column: str, value: Any) -> None:
    if field == "publication_time":
        _set_time(article, column, value)
        return
    if field == "id" and isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise BadRowError(f'"{column}" is a string, not {json_type(value)}')
    if field == "url" and not _is_uri(value.strip()):
        raise BadRowError(f'"{column}" is an absolute URL, not {_shown(value)}')
    if field == "id":
        value = value.strip()
    try:
        setattr(article, field, value.strip() if field == "url" else value)
    except UnicodeEncodeError as error:
        code = ord(value[error.start])
        if 0xDC80 <= code <= 0xDCFF:  # how Python keeps a byte that it could not decode
            what = f'"{column}" is not UTF-8: byte 0x{code - 0xDC00:02X} at character {error.start}'
            raise BadRowError(f"{what}; convert it, for example: iconv -f WINDOWS-1252 -t UTF-8") from None
        reason = f'"{column}" has half a surrogate pair at character {error.start}: its \\u escapes are broken'
        raise BadRowError(reason) from None


def _set_time(article: article_pb2.Article, column: str, value: Any) -> None:
    time = _time_of(value)
    if time is None:
        raise BadRowError(f'"{column}" is an ISO 8601 date or time, not {_shown(value)}')
    time = time.replace(tzinfo=timezone.utc) if time.tzinfo is None else time
    try:
        article.publication_time.FromDatetime(time.astimezone(timezone.utc))
    except (ValueError, OverflowError):
        article.ClearField("publication_time")
        raise BadRowError(f'"{column}" is no point in time: {_shown(value)}') from None


def _time_of(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=timezone.utc)
    if not isinstance(value, str):
        return None
    for parse in (parse_time, parsedate_to_datetime):  # the second: as in feeds, "Mon, 23 Nov 2026 18:05:00 +0100"
        with contextlib.suppress(ValueError, TypeError, IndexError):
            return parse(value)
    return None


def _is_uri(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path)) and " " not in value


def _no_words(what: str, columns: Mapping[str, str], values: Mapping[str, Any]) -> str:
    bodies = [columns[body] for body in _BODIES if body in columns]
    if not bodies:
        return f'{what} has neither "text" nor "html"; it has {_listed(list(values))}'
    return f"{what} has no words: {' and '.join(map(json.dumps, bodies))} " + (
        "is empty" if len(bodies) == 1 else "are empty"
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(json.dumps(name, ensure_ascii=False) for name in names[:12]) or "no fields"


def _plain(name: str) -> str:
    return re.sub(r"[\s_.\-]", "", name).lower()


def _shown(value: Any) -> str:
    return json.dumps(str(value)[:60], ensure_ascii=False)
