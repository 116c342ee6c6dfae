"""Arguments are scored near their cue first: what is found is what scoring every word finds."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings, strategies as st

from whosaid_models.reader import labels
from whosaid_models.reader.arguments import find_arguments
from whosaid_models.reader.decoding import bio_spans, viterbi
from whosaid_models.reader.heads import ArgumentHead, Biaffine, DependencyHead
from whosaid_models.reader.loading import load_reader
from whosaid_models.reader.weights import DEFAULT_FOLDER

HIDDEN = 12
NEWS = labels.SCHEMES.index("news")


def randomly(module, seed=3):
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * 0.4)
    return module.eval()


def everywhere(states, sentences, cues, scheme, head):
    with torch.inference_mode():
        return head(*(torch.from_numpy(each) for each in (states, sentences, cues, scheme))).numpy()


def inside(cues, places, words):
    """For each cue, the rows of what was scored near it that are words, and which words these are."""
    for first, _ in cues.tolist():
        at = first + places
        yield (at >= 0) & (at < words), at[(at >= 0) & (at < words)]


@pytest.mark.parametrize("words", [1, 2, 7, 60, 250])
@pytest.mark.parametrize("places", [(0, 1), (-3, 5), (-70, 90), (-400, 400), (2, 9)])
def test_near_a_cue_words_score_as_they_do_among_all(words, places):
    rng = np.random.default_rng(words)
    head = randomly(ArgumentHead(HIDDEN, 16, 0.1))
    states = rng.normal(size=(words, HIDDEN)).astype(np.float32)
    sentences = np.sort(rng.integers(0, 4, words))
    cues = np.array([(0, 1), (words // 2, words // 2 + 1), (words - 1, words), (0, words)])  # both ends, and all
    scheme, near = np.array([0, 1, 2, 2]), np.arange(*places)
    expected = everywhere(states, sentences, cues, scheme, head)
    with torch.inference_mode():
        found = head.near(*(torch.from_numpy(each) for each in (states, sentences, cues, scheme, near))).numpy()
    assert found.shape == (len(cues), len(near), len(labels.ARGUMENT))
    for cue, (rows, at) in enumerate(inside(cues, near, words)):
        assert found[cue, rows] == pytest.approx(expected[cue, at], abs=1e-4)


@pytest.mark.parametrize("words", [1, 90, 440])
def test_the_graph_scores_words_near_a_cue_as_the_network_does_among_all(reader, words):
    rng = np.random.default_rng(words)
    head = load_reader(DEFAULT_FOLDER)[0].eval().argument
    states = rng.normal(size=(words, reader.engine.hidden)).astype(np.float32)
    sentences = np.arange(words) // 20
    cues = np.array([(at, at + 1) for at in sorted({0, words // 3, words - 1})] * 30)  # more than are asked at once
    scheme, near = np.full(len(cues), NEWS), np.arange(-64, 81)
    expected = everywhere(states, sentences, cues, scheme, head)
    found = reader.engine.arguments(states, sentences, cues, scheme, near)
    for cue, (rows, at) in enumerate(inside(cues, near, words)):
        assert found[cue, rows] == pytest.approx(expected[cue, at], abs=1e-3)


class Scripted:
    """An engine that has its scores from a table [C, W, ARGUMENT], and counts the words that it is asked about."""

    def __init__(self, cues, table):
        self.rows = {tuple(cue): row for cue, row in zip(cues.tolist(), table, strict=True)}
        self.asked = []

    def arguments(self, states, sentence_of, cues, scheme, places):
        self.asked.append((len(cues), len(places)))
        out = np.full((len(cues), len(places), len(labels.ARGUMENT)), 7.0, dtype=np.float32)  # beyond: anything
        for row, ((first, last), (rows, at)) in enumerate(
            zip(cues.tolist(), inside(cues, places, len(states)), strict=True)
        ):
            out[row, rows] = self.rows[first, last][at]
        return out


def table_of(words, spans):
    """Scores by which each cue's spans are certain."""
    table = np.zeros((len(spans), words, len(labels.ARGUMENT)), dtype=np.float32)
    table[:, :, 0] = 5
    for row, each in zip(table, spans, strict=True):
        for first, last, role in each:
            tags = (
                [f"S-{role}"] if last - first == 1 else [f"B-{role}", *[f"I-{role}"] * (last - first - 2), f"E-{role}"]
            )
            for word, tag in zip(range(first, last), tags, strict=True):
                row[word, labels.ARGUMENT.index(tag)] = 9
    return table


