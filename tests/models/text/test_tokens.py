import time

import pytest
from hypothesis import example, given, settings, strategies as st

from whosaid_models.text.tokens import read_document, tokenize

INVISIBLE = "\u200b\u2060\ufeff"  # white space that str.isspace() does not know
ODD = (
    "👩‍👩‍👧‍👦", "🇪🇺", "👍🏽", "e\u0301", "n\u0303o", "\r\n", "\n\n", "\r", "\xa0", "\u202f", "\u2028", "\u200b",
    "\u200d", "\ufeff",
    "שלום", "\u200fمرحبا\u200f", "\u202eabc\u202c", "“", "”", "‘tis", "don’t", "cannot", "U.S.", "Mr.", "$1.2bn",
    "3,000", "a.m.", "--", "―",
    "…", "http://x.y/z?a=b#c", "@who", "#what", "\x00", "\x1c", "\x85", "\t", " ", "and/or", "well-known",
    "ﬁ", "İ", "ß", "(", ")",
)  # fmt: skip
texts = st.lists(
    st.one_of(
        st.sampled_from(ODD), st.text(st.characters(exclude_categories=["Cs"]), max_size=6), st.from_regex(r"\w{1,8}")
    ),
    max_size=30,
).map("".join)


def visible(character):
    return not character.isspace() and character not in INVISIBLE


@settings(max_examples=300, deadline=None)
@given(texts)
@example("a\u200bb")
@example(" \ufeff\u2060 ")
@example("“U.S.”\r\n\r\nNext")
def test_tokens_cover_every_visible_character_once(text):
    covered = [i for t in tokenize(text) for i in range(t.begin, t.end)]
    assert covered == [i for i, c in enumerate(text) if visible(c)]


@settings(max_examples=300, deadline=None)
@given(texts)
def test_slices_are_the_words_and_no_word_has_white_space(text):
    document = read_document(text)
    assert document.text == text
    assert document.words == [text[t.begin : t.end] for t in document.tokens]
    assert all(word and not any(c.isspace() for c in word) for word in document.words)


@settings(max_examples=300, deadline=None)
@given(texts)
def test_sentences_partition_the_tokens(text):
    document = read_document(text)
    assert [t for s in document.sentences for t in range(s.first, s.last)] == list(range(len(document)))
    assert all(s.first < s.last for s in document.sentences)
    paragraphs = [s.paragraph for s in document.sentences]
    assert paragraphs == sorted(paragraphs)
    assert paragraphs[:1] in ([], [0])


@settings(max_examples=100, deadline=None)
@given(texts, st.integers(0, 200), st.integers(0, 200))
def test_token_range_finds_the_overlapping_tokens(text, a, b):
    begin, end = sorted((a, b))
    document = read_document(text)
    first, last = document.token_range(begin, end)
    overlapping = [i for i, t in enumerate(document.tokens) if t.begin < end and begin < t.end]
    assert list(range(first, last)) == overlapping or (begin == end and first in (last, last - 1))


def test_contractions_and_possessives_are_cut_as_in_universal_dependencies():
    assert read_document("Russia's PM didn't say he can't.").words == [
        "Russia",
        "'s",
        "PM",
        "did",
        "n't",
        "say",
        "he",
        "ca",
        "n't",
        ".",
    ]


def test_abbreviations_and_numbers_stay_whole():
    assert read_document("Mr. Khan of the U.S. won 3.5 million").words == [
        "Mr.",
        "Khan",
        "of",
        "the",
        "U.S.",
        "won",
        "3.5",
        "million",
    ]


def test_words_and_names_are_not_taken_for_contractions_without_an_apostrophe():
    text = "The two wed in Ive Hall on Wed 3 May , says Im Soo , whom Id fits"
    assert read_document(text).words == text.split()


@pytest.mark.parametrize("piece", ["“", "(", "a,b", "x"])
def test_a_run_without_spaces_takes_no_time(piece):
    text = "Before. " + piece * 20_000 + " after."
    started = time.process_time()
    document = read_document(text)
    assert time.process_time() - started < 10  # without care: a minute
    assert "".join(document.words) == text.replace(" ", "")
