"""The results of a poll as a table for spreadsheets: CSV (RFC 4180), one row for each answer.

Spreadsheet programs guess encoding and separator: the file begins with a byte order mark, and its separator is the one
that they expect where its language is spoken.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from polls.results import PollResults
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

type Cell = str | int | None


def as_csv(results: Sequence[PollResults]) -> str:
    """The file. `results` are of one poll in the languages of its page, first in that of the file.

    Counts that the reader may not see yet are empty.
    """
    shown = results[0]
    file = io.StringIO()
    writer = csv.writer(file, delimiter=data_for(shown.language).list_separator)
    writer.writerows(map(_as_text, row) for row in [_heading(results), *_rows(results)])
    return f"\ufeff{file.getvalue()}"


def _heading(results: Sequence[PollResults]) -> list[Cell]:
    is_single = results[0].is_single
    return [
        _("Number"),
        *(each.question for each in results),
        _("Votes"),
        _("Percentage of votes") if is_single else _("Percentage of voters"),
        _("Votes in all") if is_single else _("Voters"),
        _("Imported votes"),
    ]


def _rows(results: Sequence[PollResults]) -> Iterable[list[Cell]]:
    counts = results[0].counts
    total = None
    if counts:
        total = counts.total if results[0].is_single else counts.voters
    for in_languages in zip(*(each.options for each in results), strict=True):
        option = in_languages[0]
        labels = [each.label for each in in_languages]
        imported = option.imported if counts else None
        yield [option.number, *labels, option.votes, option.percent, total, imported]


def _as_text(cell: Cell) -> Cell:
    """Text that a spreadsheet program would take for a formula begins with an apostrophe, which makes it text."""
    is_formula = isinstance(cell, str) and cell.lstrip(" \xa0").startswith(FORMULAS)
    return f"'{cell}" if is_formula else cell
