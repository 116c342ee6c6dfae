"""Why a run cannot begin or go on.

BatchError
├── ArgumentError     an input, an option or a column is wrong; nothing was done
├── OtherRunError     the output folder belongs to a run with another model, other options or other inputs
├── BusyError         another process is writing into the output folder
├── NoReaderError     the model or the service cannot be had; ``error`` has the reason as the client tells it
└── StoppedError      the run stopped before its end, and the same command goes on with it
    └── InterruptedRunError   because somebody asked it to
"""

from __future__ import annotations

from whosaid._errors import WhosaidError


class BatchError(Exception):
    """A run cannot begin or go on; the message says what to do."""


class ArgumentError(BatchError, ValueError):
    """An input, an option or a column is wrong."""


class OtherRunError(BatchError):
    """The output folder belongs to another run. ``differences``: what is another, one sentence each."""

    def __init__(self, message: str, differences: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.differences = differences


class BusyError(BatchError):
    """Another process is writing into the output folder."""


class NoReaderError(BatchError):
    """What should read the articles cannot be had. ``error``: the client's own exception."""

    def __init__(self, error: WhosaidError) -> None:
        super().__init__(str(error))
        self.error = error


class StoppedError(BatchError):
    """The run stopped before its end. What was finished is kept; the same command goes on."""


class InterruptedRunError(StoppedError):
    """The run stopped because somebody asked it to."""
