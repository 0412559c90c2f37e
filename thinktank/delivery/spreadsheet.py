"""Tables for spreadsheet programs: CSV (RFC 4180).

These programs guess encoding and separator: a file begins with a byte order mark, and its separator and decimal mark are those
that they expect where its language is spoken.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.formats import get_format

from thinktank.language.data import data_for

MEDIA_TYPE = "text/csv"
FORMULAS = (
    "=",
    "+",
    "-",
    "@",
    "＝",
    "＋",
    "－",
    "＠",
    "\t",
    "\r",
    "\n",
)  # how what a program would compute begins

type Cell = str | int | Decimal | None


def csv_file(rows: Iterable[Sequence[Cell]], language: str) -> str:
    """The file. A text that a program would take for a formula begins with an apostrophe, which makes it text."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=data_for(language).list_separator)
    decimal_mark = get_format("DECIMAL_SEPARATOR", language)
    writer.writerows([_written(cell, decimal_mark) for cell in row] for row in rows)
    return f"\ufeff{file.getvalue()}"


def _written(cell: Cell, decimal_mark: str) -> str | int | None:
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", decimal_mark)
    is_formula = isinstance(cell, str) and cell.lstrip(" \xa0").startswith(FORMULAS)
    return f"'{cell}" if is_formula else cell
