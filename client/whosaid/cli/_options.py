"""The options that several commands have."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Annotated

import typer

from whosaid._channel import DEFAULT_TIMEOUT
from whosaid._options import Selection, to_options
from whosaid.v1 import claim_extraction_service_pb2 as pb

DEFAULT_SECONDS = DEFAULT_TIMEOUT


class Kind(str, Enum):
    """The claim kinds by their short names."""

    FACT = "fact"
    PREDICTION = "prediction"
    OPINION = "opinion"
    NORMATIVE = "normative"


ServerOption = Annotated[
    str | None,
    typer.Option(
        "--server",
        metavar="HOST:PORT",
        envvar="WHOSAID_SERVER",
        help="The service that reads; without it the model runs in this process.",
        show_default=False,
    ),
]
EngineOption = Annotated[
    str | None,
    typer.Option(
        "--engine",
        metavar="NAME",
        envvar="WHOSAID_ENGINE",
        help="What computes the model in this process: onnx (if absent), onnx-int8, torch, torch-int8.",
        show_default=False,
    ),
]
TimeoutOption = Annotated[
    float,
    typer.Option("--timeout", metavar="SECONDS", min=0.001, help="How long the service may take for an answer."),
]
WorthOption = Annotated[
    float,
    typer.Option("--min-check-worthiness", metavar="0..1", min=0, max=1, help="Leave out claims with less."),
]
ConfidenceOption = Annotated[
    float,
    typer.Option("--min-confidence", metavar="0..1", min=0, max=1, help="Leave out claims with less."),
]
KindOption = Annotated[
    list[Kind] | None,
    typer.Option(
        "--kind",
        metavar="KIND",
        help="Keep this kind (fact, prediction, opinion, normative); may be given several times.",
        show_default=False,
    ),
]


def extraction_options(
    min_check_worthiness: float, min_confidence: float, kinds: Iterable[Kind] | None
) -> pb.ExtractionOptions:
    """The contract's message for the options above. Offsets are code points."""
    selection = Selection(
        min_check_worthiness=min_check_worthiness,
        min_confidence=min_confidence,
        kinds=[kind.value for kind in kinds or ()],
    )
    return to_options(None, selection)
