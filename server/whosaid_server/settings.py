"""How the service runs: flags of the command line, else variables WHOSAID_* of the environment, else defaults."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from whosaid_models.engines import DEFAULT_ENGINE, EngineName

# The largest number that the contract's uint32 fields can tell.
_UINT32_MAX = 2**32 - 1


class SettingsError(ValueError):
    """A flag or variable has a value that cannot be used; the message names it, in one line."""


class Settings(BaseSettings):
    """Serve the claims of news articles over gRPC."""

    model_config = SettingsConfigDict(
        env_prefix="WHOSAID_",
        frozen=True,
        cli_kebab_case=True,
        cli_implicit_flags=True,
        cli_hide_none_type=True,
        cli_avoid_json=True,
    )

    host: str = Field(
        "127.0.0.1",
        min_length=1,
        description="address to listen on; the service has no authentication and no TLS, so make others than "
        "127.0.0.1 reachable only where every machine may use it",
    )
    port: int = Field(50051, ge=0, le=65535, description="port to listen on; 0: a free one, printed at the start")
    model: Path | None = Field(None, description="folder of the model; the one that comes with the package if absent")
    engine: EngineName = Field(
        DEFAULT_ENGINE, description="what computes the network; torch, which has to be installed, uses a GPU if it can"
    )
    threads: int | None = Field(None, ge=1, description="threads that the model computes with; all cores if absent")
    max_characters: int | None = Field(
        None, ge=1, le=_UINT32_MAX, description="longest text or HTML of an article; what the model can read if absent"
    )
    max_message_bytes: int = Field(
        4 * 1024 * 1024, ge=1024, le=2**31 - 1, description="largest request; gRPC refuses larger ones"
    )
    stream_in_flight: int = Field(
        8,
        ge=1,
        le=1024,
        description="articles of one stream that are read or wait at a time; flow control holds the rest",
    )
    queue_tokens: int = Field(
        32_768,
        ge=1,
        le=_UINT32_MAX,
        description="tokens of all callers' articles that are read or wait at a time; single calls beyond it are "
        "refused, streams wait",
    )
    batch_tokens: int = Field(
        1024,
        ge=1,
        le=_UINT32_MAX,
        description="tokens, padding included, that are read at a time; more lets a GPU work, and makes callers wait",
    )
    grace: float = Field(
        30.0, ge=0, allow_inf_nan=False, description="seconds that calls have to finish after SIGTERM or SIGINT"
    )
    reflection: bool = Field(True, description="let callers ask for the contract (grpcurl does)")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="what is logged, to stderr")

    @classmethod
    def from_arguments(cls, arguments: Sequence[str], program: str = "whosaid serve") -> Settings:
        """Settings from the command line and the environment. ``--help`` prints the flags and exits.

        Raises:
            SettingsError: a value cannot be used.
        """
        try:
            # pydantic's mypy plugin would know these; it is not worth a plugin.
            return cls(_cli_parse_args=list(arguments), _cli_prog_name=program)  # type: ignore[call-arg]
        except ValidationError as error:
            raise SettingsError(_in_one_line(error)) from error


def _in_one_line(error: ValidationError) -> str:
    problems = []
    for problem in error.errors():
        name = str(problem["loc"][0]) if problem["loc"] else "settings"
        flag = name.replace("_", "-")
        what = f"{problem['msg'][:1].lower()}{problem['msg'][1:]}, not {problem.get('input')!r}"
        problems.append(f"--{flag} (or WHOSAID_{name.upper()}): {what}")
    return "; ".join(problems)