def ask(words, cues, spans):
    engine = Scripted(cues, table_of(words, spans))
    states = np.zeros((words, HIDDEN), dtype=np.float32)
    return find_arguments(engine, states, np.zeros(words, dtype=np.int64), cues, NEWS), engine.asked


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_stretch_around_a_cue_is_found_however_long(data):
    words = data.draw(st.integers(1, 420))
    firsts = sorted(data.draw(st.sets(st.integers(0, words - 1), min_size=1, max_size=5)))
    spans = []
    for at in firsts:
        begin, end = data.draw(st.integers(0, at)), data.draw(st.integers(at + 1, words))
        spans.append([(begin, end, "content")])
    cues = np.array([(at, at + 1) for at in firsts])
    assert ask(words, cues, spans)[0] == spans


def test_only_cues_whose_arguments_go_on_are_asked_about_again():
    cues = np.array([(0, 1), (200, 202), (399, 400)])
    near, far, ends = [(1, 9, "content")], [(20, 198, "content"), (198, 200, "source")], [(390, 399, "content")]
    found, asked = ask(400, cues, [near, far, ends])
    assert found == [near, far, ends]
    assert [cues for cues, _ in asked] == [3, 1, 1]
    assert asked[0][1] < asked[1][1] < asked[2][1] == 400


@pytest.mark.parametrize("words", [1, 3, 40])
def test_a_short_window_is_asked_about_once(words):
    found, asked = ask(words, np.array([(0, 1)]), [[(0, words, "content")]])
    assert found == [[(0, words, "content")]]
    assert asked == [(1, words)]


def test_a_cue_without_arguments_has_none():
    assert ask(300, np.array([(150, 151)]), [[]])[0] == [[]]


def test_scores_of_any_kind_decode_as_those_of_all_words_where_these_are_few():
    rng = np.random.default_rng(5)
    table = rng.normal(size=(4, 30, len(labels.ARGUMENT))).astype(np.float32)
    cues = np.array([(0, 1), (9, 11), (15, 16), (29, 30)])
    found = find_arguments(Scripted(cues, table), np.zeros((30, 1), dtype=np.float32), np.zeros(30), cues, NEWS)
    assert found == [bio_spans(viterbi(row.astype(np.float64), labels.ARGUMENT), labels.ARGUMENT) for row in table]


def test_pairs_that_share_their_second_score_as_they_do_alone():
    form = randomly(Biaffine(8, 5))
    x, y, which = torch.randn(20, 8), torch.randn(3, 8), torch.randint(0, 3, (20,))
    assert torch.allclose(form.sharing(x, y, which), form.paired(x, y[which]), atol=1e-4)


def test_relations_of_a_part_of_a_document_are_those_of_the_whole():
    head = randomly(DependencyHead(HIDDEN, 8, 8, 0.1))
    states = torch.randn(9, HIDDEN)
    heads = torch.tensor([2, 0, 2, 2, 4, 0, 9, 9, 6])  # two roots: two sentences
    expected = head.relations(states[None], heads[None])[0]
    for words in (torch.arange(9), torch.arange(4, 9), torch.tensor([1])):
        governors, which = torch.unique(heads[words], return_inverse=True)
        assert torch.allclose(head.relations_of(states, words, governors, which), expected[words], atol=1e-4)
