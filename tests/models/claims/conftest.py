"""What the tests of claims share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from whosaid_models.domain import Extraction


@pytest.fixture(scope="module")
def claims(read: Callable[[str], Extraction]) -> Callable[[str], set[str]]:
    """The words of the claims of a text."""
    return lambda text: {c.text for c in read(text).claims}
