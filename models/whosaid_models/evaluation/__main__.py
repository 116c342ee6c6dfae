"""Print the figures of the model: ``python -m whosaid_models.evaluation --data FOLDER``."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from whosaid_models.engines import DEFAULT_ENGINE, EngineError, EngineName
from whosaid_models.evaluation.attribution import measure_attributions
from whosaid_models.evaluation.bench import Bench, MissingCorpusError
from whosaid_models.evaluation.claim_labels import measure_claim_labels
from whosaid_models.evaluation.claims import measure_gold_claims, measure_tune_claims
from whosaid_models.evaluation.confidence import measure_confidence
from whosaid_models.evaluation.coreference import measure_pronouns
from whosaid_models.evaluation.decomposition import measure_decomposition
from whosaid_models.evaluation.disjoint import measure_disjointness
from whosaid_models.evaluation.entities import measure_entities
from whosaid_models.evaluation.errors import measure_errors
from whosaid_models.evaluation.figures import Figure, Skipped, as_json, as_table
from whosaid_models.evaluation.morphology import measure_morphology
from whosaid_models.evaluation.naming import measure_source_names
from whosaid_models.evaluation.nesting import measure_chains, measure_nested
from whosaid_models.evaluation.polarity import measure_extracted_polarity, measure_polarity
from whosaid_models.evaluation.sentence_labels import measure_checkthat, measure_subjectivity
from whosaid_models.evaluation.syntax import measure_gold_tokens, measure_raw_text, measure_sentence_ends
from whosaid_models.reader.model import ArticleReader
from whosaid_models.reader.weights import WeightsError
from whosaid_models.training.examples import CorpusError

Measure = Callable[[Bench], Iterator[Figure]]

FAMILIES: dict[str, tuple[Measure, ...]] = {
    "attribution": (measure_attributions,),
    "nesting": (measure_nested, measure_chains),
    "syntax": (measure_gold_tokens, measure_raw_text, measure_sentence_ends),
    "morphology": (measure_morphology,),
    "entities": (measure_entities,),
    "coreference": (measure_pronouns,),
    "naming": (measure_source_names,),
    "labels": (measure_claim_labels,),
    "sentences": (measure_checkthat, measure_subjectivity),
    "polarity": (measure_polarity, measure_extracted_polarity),
    "claims": (measure_gold_claims, measure_tune_claims),
    "confidence": (measure_confidence,),
    "decomposition": (measure_decomposition,),
    "errors": (measure_errors,),
    "disjoint": (measure_disjointness,),
}


def main() -> int:
    """Parse the command line and measure; 2 for bad input."""
    arguments = _parser().parse_args()
    try:
        bench = _bench(arguments)
        figures, skipped = measure(bench, arguments.only or list(FAMILIES))
    except (CorpusError, EngineError, WeightsError, ValueError) as e:
        print(f"evaluation: {e}", file=sys.stderr)
        return 2
    manifest = bench.reader.manifest
    model = {"name": manifest.name, "version": manifest.version, "content_hash": manifest.content_hash}
    if arguments.json:
        print(as_json(figures, skipped, model))
    else:
        print(f"{model['name']} {model['version']}, weights {model['content_hash'][:12]}")
        if bench.limit is not None:
            print(f"only the first {bench.limit} articles of each corpus")
        print("", as_table(figures, skipped), sep="\n")
    return 0


def measure(bench: Bench, families: list[str]) -> tuple[list[Figure], list[Skipped]]:
    """Measure the families; what the data folder lacks is noted, not an error."""
    figures: list[Figure] = []
    skipped: list[Skipped] = []
    for family in families:
        for one in FAMILIES[family]:
            started = time.monotonic()
            try:
                figures += one(bench)
            except MissingCorpusError as e:
                skipped.append(Skipped(family, str(e)))
                continue
            print(f"{family}: {one.__name__} took {time.monotonic() - started:.0f} s", file=sys.stderr)
    return figures, skipped


def _bench(arguments: argparse.Namespace) -> Bench:
    if not arguments.data.is_dir():
        raise ValueError(f"{arguments.data} is no folder; --data is the folder of the corpora")
    for path in (arguments.gold, arguments.scorer):
        if path is not None and not path.exists():
            raise ValueError(f"{path} does not exist")
    return Bench(
        data=arguments.data,
        reader=ArticleReader.load(arguments.weights, engine=arguments.engine, threads=arguments.threads),
        weights=arguments.weights,
        limit=arguments.limit,
        gold=arguments.gold,
        scorer=arguments.scorer,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m whosaid_models.evaluation", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the corpora (layout: models/README.md)")
    parser.add_argument("--weights", type=Path, help="folder of weights (default: the released ones)")
    parser.add_argument("--only", nargs="+", choices=FAMILIES, metavar="NAME", help=f"of: {', '.join(FAMILIES)}")
    parser.add_argument("--limit", type=_positive, metavar="N", help="read the first N articles of each corpus only")
    parser.add_argument("--gold", type=Path, help="folder of articles with gold claims: NAME.txt, NAME.json")
    parser.add_argument("--scorer", type=Path, help="script that scores claims: SCRIPT GOLD PREDICTIONS.jsonl --json")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument(
        "--engine",
        choices=[name.value for name in EngineName],
        default=DEFAULT_ENGINE.value,
        help="what computes the network (default: %(default)s)",
    )
    parser.add_argument("--threads", type=_positive, help="CPU threads (default: all cores)")
    return parser


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{value} is not 1 or more")
    return number


if __name__ == "__main__":
    sys.exit(main())
