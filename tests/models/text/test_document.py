import pytest

from whosaid_models.text.document import join_tokens
from whosaid_models.text.tokens import read_document


def quoted(text):
    document = read_document(text)
    return " ".join(w for w, q in zip(document.words, document.quoted, strict=True) if q)


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("He said “we won” today.", "“ we won ”"),
        ('He said "we won" today.', '" we won "'),
        ("''We won,'' he said. ''Yes.''", "'' We won , '' '' Yes . ''"),
        ("It wasn't “over”.", "“ over ”"),
        ("Sagte er «nein» dann?", "« nein »"),
        ("“One.” Two. “Three.”", "“ One . ” “ Three . ”"),
        ("”One,“ he said. ”Two.“", "” One , “ ” Two . “"),
        ("„Nein“, sagte er.", "„ Nein “"),
    ],
)
def test_what_stands_inside_quotation_marks(text, inside):
    assert quoted(text) == inside


def test_an_unclosed_quotation_ends_with_its_paragraph():
    assert quoted("“We won.\n\nThey lost.") == "“ We won ."


def test_a_quotation_that_reopens_goes_on():
    assert quoted("“We won.\n\n“They lost.” Bye.") == "“ We won . “ They lost . ”"


def test_joined_tokens_keep_the_articles_spaces_between_neighbours_only():
    document = read_document("Russia's PM, Mr. Orlov,\nleft.")
    assert join_tokens(document, range(len(document))) == "Russia's PM, Mr. Orlov, left."
    assert join_tokens(document, [0, 2, 4, 5, 7]) == "Russia PM Mr. Orlov left"
