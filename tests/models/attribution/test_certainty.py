from __future__ import annotations

import pytest

from whosaid_models.assembly import Assembler
from whosaid_models.attribution.certainty import SourceCertainty, SourceFeatures
from whosaid_models.extractor import Article
from whosaid_models.text.tokens import read_document


def described(reader, text: str) -> list[list[float]]:
    assembler = Assembler(reader, reader.read(read_document(text)), "test")
    return [
        assembler.source_features.of(i, assembler.attributions[i].source.type) for i in range(len(assembler.forest))
    ]


def test_features_are_as_many_as_are_promised(reader):
    [row] = described(reader, "The harbour will close, Marta Lind said.")
    assert len(row) == SourceFeatures.COUNT
    assert row[0] == 1.0


def test_whom_the_article_quotes_again_is_told_from_whom_it_quotes_once(reader):
    text = "The harbour will close, Marta Lind said. Fishing will end, she said. Ships will leave, Omar Sands said."
    first, second, other = described(reader, text)
    assert first[-2] == second[-2] > other[-2] == 0.0


@pytest.mark.parametrize(("source", "name"), [("Their trial", "Marta Lind"), ("residents", "the Lorn Harbour Board")])
def test_a_source_that_stays_a_description_is_less_sure_than_a_name(extractor, source, name):
    confidence = [
        extractor.extract(Article(text=f"{who} said that the harbour will close on Friday.")).attributions[0].confidence
        for who in (source, name[0].upper() + name[1:])
    ]
    assert confidence[0] < confidence[1] - 0.1


def test_confidence_is_a_probability():
    certain = SourceCertainty((20.0,) + (0.0,) * (SourceFeatures.COUNT - 1))
    assert 0.99 < certain.probability([1.0] + [0.0] * (SourceFeatures.COUNT - 1)) < 1.0
