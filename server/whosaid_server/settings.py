"""How the service runs: flags of the command line, else variables WHOSAID_*, else a file, else defaults."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

if TYPE_CHECKING:
    from typing_extensions import Self

from whosaid_models.engines import DEFAULT_ENGINE, EngineName

# The largest number that the contract's uint32 fields can tell.
_UINT32_MAX = 2**32 - 1

_CONFIG_FLAG, _CONFIG_VARIABLE = "--config", "WHOSAID_CONFIG"


class SettingsError(ValueError):
    """A flag, variable or line of the file has a value that cannot be used; the message names it, in one line."""


class Settings(BaseSettings):
    """Serve the claims of news articles over gRPC."""

    model_config = SettingsConfigDict(
        env_prefix="WHOSAID_",
        frozen=True,
        extra="forbid",
        cli_kebab_case=True,
        cli_implicit_flags=True,
        cli_hide_none_type=True,
        cli_avoid_json=True,
    )

    config: Path | None = Field(
        None, description="TOML file with any of these settings, by their names here; flags and variables go before it"
    )

    # Where it listens, and who may call.
    host: str = Field(
        "127.0.0.1",
        min_length=1,
        description="address to listen on; one that other machines can reach needs TLS, or --insecure",
    )
    port: int = Field(50051, ge=0, le=65535, description="port to listen on; 0: a free one, printed at the start")
    insecure: bool = Field(
        False,
        description="listen on addresses of other machines without TLS; only where something else encrypts",
    )
    tls_cert: Path | None = Field(
        None, description="PEM file of the certificate chain; read again when it has changed, without a restart"
    )
    tls_key: Path | None = Field(None, description="PEM file of the certificate's private key; read again, too")
    tls_client_ca: Path | None = Field(
        None, description="PEM file of the authorities whose clients may connect (mutual TLS); read again, too"
    )
    token_file: Path | None = Field(
        None,
        description="file of the tokens of which callers need one, a line each (several while they are rotated); read "
        "again when it has changed; the health check needs none",
    )
    reflection: bool = Field(True, description="let callers ask for the contract (grpcurl does)")

    # The model.
    model: Path | None = Field(None, description="folder of the model; the one that comes with the package if absent")
    engine: EngineName = Field(
        DEFAULT_ENGINE, description="what computes the network; torch, which has to be installed, uses a GPU if it can"
    )
    threads: int | None = Field(None, ge=1, description="threads that the model computes with; all cores if absent")

    # Limits.
    max_characters: int | None = Field(
        None, ge=1, le=_UINT32_MAX, description="longest text or HTML of an article; what the model can read if absent"
    )
    max_message_bytes: int = Field(
        4 * 1024 * 1024, ge=1024, le=2**31 - 1, description="largest request; gRPC refuses larger ones"
    )
    max_metadata_bytes: int = Field(
        16 * 1024, ge=1024, le=1024 * 1024, description="largest headers of a call; gRPC refuses larger ones"
    )
    max_streams: int = Field(
        256,
        ge=1,
        le=_UINT32_MAX,
        description="streams of all callers at a time; more are refused with a time to come back",
    )
    max_deadline: float = Field(
        600.0,
        gt=0,
        le=86_400,
        description="seconds after which an article is given up, however long its caller would wait",
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

    # Its life.
    grace: float = Field(
        30.0, ge=0, allow_inf_nan=False, description="seconds that calls have to finish after SIGTERM or SIGINT"
    )
    connection_age: float | None = Field(
        None,
        gt=0,
        description="seconds after which a client is asked to connect anew, so that it finds new servers; never if "
        "absent; its calls are finished",
    )

    # What can be seen of it.
    metrics_port: int | None = Field(
        None,
        ge=0,
        le=65535,
        description="port of Prometheus's /metrics, /livez and /readyz, over HTTP; 0: a free one; none if absent",
    )
    metrics_host: str = Field(
        "127.0.0.1",
        min_length=1,
        description="address of the metrics; they have no article's words, and no protection",
    )
    traces: bool = Field(
        False,
        description='send OpenTelemetry traces, as the variables OTEL_* say; needs pip install "whosaid[otel]"',
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="what is logged, to stderr")
    log_format: Literal["text", "json"] = Field("text", description="how a line of the log is written")

    @property
    def uses_tls(self) -> bool:
        """Whether connections are encrypted."""
        return self.tls_cert is not None

    @model_validator(mode="after")
    def _protects_what_others_reach(self) -> Self:
        if (self.tls_cert is None) != (self.tls_key is None):
            given, missing = ("cert", "key") if self.tls_key is None else ("key", "cert")
            msg = f"--tls-{given} needs --tls-{missing} beside it"
            raise ValueError(msg)
        if self.tls_client_ca is not None and not self.uses_tls:
            raise ValueError("--tls-client-ca needs --tls-cert and --tls-key beside it")
        if not (self.uses_tls or self.insecure or is_loopback(self.host)):
            msg = (
                f"other machines can reach {self.host}, and nothing is encrypted: give --tls-cert and --tls-key, or "
                "--insecure where something else encrypts, or listen on 127.0.0.1"
            )
            raise ValueError(msg)
        return self

    @classmethod
    def from_arguments(cls, arguments: Sequence[str], program: str = "whosaid serve") -> Settings:
        """Settings from the command line, the environment and the file. ``--help`` prints the flags and exits.

        Raises:
            SettingsError: a value cannot be used.
        """
        file = _config_of(arguments)
        try:
            # pydantic's mypy plugin would know these; it is not worth a plugin.
            return _class_with(cls, file)(_cli_parse_args=list(arguments), _cli_prog_name=program)  # type: ignore[call-arg]
        except ValidationError as error:
            raise SettingsError(_in_one_line(error)) from error

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - files of variables are not read
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - neither are folders of them
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given in the program goes first, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def is_loopback(host: str) -> bool:
    """Whether ``host`` can be reached from this machine only. A name other than localhost may mean anything."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _class_with(cls: type[Settings], file: Path | None) -> type[Settings]:
    """``cls`` that reads ``file`` as well: pydantic-settings looks for a file's name in the class only."""
    if file is None:
        return cls
    try:
        TomlConfigSettingsSource(cls, file)
        file.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else f"it is no TOML: {error}"
        msg = f"{_CONFIG_FLAG} (or {_CONFIG_VARIABLE}): {file} cannot be read: {reason}"
        raise SettingsError(msg) from error
    members: dict[str, Any] = {"__doc__": cls.__doc__, "__module__": cls.__module__, "__qualname__": cls.__qualname__}
    return type(cls.__name__, (cls,), {**members, "model_config": SettingsConfigDict(toml_file=file)})


def _config_of(arguments: Sequence[str]) -> Path | None:
    """The file that the command line, else the environment, names: it must be known before the rest is read."""
    for place, argument in enumerate(arguments):
        if argument == _CONFIG_FLAG and place + 1 < len(arguments):
            return Path(arguments[place + 1])
        if argument.startswith(f"{_CONFIG_FLAG}="):
            return Path(argument.partition("=")[2])
    named = os.environ.get(_CONFIG_VARIABLE)
    return Path(named) if named else None


def _in_one_line(error: ValidationError) -> str:
    problems = []
    for problem in error.errors():
        if not problem["loc"]:  # several settings do not go together
            problems.append(problem["msg"].removeprefix("Value error, "))
            continue
        name = str(problem["loc"][0])
        if problem["type"] == "extra_forbidden":
            problems.append(f"{name}: there is no such setting")
            continue
        flag = name.replace("_", "-")
        what = f"{problem['msg'][:1].lower()}{problem['msg'][1:]}, not {problem.get('input')!r}"
        problems.append(f"--{flag} (or WHOSAID_{name.upper()}): {what}")
    return "; ".join(problems)
