"""``whosaid extract``: files in, claims out."""

from __future__ import annotations

import sys
from contextlib import ExitStack, closing
from typing import Annotated

import typer

from whosaid._decoding import UnreadableError, parse_time
from whosaid._errors import WhosaidError
from whosaid.cli._backend import Backend, open_backend
from whosaid.cli._errors import Exit, complain, describe, ending_quietly, fatal, usage_error
from whosaid.cli._formats import CSV_COLUMNS, Output, Writer, open_writer
from whosaid.cli._inputs import Input, inputs_of, read_text
from whosaid.cli._options import (
    DEFAULT_SECONDS,
    ConfidenceOption,
    EngineOption,
    KindOption,
    ServerOption,
    TimeoutOption,
    WorthOption,
    extraction_options,
)
from whosaid.v1 import article_pb2, claim_extraction_service_pb2 as pb

HELP = f"""\
Print the claims of articles, each with its source.

\b
whosaid extract article.txt
whosaid extract --kind fact --min-check-worthiness 0.5 article.txt
curl -s https://example.org/article | whosaid extract --html -
whosaid extract --output jsonl *.txt > claims.jsonl
whosaid extract -o csv --server localhost:50051 a.txt b.html > claims.csv

FILE is UTF-8 text with the headline in its first line or in --title; .html and .htm files are read as web pages; - is
standard input. A file that cannot be read is one line on stderr, and the others are still printed.

\b
--output text    a view to read: claims by source, and the words that say so
--output jsonl   one line per article: whosaid.v1.ExtractClaimsResponse as
                 canonical JSON; article_id is the file's stem; offsets are
                 code points from 0, ends exclusive
--output json    the same, indented; an array when there are several FILEs
--output csv     one row per claim, with a header. Columns:
                 {", ".join(CSV_COLUMNS[:5])},
                 {", ".join(CSV_COLUMNS[5:10])},
                 {", ".join(CSV_COLUMNS[10:14])},
                 {", ".join(CSV_COLUMNS[14:])}

source is empty where the article speaks in its own voice; source_chain has the
whole chain, outermost first; begin and end are those of the evidence.
"""


Files = Annotated[list[str], typer.Argument(metavar="FILE", help="Articles; - is standard input.")]
OutputOption = Annotated[Output, typer.Option("--output", "-o", help="What to print.")]
TitleOption = Annotated[
    str, typer.Option("--title", metavar="TEXT", help="The headline, if it is not in the file.", show_default=False)
]
UrlOption = Annotated[
    str, typer.Option("--url", metavar="TEXT", help="Where the article was published.", show_default=False)
]
PublisherOption = Annotated[
    str, typer.Option("--publisher", metavar="TEXT", help="Who published it.", show_default=False)
]
PublishedOption = Annotated[
    str,
    typer.Option(
        "--published",
        metavar="TIME",
        help="When: 2026-11-23 or 2026-11-23T18:05+01:00; UTC if no zone is given.",
        show_default=False,
    ),
]
LanguageOption = Annotated[
    str,
    typer.Option("--language", metavar="TAG", help="BCP 47, for example en; detected if absent.", show_default=False),
]
HtmlOption = Annotated[bool, typer.Option("--html", help="Read every FILE as a web page, whatever its name.")]


def extract(  # noqa: PLR0913 - one for each option
    files: Files,
    *,
    output: OutputOption = Output.TEXT,
    server: ServerOption = None,
    timeout: TimeoutOption = DEFAULT_SECONDS,
    engine: EngineOption = None,
    min_check_worthiness: WorthOption = 0.0,
    min_confidence: ConfidenceOption = 0.0,
    kind: KindOption = None,
    title: TitleOption = "",
    url: UrlOption = "",
    publisher: PublisherOption = "",
    published: PublishedOption = "",
    language: LanguageOption = "",
    html: HtmlOption = False,
) -> None:
    """Print the claims of ``files``."""
    with ending_quietly():
        if len(files) > 1 and (title or url):
            raise usage_error("--title and --url belong to one article; give one FILE with them")
        common = article_pb2.Article(title=title, url=url, publisher=publisher, language=language)
        if published:
            _set_publication_time(common, published)
        inputs, remarks = inputs_of(files)
        for remark in remarks:
            complain(remark)
        options = extraction_options(min_check_worthiness, min_confidence, kind)
        job = _Job(server, timeout, common, options, engine=engine, html=html)
        raise typer.Exit(job.run(inputs, open_writer(output, sys.stdout, several=len(inputs) > 1)))


class _Job:
    """One run of the command over its files."""

    def __init__(
        self,
        server: str | None,
        timeout: float,
        common: article_pb2.Article,
        options: pb.ExtractionOptions,
        *,
        engine: str | None,
        html: bool,
    ) -> None:
        self._server = server
        self._engine = engine
        self._timeout = timeout
        self._common = common
        self._options = options
        self._html = html
        self._backend: Backend | None = None

    def run(self, inputs: list[Input], writer: Writer) -> Exit:
        """Print what is found in ``inputs``, and a line on stderr for each that fails."""
        with ExitStack() as stack:
            stack.callback(writer.finish)
            answered = [self._answer(source, writer, stack) for source in inputs]
        return Exit.OK if all(answered) else Exit.SOME_FAILED

    def _answer(self, source: Input, writer: Writer, stack: ExitStack) -> bool:
        """Print what is found in one input, or report why it fails. Returns whether it was printed."""
        try:
            article = self._article(source)
            # Opened for the first article that can be read: loading the model takes seconds.
            if self._backend is None:
                self._backend = stack.enter_context(closing(open_backend(self._server, self._timeout, self._engine)))
            response = self._backend.extract(article, options=self._options)
        except (UnreadableError, WhosaidError) as error:
            self._complain(source, error)
            return False
        writer.write(source.label, article, response)
        return True

    def _article(self, source: Input) -> article_pb2.Article:
        article = article_pb2.Article(id=source.id)
        article.MergeFrom(self._common)
        field = "html" if self._html or source.is_html else "text"
        setattr(article, field, read_text(source))
        return article

    def _complain(self, source: Input, error: UnreadableError | WhosaidError) -> None:
        """Report the failure of one article, or end the command if the others would fail in the same way."""
        if isinstance(error, WhosaidError):
            if end := fatal(error, self._server):
                raise end from error
            complain(f"{source.label}: {describe(error)}")
        else:
            complain(f"{source.label}: {error}")


def _set_publication_time(article: article_pb2.Article, published: str) -> None:
    try:
        article.publication_time.FromDatetime(parse_time(published))
    except ValueError:
        raise usage_error(
            f"--published takes an ISO 8601 date or time, for example 2026-11-23, not {published}"
        ) from None
