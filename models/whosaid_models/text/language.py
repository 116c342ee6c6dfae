"""Which language a text is in."""

from __future__ import annotations

import re

# Enough to tell, and bounded for long articles.
_SAMPLE = 5_000

# Words that English cannot do without and that are none in the languages near it; and how large a share of a text's
# words they are at least when it is English for certain. py3langid's model takes most of a second and 70 MB to load.
_ENGLISH = frozenset(
    "the and that with from which this were been they their has had would could because about after who by".split()
)
_CERTAIN, _LEAST_WORDS = 0.06, 20


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of the likeliest language; empty when the text has no letters to tell by."""
    words = re.findall(r"[^\W\d_]+", text[:_SAMPLE].lower())
    if not words:
        return ""
    if len(words) >= _LEAST_WORDS and sum(w in _ENGLISH for w in words) >= _CERTAIN * len(words):
        return "en"
    import py3langid  # noqa: PLC0415 - see above

    code, _ = py3langid.classify(text[:_SAMPLE])
    return str(code)
