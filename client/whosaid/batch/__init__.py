"""Batch claim extraction: archives of articles in, tables of claims out, whatever is killed in between.

    from functools import partial
    from pathlib import Path
    from whosaid import batch

    job = batch.Job(inputs=["articles/"], output=Path("claims"))
    engine = batch.LocalEngine(
        partial(batch.open_local_reader, job.options, None), partial(batch.local_model, None), job.columns
    )
    summary = batch.run(job, engine, batch.Silent(), batch.Stop())

Needs ``pip install "whosaid[batch]"``, and ``[server]`` to read in processes of this machine. ``RayEngine`` is in
``whosaid.batch.engines.ray`` and needs ``[ray]``. The program must be guarded by ``if __name__ == "__main__":``, since
processes are spawned. docs/batch.md describes what is written.
"""

from whosaid.batch.after import link_folder, write_formats
from whosaid.batch.convert import Target, convert, write_errors
from whosaid.batch.engines import Engine, LocalEngine, ServerEngine
from whosaid.batch.errors import (
    ArgumentError,
    BatchError,
    BusyError,
    InterruptedRunError,
    NoReaderError,
    OtherRunError,
    StoppedError,
)
from whosaid.batch.estimate import Estimate, estimate
from whosaid.batch.inputs.columns import Columns
from whosaid.batch.inputs.files import Format
from whosaid.batch.job import Job, Observer, Silent, Stop, Summary
from whosaid.batch.link.encoder import Encoder, SentenceEncoder
from whosaid.batch.link.linking import Linked
from whosaid.batch.outputs.schema import ARTICLES, CLAIMS, ERRORS
from whosaid.batch.plan import Totals
from whosaid.batch.reading import LocalReader, Options, Reader, ServiceReader, local_model, open_local_reader
from whosaid.batch.run import run

__all__ = [
    "ARTICLES",
    "CLAIMS",
    "ERRORS",
    "ArgumentError",
    "BatchError",
    "BusyError",
    "Columns",
    "Encoder",
    "Engine",
    "Estimate",
    "Format",
    "InterruptedRunError",
    "Job",
    "Linked",
    "LocalEngine",
    "LocalReader",
    "NoReaderError",
    "Observer",
    "Options",
    "OtherRunError",
    "Reader",
    "SentenceEncoder",
    "ServerEngine",
    "ServiceReader",
    "Silent",
    "Stop",
    "StoppedError",
    "Summary",
    "Target",
    "Totals",
    "convert",
    "estimate",
    "link_folder",
    "local_model",
    "open_local_reader",
    "run",
    "write_errors",
    "write_formats",
]
