"""What is no statement of an article, on readings written by hand."""

from __future__ import annotations

import pytest

from whosaid_models.claims.boilerplate import boilerplate


@pytest.mark.parametrize(
    ("text", "skipped"),
    [
        ("LORN - 21 July 2022: The port closed.", "LORN - 21 July 2022 :"),
        ("Lorn — The port closed.", "Lorn —"),
        ("Maido — by chef Ana Ruiz — was chosen.", ""),  # an aside between two dashes
        ("Ana Ruiz - at a meeting in 1986 - said no.", ""),
        ("LORN — The port — an old one — closed.", "LORN —"),
        ("%E2%80%99s-port-closes", "% E2%80%99s - port - closes"),  # the rest of an address
        ("&np=6&mp=1", "& np=6&mp=1"),
        ("The port earned 5% more.", ""),
    ],
)
def test_a_dateline_is_skipped_and_a_name_before_an_aside_is_not(reading_of, text, skipped):
    reading = reading_of(text)
    assert " ".join(reading.document.words[t] for t in sorted(boilerplate(reading))) == skipped
