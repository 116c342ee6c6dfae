"""The command line: ``whosaid extract``, ``batch``, ``serve``, ``info``."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence

from whosaid._errors import WhosaidError
from whosaid.cli._app import app
from whosaid.cli._errors import TRACEBACK_VARIABLE, CommandError, Exit, complain, fatal

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit; see ``whosaid --help`` for the exit codes."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line. Errors are one line on stderr. Returns the exit code."""
    try:
        return int(app(arguments, prog_name="whosaid", standalone_mode=False) or Exit.OK)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except CommandError as error:
        if str(error):
            complain(str(error))
        return error.code
    except WhosaidError as error:
        end = fatal(error, server=None) or CommandError(str(error), Exit.SERVICE)
        complain(str(end))
        return end.code
    except Exception as error:  # noqa: BLE001 - the last place that can say something
        return _other(error)


def _other(error: Exception) -> int:
    """Errors of the command line's parser, and those that nobody thought of."""
    if hasattr(error, "format_message"):  # a click exception; typer brings its own click or uses the installed one
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "whosaid"
        complain(f"{error.format_message().rstrip('.')}; see {command} --help")
        return Exit.USAGE
    if type(error).__name__ == "Abort":
        return Exit.INTERRUPTED
    if os.environ.get(TRACEBACK_VARIABLE):
        traceback.print_exception(error)
    complain(
        f"unexpected {type(error).__name__}: {error}; this is a fault of the program "
        f"(set {TRACEBACK_VARIABLE}=1 to see where)"
    )
    return Exit.UNEXPECTED
