from __future__ import annotations

import pytest
import torch

from whosaid_models.attribution.certainty import SourceCertainty, SourceFeatures
from whosaid_models.reader.weights import WeightsError
from whosaid_models.training.certainty import LabelledSources, fit_certainty, gather_sources

# The agency is not named where it is taken up again.
TEXT = "The harbour will close, Marta Lind said. The agency said that 12 boats sank."


def test_what_makes_sources_right_is_learned():
    generator = torch.Generator().manual_seed(5)
    tells, noise = torch.rand(400, generator=generator).round(), torch.rand(400, generator=generator).round()
    right = torch.bernoulli(0.2 + 0.6 * tells, generator=generator)
    features = torch.stack([torch.ones(400), tells, noise], 1)
    certainty = fit_certainty(LabelledSources(features, right, [i // 10 for i in range(400)], torch.ones(400)))
    assert certainty.probability([1, 1, 0]) == pytest.approx(0.8, abs=0.1)
    assert certainty.probability([1, 0, 0]) == pytest.approx(0.2, abs=0.1)
    assert abs(certainty.weights[2]) < 0.5


def test_weights_are_read_back(tmp_path):
    assert SourceCertainty.load(tmp_path) is None
    written = SourceCertainty((0.5, -1.25, *[0.0] * (SourceFeatures.COUNT - 2)))
    written.save(tmp_path)
    assert SourceCertainty.load(tmp_path) == written


def test_weights_for_other_features_are_refused(tmp_path):
    SourceCertainty((0.5, -1.25)).save(tmp_path)
    with pytest.raises(WeightsError, match=r"2 features.*fit it anew"):
        SourceCertainty.load(tmp_path)


def test_sources_of_annotated_claims_are_gathered(reader, tmp_path):
    lind = '{"name": "Marta Lind", "mention": "Marta Lind", "type": "person", "cue": "said"}'
    board = '{"name": "Lorn Harbour Board", "mention": "The agency", "type": "organisation", "cue": "said"}'
    (tmp_path / "one.txt").write_text(TEXT)
    (tmp_path / "one.json").write_text(
        f'{{"claims": [{{"text": "The harbour will close.", "sources": [{lind}]}},'
        f' {{"text": "12 boats sank.", "sources": [{board}]}}]}}'
    )
    found = gather_sources(reader, tmp_path)
    assert found.right.tolist() == [1.0, 0.0]
    assert found.articles == [0, 0]
    assert set(found.features[:, 0].tolist()) == {1.0}
    assert found.features.shape[1] == SourceFeatures.COUNT


def test_all_claims_of_one_attribution_count_as_much_as_one(reader, tmp_path):
    lind = '{"name": "Marta Lind", "mention": "Marta Lind", "type": "person", "cue": "said"}'
    (tmp_path / "one.txt").write_text("The harbour will close and the bridge will open, Marta Lind said.")
    (tmp_path / "one.json").write_text(
        f'{{"claims": [{{"text": "The harbour will close.", "sources": [{lind}]}},'
        f' {{"text": "The bridge will open.", "sources": [{lind}]}}]}}'
    )
    assert gather_sources(reader, tmp_path).weights.tolist() == [0.5, 0.5]
