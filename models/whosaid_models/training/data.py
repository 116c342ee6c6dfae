"""The training set: which files of the data folder are read, and how."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from whosaid_models.training.corpora.claims import read_claims
from whosaid_models.training.corpora.conllu import read_treebank
from whosaid_models.training.corpora.coreference import read_gap, read_litbank
from whosaid_models.training.corpora.entities import read_entities
from whosaid_models.training.corpora.polnear import read_polnear
from whosaid_models.training.corpora.sentences import read_claimbuster, read_subjectivity
from whosaid_models.training.examples import CorpusError, Example


def read_training_set(data: Path, corpora: Iterable[str]) -> list[Example]:
    """Read the training splits of the named corpora. Raises CorpusError when one is missing or malformed."""
    readers = {
        "polnear": lambda: read_polnear(data / "attribution/polnear.train.jsonl"),
        "ewt": lambda: read_treebank(
            data / "syntax/ewt.train.conllu", "ewt", data / "attribution/propbank_ewt.train.jsonl"
        ),
        "gum": lambda: read_treebank(data / "syntax/gum.train.conllu", "gum", data / "attribution/gum.train.jsonl"),
        "news": lambda: read_claims(data / "claims/train"),
        "gap": lambda: read_gap(data / "coreference/gap.development.tsv"),
        "litbank": lambda: read_litbank(data / "coreference/litbank.jsonl"),
        "claimbuster": lambda: read_claimbuster(data / "checkworthiness/claimbuster.train.csv"),
        "subjectivity": lambda: read_subjectivity(data / "checkworthiness/subjectivity.train.tsv"),
        "entities": lambda: read_entities(data / "entities/worldwide.train.tsv"),
    }
    examples: list[Example] = []
    for corpus in corpora:
        if corpus not in readers:
            raise CorpusError(f"unknown corpus {corpus!r} in the configuration; known: {', '.join(readers)}")
        try:
            examples += readers[corpus]()
        except FileNotFoundError as e:
            raise CorpusError(
                f"{e.filename} is missing; the data folder's layout is described in models/README.md"
            ) from e
    return examples
