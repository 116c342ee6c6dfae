"""``whosaid batch``: archives in, tables of claims out."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Callable
from enum import Enum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from whosaid._errors import MissingExtraError
from whosaid.cli._backend import check_address, silence_libraries
from whosaid.cli._errors import CommandError, Exit, complain, ending_quietly, fatal, usage_error
from whosaid.cli._options import DEFAULT_SECONDS, ConfidenceOption, EngineOption, KindOption, TimeoutOption, WorthOption

if TYPE_CHECKING:
    from whosaid.batch import Engine, Job, Reader, Summary

HELP = """\
Read an archive of articles; write their claims as tables.

\b
whosaid batch articles/ claims/                # a folder of .txt and .html
whosaid batch 'news/*.parquet' a.csv.gz claims/     # patterns, tables
whosaid batch --column text=Body news.csv claims/
whosaid batch --dry-run articles/ claims/      # what, and how long it takes
whosaid batch articles.jsonl claims.jsonl      # a file: also .csv .parquet
whosaid batch --server a:50051 --server b:50051 articles/ claims/
whosaid batch --run-on ray --ray-address auto s3://bucket/a/ /shared/out/

INPUT is a folder, a file, a pattern or a URL: .txt, .html, .jsonl, .csv, .tsv, .parquet, also .gz and .zst, or - for
standard input. A row that cannot be read goes to the table of errors with its place and the reason, and the rest is
read. OUTPUT is a folder for the tables (claims/, articles/, errors.parquet and manifest.json), or a file.

