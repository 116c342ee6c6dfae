"""What a body says of itself, on readings written by hand."""

from __future__ import annotations

import pytest

from whosaid_models.attribution.linking import link
from whosaid_models.attribution.selves import of_themselves

TREE = {
    "club": ("NOUN", "said", "nsubj"), "said": ("VERB", None, "root"), "it": ("PRON", "closed", "nsubj"),
    "its": ("PRON", "boat", "nmod:poss"), "boat": ("NOUN", "closed", "nsubj"), "closed": ("VERB", "said", "ccomp"),
    "that": ("SCONJ", "closed", "mark"), "clear": ("ADJ", "said", "ccomp"), "Holm": ("PROPN", "said", "nsubj"),
    "they": ("PRON", "closed", "nsubj"), "takes": ("VERB", "said", "ccomp"), "years": ("NOUN", "takes", "obj"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "source", "content", "kind", "found"),
    [
        ("The club said that it closed .", "The club", "it closed", "organisation", ["it"]),
        ("The club said its boat closed .", "The club", "its boat closed", "organisation", ["its"]),
        ("Holm said that it closed .", "Holm", "it closed", "person", []),  # what a person says "it" of is a thing
        ("The club said they closed .", "The club", "they closed", "organisation", []),  # others, for all we know
        ("The club said boat it closed .", "The club", "boat it closed", "organisation", []),
        ("The club said “ it closed ” .", "The club", "it closed", "organisation", []),
    ],
)
def test_a_body_speaks_of_itself_where_its_account_begins_with_it(reading_of, text, source, content, kind, found):
    reading = reading_of(text, cues=[("said", source, [content])], tree=TREE)
    themselves = of_themselves(reading, link(reading), lambda _: kind)
    assert [reading.document.words[t] for t in themselves] == found


@pytest.mark.parametrize(("predicate", "found"), [("closed", True), ("takes years", False), ("clear", False)])
def test_it_is_nobody_where_no_body_does_it(reading_of, predicate, found):
    tree = TREE | {"it": ("PRON", predicate.split()[0], "nsubj")}
    reading = reading_of(f"The club said it {predicate} .", cues=[("said", "The club", [f"it {predicate}"])], tree=tree)
    assert bool(of_themselves(reading, link(reading), lambda _: "organisation")) == found
