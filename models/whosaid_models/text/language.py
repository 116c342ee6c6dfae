"""Which language a text is in."""

from __future__ import annotations

import py3langid

# Enough to tell, and bounded for long articles.
_SAMPLE = 5_000


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of the likeliest language; empty when the text has no letters to tell by."""
    if not any(c.isalpha() for c in text[:_SAMPLE]):
        return ""
    code, _ = py3langid.classify(text[:_SAMPLE])
    return str(code)