A run that was stopped, however it was, goes on with the same command; what was finished is not read again. Ctrl-C
finishes the pieces in hand first; twice stops at once.
"""


class InputFormat(str, Enum):
    """How a file holds articles whose ending does not tell."""

    TEXT = "text"
    HTML = "html"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


class Place(str, Enum):
    """Where articles are read."""

    LOCAL = "local"
    SERVER = "server"
    RAY = "ray"


class Also(str, Enum):
    """Formats that are written beside Parquet."""

    JSONL = "jsonl"
    CSV = "csv"
    JSONLD = "jsonld"


Paths = Annotated[list[str], typer.Argument(metavar="INPUT... OUTPUT", help="Articles, and where their claims go.")]
ServersOption = Annotated[
    list[str] | None,
    typer.Option(
        "--server",
        metavar="HOST:PORT",
        envvar="WHOSAID_SERVER",
        help="A service that reads; may be given several times. Without it the model runs here.",
        show_default=False,
    ),
]
RunOnOption = Annotated[
    Place | None,
    typer.Option(
        "--run-on",
        help="local: processes here; server: services (--server); ray: a Ray cluster. [default: local, or server]",
        show_default=False,
    ),
]
ProcessesOption = Annotated[
    int | None,
    typer.Option(
        "--processes",
        min=1,
        metavar="N",
        help="Processes, or Ray actors, with a model each. [default: one a core, or a GPU]",
        show_default=False,
    ),
]
RayAddressOption = Annotated[
    str | None,
    typer.Option(
        "--ray-address", metavar="ADDRESS", help="Of a Ray cluster; auto: this machine's.", show_default=False
    ),
]
ModelOption = Annotated[
    Path | None,
    typer.Option("--model", metavar="FOLDER", help="The weights, if not the released ones.", show_default=False),
]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="FIELD=NAME",
        help="Which column is id, text, html, title, url, publisher, publication_time or language, if not guessed.",
        show_default=False,
    ),
]
InputFormatOption = Annotated[
    InputFormat | None,
    typer.Option(
        "--input-format", help="Of files whose ending does not tell, and of standard input.", show_default=False
    ),
]
AlsoOption = Annotated[
    list[Also] | None,
    typer.Option("--also", help="Write the claims in this format too; may be given several times.", show_default=False),
]
LinkOption = Annotated[bool, typer.Option("--link", help="Find claims that several articles make: column claim_group.")]
RetryOption = Annotated[bool, typer.Option("--retry-failed", help="Read articles again whose reading failed.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Say what would be read, and how long it may take.")]
OverwriteOption = Annotated[bool, typer.Option("--overwrite", help="Replace OUTPUT, if it is a file.")]
ShardOption = Annotated[
    int, typer.Option("--shard-size", min=1, metavar="N", help="The most articles of a piece of work.", hidden=True)
]


def batch(  # noqa: PLR0913 - one for each option
    paths: Paths,
    *,
    run_on: RunOnOption = None,
    engine: EngineOption = None,
    server: ServersOption = None,
    timeout: TimeoutOption = DEFAULT_SECONDS,
    processes: ProcessesOption = None,
    ray_address: RayAddressOption = None,
    model: ModelOption = None,
    min_check_worthiness: WorthOption = 0.0,
    min_confidence: ConfidenceOption = 0.0,
    kind: KindOption = None,
    column: ColumnOption = None,
    input_format: InputFormatOption = None,
    also: AlsoOption = None,
    link: LinkOption = False,
    retry_failed: RetryOption = False,
    dry_run: DryRunOption = False,
    overwrite: OverwriteOption = False,
    shard_size: ShardOption = 256,
) -> None:
    """Read the inputs, write the output."""
    with ending_quietly(), _errors_told(server):
        from whosaid import batch as library  # noqa: PLC0415 - needs pyarrow, which the other commands do not
        from whosaid.cli import _batch_view as view  # noqa: PLC0415

        if len(paths) < 2:
            raise usage_error(f"name the output behind the input: whosaid batch {shlex.join(paths)} OUTPUT")
        output = _Output(paths[-1], overwrite=overwrite)
        options = library.Options(
            min_check_worthiness, min_confidence, tuple(each.value for each in kind or ()), engine or ""
        )
        job = library.Job(
            inputs=paths[:-1],
            output=output.folder,
            options=options,
            columns=library.Columns.parse(column or ()),
            input_format=library.Format(input_format.value) if input_format else None,
            shard_rows=shard_size,
            retry_failed=retry_failed,
        )
        chosen = _Chosen(job, run_on, _addresses(server), timeout, processes, ray_address, model)
        silence_libraries()
        if dry_run:
            view.show_estimate(library.estimate(job, chosen.open_reader), chosen.workers)
            return
        output.prepare()
        with view.Display() as display, view.stopping(display) as stop:
            summary = library.run(job, chosen.engine(), display, stop)
            if link:
                display.remark(
                    view.linked(library.link_folder(job.output, library.SentenceEncoder, progress=display.step))
                )
            display.phase("writing other formats" if also else "")
            library.write_formats(job.output, [library.Target(each.value) for each in also or ()])
        view.show_summary(summary, job.output)
        output.finish(summary, library.convert, library.write_errors)
        raise typer.Exit(Exit.SOME_FAILED if summary.errors else Exit.OK)


class _Output:
    """OUTPUT: a folder, or a file that is made of one and takes its place."""

    def __init__(self, given: str, *, overwrite: bool) -> None:
        self._file = Path(given) if Path(given).suffix in _FILES and not Path(given).is_dir() else None
        self._overwrite = overwrite
        self.folder = Path(given) if self._file is None else self._file.with_name(f"{self._file.name}.run")

    def prepare(self) -> None:
        """Refuse to lose what is there."""
        if self._file is not None and self._file.exists() and not self.folder.exists() and not self._overwrite:
            raise usage_error(
                f"{self._file} exists; name another OUTPUT behind the inputs, or replace it with --overwrite"
            )

    def finish(
        self, summary: Summary, convert: Callable[[Path, Path], int], write_errors: Callable[[Path, Path], None]
    ) -> None:
        """Make the file of the folder; the folder stays only when something can be tried again."""
        if self._file is None:
            return
        errors = self._file.with_name(f"{self._file.stem}.errors.jsonl")
        errors.unlink(missing_ok=True)
        if summary.errors:
            write_errors(self.folder / "errors.parquet", errors)
            complain(f"errors: {errors}")
        convert(self.folder, self._file)
        if not summary.may_succeed:
            shutil.rmtree(self.folder)


_FILES = frozenset({".jsonl", ".csv", ".parquet", ".jsonld"})


class _Chosen:
    """The engine that the options choose."""

    def __init__(
        self,
        job: Job,
        name: Place | None,
        addresses: list[str],
        timeout: float,
        processes: int | None,
        ray_address: str | None,
        model: Path | None,
    ) -> None:
        self._job = job
        self._name = name or (Place.SERVER if addresses else Place.LOCAL)
        self._addresses = addresses
        self._timeout = timeout
        self._processes = processes
        self._ray_address = ray_address
        self._model = model
        self._check()

    @property
    def workers(self) -> int:
        """How many read at a time, as far as that is known before."""
        from whosaid.batch.engines.local import default_processes  # noqa: PLC0415

        return 1 if self._name is Place.SERVER else self._processes or default_processes()

    def open_reader(self) -> Reader:
        """One of its readers."""
        from whosaid.batch.reading import LocalReader, ServiceReader  # noqa: PLC0415

        if self._name is Place.SERVER:
            return ServiceReader(self._job.options, self._addresses[0], self._timeout)
        return LocalReader(self._job.options, self._model, threads=1)

    def engine(self) -> Engine:
        """The engine, not started."""
        from whosaid.batch import engines  # noqa: PLC0415
        from whosaid.batch.reading import ServiceReader, local_model, open_local_reader  # noqa: PLC0415

        options, columns = self._job.options, self._job.columns
        if self._name is Place.SERVER:
            return engines.ServerEngine(
                lambda address: ServiceReader(options, address, self._timeout), self._addresses, columns
            )  # fmt: skip
        opener, identify = partial(open_local_reader, options, self._model), partial(local_model, self._model)
        if self._name is Place.LOCAL:
            return engines.LocalEngine(opener, identify, columns, self._processes)
        try:
            from whosaid.batch.engines.ray import RayEngine  # noqa: PLC0415 - an extra of its own
        except ImportError as error:
            msg = f'--run-on ray needs a package that is not installed ({error}): pip install "whosaid[ray]"'
            raise MissingExtraError(msg) from error
        return RayEngine(
            opener,
            identify,
            columns,
            address=self._ray_address,
            workers=self._processes,
            gpus=options.engine.startswith("torch"),
        )

    def _check(self) -> None:
        if self._name is Place.SERVER and not self._addresses:
            raise usage_error("--run-on server needs --server HOST:PORT")
        if self._name is not Place.SERVER and self._addresses:
            raise usage_error(f"--server has no use with --run-on {self._name.value}")
        if self._name is not Place.RAY and self._ray_address:
            raise usage_error("--ray-address needs --run-on ray")
        if self._name is Place.SERVER and (self._model or self._processes or self._job.options.engine):
            raise usage_error("--model, --engine and --processes have no use with a service, which has its own")


def _addresses(servers: list[str] | None) -> list[str]:
    addresses = [address.strip() for each in servers or () for address in each.split(",") if address.strip()]
    for address in addresses:
        check_address(address)
    return addresses


class _errors_told:  # noqa: N801 - used as a function
    """What the library raises, as the ends of a command."""

    def __init__(self, server: list[str] | None) -> None:
        self._server = server[0] if server else None

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, ImportError) and not isinstance(error, MissingExtraError):
            msg = f'batch needs packages that are not installed ({error}): pip install "whosaid[batch]"'
            raise CommandError(msg, Exit.MODEL) from error
        if isinstance(error, MissingExtraError):
            raise CommandError(str(error), Exit.MODEL) from error
        if not isinstance(error, Exception) or type(error).__module__ != "whosaid.batch.errors":
            return
        from whosaid.batch import errors  # noqa: PLC0415 - it is imported already

        again = (
            f"go on with: whosaid {shlex.join(sys.argv[1:])}"
            if sys.argv[1:2] == ["batch"]
            else "the same command goes on"
        )
        if isinstance(error, errors.NoReaderError):
            told = fatal(error.error, self._server) or CommandError(str(error), Exit.SERVICE)
            raise told from error
        if isinstance(error, errors.InterruptedRunError):
            complain(f"{error}; {again}")
            raise CommandError("", Exit.INTERRUPTED) from error
        if isinstance(error, errors.StoppedError):
            raise CommandError(f"{error}. What was finished is kept; {again}", Exit.STOPPED) from error
        raise usage_error(str(error)) from error
