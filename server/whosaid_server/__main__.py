"""``python -m whosaid_server``: the same as ``whosaid serve``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from whosaid_server.command import serve
from whosaid_server.settings import Settings, SettingsError


def main(arguments: Sequence[str] | None = None, program: str = "python -m whosaid_server") -> int:
    """Run the service as the command line says. Returns the exit code: 2 if the command line is wrong."""
    try:
        settings = Settings.from_arguments(sys.argv[1:] if arguments is None else arguments, program)
    except SettingsError as error:
        print(f"whosaid: {error}", file=sys.stderr)  # noqa: T201 - the command's own words
        return 2
    return serve(settings)


if __name__ == "__main__":
    sys.exit(main())
