"""``whosaid convert``: claims from one format to another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from whosaid.cli._batch import _errors_told
from whosaid.cli._errors import complain, ending_quietly, usage_error

HELP = """\
Write claims in another format.

\b
whosaid convert claims/ claims.csv          # of a folder that batch made
whosaid convert claims.jsonl claims.parquet
whosaid convert claims/ claims.jsonld       # schema.org Claim and ClaimReview

FROM is a folder of `whosaid batch`, a .jsonl file of ExtractClaimsResponse (as `extract --output jsonl` prints it;
also .gz, .zst) or a .parquet file of claims. TO ends in .parquet, .jsonl, .csv or .jsonld. CSV and JSON-LD have less
than the others and cannot be read back.
"""

FromOption = Annotated[Path, typer.Argument(metavar="FROM", help="Claims.")]
ToOption = Annotated[Path, typer.Argument(metavar="TO", dir_okay=False, help="The file to write.")]
OverwriteOption = Annotated[bool, typer.Option("--overwrite", help="Replace TO.")]


def convert(source: FromOption, target: ToOption, *, overwrite: OverwriteOption = False) -> None:
    """Write the claims at ``source`` to ``target``."""
    with ending_quietly(), _errors_told(None):
        from whosaid import batch as library  # noqa: PLC0415 - needs pyarrow, which the other commands do not

        if target.exists() and not overwrite:
            raise usage_error(f"{target} exists; replace it with --overwrite")
        count = library.convert(source, target)
        complain(f"{count:,} claims in {target}")
