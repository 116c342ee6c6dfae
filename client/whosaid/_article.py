"""What the client accepts as an article, and how it becomes the contract's message."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timezone
from typing import Any, TypeAlias

from whosaid._errors import InvalidArticleError
from whosaid.v1 import article_pb2


@dataclass(frozen=True, slots=True)
class Article:
    """One news article for :meth:`Client.extract`. Either ``text`` or ``html`` must be there; ``text`` wins.

    ``title`` is the headline; leave it out when it is the first line of the text. ``id`` comes back as ``article_id``.
    ``publication_time`` without a time zone is UTC. ``language`` is a BCP 47 tag; empty: detected.
    """

    text: str = ""
    html: str = ""
    title: str = ""
    id: str = ""
    url: str = ""
    publisher: str = ""
    publication_time: datetime | None = None
    language: str = ""


ArticleLike: TypeAlias = str | Article | article_pb2.Article
"""An article's text, an :class:`Article`, or the contract's own message."""


def to_message(article: ArticleLike) -> article_pb2.Article:
    """The contract's message for ``article``. A message is given back as it is, not copied.

    Raises:
        InvalidArticleError: a field is no valid Unicode (a lone surrogate).
        TypeError: ``article`` or one of its fields has another type.
    """
    if isinstance(article, article_pb2.Article):
        return article
    values = _to_article(article)
    message = article_pb2.Article()
    for field in fields(Article):
        if field.name != "publication_time":
            _set_text(message, field.name, getattr(values, field.name))
    if values.publication_time is not None:
        message.publication_time.FromDatetime(_in_utc(values.publication_time))
    return message


def _to_article(article: Any) -> Article:
    if isinstance(article, Article):
        return article
    if isinstance(article, str):
        return Article(text=article)
    msg = f"an article is a str, a whosaid.Article or a whosaid.v1 Article, not {type(article).__name__}"
    raise TypeError(msg)


def _set_text(message: article_pb2.Article, name: str, value: Any) -> None:
    if not isinstance(value, str):
        msg = f"Article.{name} is a str, not {type(value).__name__}"
        raise TypeError(msg)
    try:
        setattr(message, name, value)
    except UnicodeEncodeError as error:
        what = f"character {error.start} is a lone surrogate (U+{ord(value[error.start]):04X}): decode the text anew"
        raise InvalidArticleError.of(f"article.{name}", what) from None


def _in_utc(time: datetime) -> datetime:
    return time.replace(tzinfo=timezone.utc) if time.tzinfo is None else time.astimezone(timezone.utc)
