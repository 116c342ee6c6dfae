"""A web page to the article's text."""

from __future__ import annotations

import html as html_entities
import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageText:
    """The main text and headline of a page; ``simplified``: no main text was recognised, so all words are here."""

    text: str
    title: str
    simplified: bool


def extract_text(page: str) -> PageText:
    """Extract the main text, one paragraph a line. Both strings are empty for a page without words."""
    import trafilatura  # noqa: PLC0415 - most articles are text; it takes a fifth of a second

    document = trafilatura.bare_extraction(page, include_comments=False, include_tables=False, with_metadata=True)
    text = (getattr(document, "text", None) or "").strip() if document else ""
    title = " ".join((getattr(document, "title", None) or "").split()) if document else ""
    if text:
        return PageText(text, "" if text.startswith(title) else title, simplified=False)
    return PageText(_all_words(page), "", simplified=True)


def _all_words(page: str) -> str:
    page = re.sub(r"(?is)<(script|style|head|template)\b.*?</\1\s*>|<!--.*?-->", " ", page)
    page = re.sub(r"(?i)</?(?:p|div|br|li|h[1-6]|tr|section|article)\b[^>]*>", "\n", page)
    lines = (" ".join(line.split()) for line in html_entities.unescape(re.sub(r"<[^>]*>", " ", page)).splitlines())
    return "\n".join(line for line in lines if line)
