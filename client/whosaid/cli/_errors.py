"""Exit codes, and what a command raises to end with one of them and one line on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from whosaid._errors import (
    AccessDeniedError,
    MissingExtraError,
    ModelLoadError,
    OverloadedError,
    ServiceUnavailableError,
    UnsupportedServiceError,
    WhosaidError,
)

# Set to anything: unexpected failures show where they come from.
TRACEBACK_VARIABLE = "WHOSAID_TRACEBACK"


class Exit(IntEnum):
    """How a command ended, for the shell."""

    OK = 0
    SOME_FAILED = 1  # some articles failed; the others were answered
    USAGE = 2  # the command line is wrong
    SERVICE = 3  # the service cannot be reached, or does not want us
    MODEL = 4  # the model cannot be run in this process
    UNEXPECTED = 5  # a fault of the program
    STOPPED = 6  # batch could not go on; what was finished is kept
    INTERRUPTED = 130  # Ctrl-C, as shells count it
    PIPE = 141  # nobody reads the output any more, as shells count it


EXIT_CODES_HELP = """\
\b
Exit codes
    0  all went well
    1  some articles failed, the others were printed; serve could not start
    2  the command line is wrong
    3  the service cannot be reached, or it refuses
    4  the model cannot be run in this process
    5  a fault of the program
    6  batch could not go on (disk full, ...); what was finished is kept
  130  stopped with Ctrl-C"""


class CommandError(Exception):
    """Ends the command with ``code`` and the message as one line on stderr; none if it is empty."""

    def __init__(self, message: str, code: Exit) -> None:
        super().__init__(message)
        self.code = code


def usage_error(message: str) -> CommandError:
    """The command line is wrong."""
    return CommandError(message, Exit.USAGE)


def fatal(error: WhosaidError, server: str | None) -> CommandError | None:
    """How the command ends because of ``error``; None: it concerns one article only."""
    message = str(error)
    if isinstance(error, (MissingExtraError, ModelLoadError)):
        return CommandError(message, Exit.MODEL)
    if isinstance(error, ServiceUnavailableError):
        known = error.reason or "TLS" in message
        advice = "" if known else "; is the address right, and does `whosaid serve` run there?"
        return CommandError(f"the service does not answer: {message}{advice}", Exit.SERVICE)
    if isinstance(error, AccessDeniedError):
        advice = "; give it with --token-file" if "token" in message else ""
        return CommandError(f"the service refuses: {message}{advice}", Exit.SERVICE)
    if isinstance(error, UnsupportedServiceError):
        return CommandError(f"what answers at {server} is no whosaid service of this version: {message}", Exit.SERVICE)
    return None


def describe(error: WhosaidError) -> str:
    """The error of one article in words that say what to do."""
    if isinstance(error, OverloadedError) and error.retry_delay:
        return f"{error}; try again in {error.retry_delay:.0f} s"
    return str(error)


def complain(message: str) -> None:
    """One line on stderr, whatever the message holds."""
    line = " ".join(message.split())
    print(f"whosaid: {line}", file=sys.stderr, flush=True)


@contextmanager
def ending_quietly() -> Iterator[None]:
    """Ctrl-C and a closed pipe end a command without a word.

    Inside every command, because what the libraries make of the two depends on their version.
    """
    try:
        yield
        sys.stdout.flush()
    except KeyboardInterrupt:
        raise CommandError("", Exit.INTERRUPTED) from None
    except BrokenPipeError:
        # The interpreter flushes once more at its end; that must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise CommandError("", Exit.PIPE) from None
