"""``whosaid serve``: the service, with its own options."""

from __future__ import annotations

from typing import Annotated

import typer

from whosaid._errors import MissingExtraError
from whosaid.cli._backend import silence_libraries
from whosaid.cli._errors import ending_quietly

HELP = """\
Run the service; `whosaid serve --help` lists its options.

Every option can be given as a variable WHOSAID_* of the environment, too. Stops on Ctrl-C or SIGTERM when the articles
that it has are answered. Needs pip install "whosaid[server]".
"""


def serve(
    arguments: Annotated[
        list[str] | None, typer.Argument(metavar="[OPTIONS]", help="The service's options.", show_default=False)
    ] = None,
) -> None:
    """Hand everything on to the service's own command line, so that there is one list of options."""
    with ending_quietly():
        silence_libraries()
        # The base install is without the service's packages.
        try:
            from whosaid_server.__main__ import main  # noqa: PLC0415
        except ImportError as error:
            msg = f'the service needs packages that are not installed ({error}): pip install "whosaid[server]"'
            raise MissingExtraError(msg) from error
        raise typer.Exit(main(arguments or [], "whosaid serve"))
