from __future__ import annotations

import json

from whosaid_models.evaluation.figures import Figure, Skipped, as_json, as_table, f1_figure, percent
from whosaid_models.evaluation.scoring import Counts

FIGURES = [
    f1_figure("attribution", "PolNeAR dev", "source, exact span F1", Counts(1, 2, 3), "2 articles, 3 spans"),
    Figure("labels", "claims tune", "check-worthiness Spearman", 0.5213, "9 claims"),
    Figure("labels", "claims tune", "kind accuracy", 100.0, "9 claims"),
]


def test_figures_are_per_cent():
    assert percent(1 / 3) == 33.3
    assert (FIGURES[0].value, FIGURES[0].precision, FIGURES[0].recall) == (40.0, 50.0, 33.3)


def test_the_table_is_aligned():
    lines = as_table(FIGURES, [Skipped("entities", "entities/x.tsv is not in d")]).splitlines()
    head, rule, first, blank, second, third = lines[:6]
    assert blank == ""
    assert {len(line.rstrip()) for line in (rule,)} == {max(len(line) for line in lines[:6])}
    for line, value in ((first, "40.0"), (second, "0.521"), (third, "100.0")):
        assert line.index(value) + len(value) == head.index("value") + len("value")
    assert lines[-1] == "not measured: entities: entities/x.tsv is not in d"


def test_an_empty_table_is_its_heading():
    assert len(as_table([], []).splitlines()) == 2


def test_json_has_all_of_it():
    document = json.loads(as_json(FIGURES, [Skipped("a", "b")], {"name": "reader"}))
    assert document["model"] == {"name": "reader"}
    assert [f["value"] for f in document["figures"]] == [40.0, 0.5213, 100.0]
    assert document["not_measured"] == [{"family": "a", "reason": "b"}]
