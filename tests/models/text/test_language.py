import pytest

from whosaid_models.text.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The minister said on Monday that the plan would be dropped.", "en"),
        ("Der Minister sagte am Montag, dass der Plan fallen gelassen werde.", "de"),
        ("Le ministre a déclaré lundi que le projet serait abandonné.", "fr"),
        ("1234 !!! 567", ""),
        ("", ""),
    ],
)
def test_languages(text, language):
    assert detect_language(text) == language
