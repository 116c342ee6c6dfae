"""``whosaid batch``: JSON lines in, JSON lines out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from whosaid._json import to_json
from whosaid._ledger import Answer
from whosaid.cli._backend import Backend, open_backend
from whosaid.cli._batch_files import BadLineError, Line, Output, parse_line, read_lines
from whosaid.cli._errors import CommandError, Exit, complain, describe, ending_quietly, fatal
from whosaid.cli._options import (
    DEFAULT_SECONDS,
    ConfidenceOption,
    KindOption,
    ServerOption,
    TimeoutOption,
    WorthOption,
    extraction_options,
)
from whosaid.v1 import article_pb2, claim_extraction_service_pb2 as pb

HELP = """\
Read a file of JSON lines, one article each; write their claims.

\b
whosaid batch articles.jsonl claims.jsonl
whosaid batch --server localhost:50051 articles.jsonl claims.jsonl
whosaid batch --resume articles.jsonl claims.jsonl

A line of IN is an object with "text" or "html" and, if known, "id", "title", "url", "publisher", "publication_time"
and "language"; other fields are ignored. A line of OUT is what `extract --output jsonl` prints; the order is IN's.
A line that cannot be read becomes a line of OUT's neighbour *.errors.jsonl with its "line" (from 1), its "article_id"
and the "reason".

OUT appears when everything is done. What is ready before stands in OUT.partial, so that a run that was stopped can be
continued with --resume (and with the same IN and options).
"""

InOption = Annotated[
    Path, typer.Argument(metavar="IN", exists=True, dir_okay=False, readable=True, help="Articles, one JSON a line.")
]
OutOption = Annotated[Path, typer.Argument(metavar="OUT", dir_okay=False, help="Where the claims go.")]
ResumeOption = Annotated[bool, typer.Option("--resume", help="Continue a run that was stopped.")]
OverwriteOption = Annotated[bool, typer.Option("--overwrite", help="Start anew, whatever is in OUT.")]


def batch(  # noqa: PLR0913 - one for each option
    source: InOption,
    target: OutOption,
    *,
    server: ServerOption = None,
    timeout: TimeoutOption = DEFAULT_SECONDS,
    min_check_worthiness: WorthOption = 0.0,
    min_confidence: ConfidenceOption = 0.0,
    kind: KindOption = None,
    resume: ResumeOption = False,
    overwrite: OverwriteOption = False,
) -> None:
    """Read ``source``, write ``target``."""
    options = extraction_options(min_check_worthiness, min_confidence, kind)
    with ending_quietly():
        output = Output(target)
        if resume and output.is_complete:
            complain(f"{target} is complete; nothing to do")
            raise typer.Exit(Exit.OK)
        output.prepare(source, resume=resume, overwrite=overwrite)
        with closing(output), closing(open_backend(server, timeout)) as backend:
            job = _Job(backend, source, output, options)
            try:
                job.run(server)
            except (KeyboardInterrupt, CommandError) as error:
                complain(f"stopped after {output.done} lines; --resume continues")
                if isinstance(error, KeyboardInterrupt):
                    raise CommandError("", Exit.INTERRUPTED) from None
                raise
        output.finish()
        complain(job.summary())
        raise typer.Exit(Exit.SOME_FAILED if output.failed else Exit.OK)


class _Job:
    """One run over the lines of a file."""

    def __init__(self, backend: Backend, source: Path, output: Output, options: pb.ExtractionOptions) -> None:
        self._backend = backend
        self._source = source
        self._output = output
        self._options = options
        self._start = time.monotonic()
        self._sent: dict[int, Line] = {}  # not answered yet, by the answers' index
        self._count_sent = 0
        # Ready, but not written because an earlier line is not: by place among the lines, from 0.
        self._ready: dict[int, tuple[Line, str | BadLineError]] = {}
        self._bytes_read = 0

    def run(self, server: str | None) -> None:
        """Answer every line that was not answered before. Raises CommandError when going on is of no use."""
        console = Console(stderr=True)
        columns = (
            BarColumn(),
            TextColumn("{task.percentage:3.0f} %  {task.fields[done]} articles, {task.fields[failed]} failed"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
            task = progress.add_task("", total=self._source.stat().st_size, done=0, failed=0)
            for answer in self._backend.extract_many(self._articles(), options=self._options):
                if answer.error and (end := fatal(answer.error, server)):
                    raise end from answer.error
                self._settle(answer)
                progress.update(task, completed=self._bytes_read, done=self._output.done, failed=self._output.failed)
            self._write_ready()

    def summary(self) -> str:
        """What was done, in one line."""
        seconds = time.monotonic() - self._start
        failed = f", {self._output.failed} failed: see {self._output.errors_path}" if self._output.failed else ""
        return f"{self._output.done} articles in {seconds:.1f} s{failed}"

    def _articles(self) -> Iterator[article_pb2.Article]:
        for line in read_lines(self._source, skip=self._output.done):
            self._bytes_read = line.end
            try:
                article = parse_line(line.data)
            except BadLineError as error:
                self._ready[line.place] = (line, error)
            else:
                self._sent[self._count_sent] = line
                self._count_sent += 1
                yield article

    def _settle(self, answer: Answer) -> None:
        line = self._sent.pop(answer.index)
        if answer.response is not None:
            self._ready[line.place] = (line, to_json(answer.response))
        else:
            reason = describe(answer.error) if answer.error else "no answer"
            name = answer.article.id if isinstance(answer.article, article_pb2.Article) else ""
            self._ready[line.place] = (line, BadLineError(reason, name))
        self._write_ready()

    def _write_ready(self) -> None:
        while (item := self._ready.pop(self._output.done, None)) is not None:
            line, result = item
            if isinstance(result, str):
                self._output.write(result)
            else:
                self._output.write_error(line.number, result)
