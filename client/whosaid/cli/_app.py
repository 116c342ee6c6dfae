"""The commands and what ``--help`` says about all of them."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from whosaid._version import __version__
from whosaid.cli import _batch, _convert, _extract, _info, _serve
from whosaid.cli._errors import EXIT_CODES_HELP, Exit
from whosaid.cli._security import with_security

HELP = f"""\
Who claims what in a news article: atomic claims, each with its source.

\b
whosaid extract article.txt
whosaid extract --output jsonl *.txt > claims.jsonl
whosaid batch articles/ claims/
whosaid serve --port 50051
whosaid extract --server localhost:50051 article.html

Without --server the model runs in this process, which needs pip install "whosaid[server]".

{EXIT_CODES_HELP}
"""

app = typer.Typer(
    help=HELP,
    # Plain help: it reads the same on a terminal, in a pipe and at 80 columns, and keeps the examples' lines.
    rich_markup_mode=None,
    invoke_without_command=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"whosaid {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - its callback has done the work
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help(), file=sys.stderr)
        raise typer.Exit(Exit.USAGE)


app.command("extract", help=_extract.HELP)(with_security(_extract.extract))
app.command("batch", help=_batch.HELP)(with_security(_batch.batch))
app.command("convert", help=_convert.HELP)(_convert.convert)
app.command(
    "serve",
    help=_serve.HELP,
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)(_serve.serve)
app.command("info", help=_info.HELP)(with_security(_info.info))
