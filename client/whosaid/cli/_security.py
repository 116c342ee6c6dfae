"""The options that say how to reach a service safely, for all commands that talk to one."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from whosaid._security import Security
from whosaid.cli._errors import usage_error

_Command = Callable[..., Any]

_OPTIONS: dict[str, tuple[Any, Any]] = {
    "tls": (
        Annotated[
            bool, typer.Option("--tls", envvar="WHOSAID_CLIENT_TLS", help="The service uses TLS.", show_default=False)
        ],
        False,
    ),
    "tls_ca": (
        Annotated[
            Path | None,
            typer.Option(
                "--tls-ca",
                metavar="FILE",
                envvar="WHOSAID_CLIENT_TLS_CA",
                help="PEM file of the authority that has signed the service's certificate; implies --tls.",
                show_default=False,
            ),
        ],
        None,
    ),
    "tls_cert": (
        Annotated[
            Path | None,
            typer.Option(
                "--tls-cert",
                metavar="FILE",
                envvar="WHOSAID_CLIENT_TLS_CERT",
                help="PEM file of your own certificate, for a service that wants one; needs --tls-key.",
                show_default=False,
            ),
        ],
        None,
    ),
    "tls_key": (
        Annotated[
            Path | None,
            typer.Option(
                "--tls-key",
                metavar="FILE",
                envvar="WHOSAID_CLIENT_TLS_KEY",
                help="PEM file of your certificate's key.",
                show_default=False,
            ),
        ],
        None,
    ),
    "token_file": (
        Annotated[
            Path | None,
            typer.Option(
                "--token-file",
                metavar="FILE",
                envvar="WHOSAID_CLIENT_TOKEN_FILE",
                help="File whose first line is the token that the service wants.",
                show_default=False,
            ),
        ],
        None,
    ),
}

_chosen: ContextVar[Security] = ContextVar("whosaid_security")


def chosen_security() -> Security:
    """What the command line says."""
    return _chosen.get(Security())


def with_security(command: _Command) -> _Command:
    """``command`` with these options; ``chosen_security`` has their values while it runs."""

    @functools.wraps(command)
    def run(*arguments: Any, **options: Any) -> Any:
        given = {name: options.pop(name) for name in _OPTIONS}
        try:
            security = Security(
                tls=given["tls"],
                ca=given["tls_ca"],
                cert=given["tls_cert"],
                key=given["tls_key"],
                token_file=given["token_file"],
            )
        except ValueError as error:
            raise usage_error(f"--tls-cert and --tls-key: {error}") from error
        token = _chosen.set(security)
        try:
            return command(*arguments, **options)
        finally:
            _chosen.reset(token)

    added = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, (kind, default) in _OPTIONS.items()
    ]
    signature, kinds = inspect.signature(command), get_type_hints(command, include_extras=True)
    own = [each.replace(annotation=kinds[each.name]) for each in signature.parameters.values()]
    # Typer reads both.
    run.__signature__ = signature.replace(parameters=[*own, *added])  # type: ignore[attr-defined]
    run.__annotations__ = {**kinds, **{each.name: each.annotation for each in added}}
    return run
