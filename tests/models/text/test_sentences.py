import pytest

from whosaid_models.text.tokens import read_document


def sentences(text):
    document = read_document(text)
    return [" ".join(document.span_text(s.first, s.last).split()) for s in document.sentences]


# Each case lists the sentences; the text is they, joined by a space.
@pytest.mark.parametrize(
    "expected",
    [
        ["He left.", "She stayed."],
        ["Mr. Khan met Dr. J. K. Rowling.", "They talked."],
        ["Prof. Chen and Lt. Col. Amer Sartawi spoke on Sept. 11 in St. Louis.", "Nobody came."],
        ["The U.S. Senate voted.", "It passed."],
        ["He flew to the U.S. on Monday."],
        ["He flew to the U.S.", "The visit lasted two days."],
        ["Acme Inc. said it lost $3.5 million.", "Shares fell 4 per cent."],
        ["It opens at 9 a.m. and closes at 5 p.m.", "The museum is free."],
        ["“It is over,” he said.", "“We won.”"],
        ["“It is over.", "We won.", "Nobody lost,” he said."],
        ["He asked: “Why?”", "Nobody knew."],
        ["“Why?” he asked.", "Nobody knew."],
        ["“Stop!” she shouted."],
        ["She left (she was late.)", "He stayed."],
        ["The vote, i.e. the second one, failed.", "It was close."],
        ["John F. Kennedy was shot in 1963.", "He was 46."],
        ["Wait… what?", "Nothing."],
        ["No. 10 declined to comment.", "So did No. 11."],
        ["Prices rose 3.2 per cent in Jan. and fell in Feb.", "The bank was surprised."],
    ],
)
def test_ends(expected):
    assert sentences(" ".join(expected)) == expected


def test_a_headline_without_a_full_stop_is_a_sentence():
    assert sentences("Khan arrested\n\nImran Khan was arrested.") == ["Khan arrested", "Imran Khan was arrested."]
    assert sentences("Khan arrested\nImran Khan was arrested.") == ["Khan arrested", "Imran Khan was arrested."]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\u2028"])
def test_every_kind_of_line_end_ends_a_paragraph(line_end):
    document = read_document(f"Khan arrested{line_end}Imran Khan was arrested.{line_end}He is 70.")
    assert [s.paragraph for s in document.sentences] == [0, 1, 2]


def test_hard_wrapped_lines_are_joined():
    text = (
        "The committee said on Monday that it had not yet decided whether the\n"
        "agreement, which was signed in Geneva in March, would be extended for\n"
        "another year. Talks are to be resumed next week.\n"
        "\n"
        "The two sides have met four times since the autumn, most recently in\n"
        "Vienna, where they failed to agree on anything but the date of the next\n"
        "meeting. A spokesman declined to comment.\n"
    )
    found = sentences(text)
    assert len(found) == 4
    assert found[0].endswith("another year.")
    assert [s.paragraph for s in read_document(text).sentences] == [0, 0, 1, 1]


def test_short_lines_are_not_taken_for_a_wrapped_paragraph():
    assert len(sentences("Dollar 1.09\nEuro 0.92\nPound 1.27\nYen 149\nFranc 0.88")) == 5


def test_an_empty_text_has_none():
    assert sentences("") == sentences(" \r\n\t ") == []


@pytest.mark.parametrize("word", ["word ", "word, ", "a,", "“"])
def test_what_never_ends_is_cut_into_pieces_that_can_be_parsed(word):
    document = read_document(word * 2000)
    lengths = [s.last - s.first for s in document.sentences]
    assert sum(lengths) == len(document)
    assert max(lengths) <= 250
    assert min(lengths[:-1]) > 150
    assert {s.paragraph for s in document.sentences} == {0}
