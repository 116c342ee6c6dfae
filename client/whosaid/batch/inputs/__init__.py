"""Whatever holds articles → one row for each, in an order that never changes, with its place or what is wrong."""

from whosaid.batch.inputs.columns import Columns
from whosaid.batch.inputs.files import InputFile, Inputs
from whosaid.batch.inputs.rows import Row, Rows

__all__ = ["Columns", "InputFile", "Inputs", "Row", "Rows"]
