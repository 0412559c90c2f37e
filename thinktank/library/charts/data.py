"""The data of a chart: a table (CSV) that an editor pasted, read and checked. Every complaint names the row."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

MOST_SIGNS = 50_000
MOST_ROWS, MOST_COLUMNS = 200, 6  # of numbers; more have no colours that can be told apart
MOST_BARS = 60
LONGEST_CELL = 100
DELIMITERS = "\t;,"  # cells copied from a spreadsheet are parted by tabs
SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
PLAIN_NUMBER = re.compile(r"[-+]?(\d{1,15}(\.\d{0,9})?|\.\d{1,9})")
MINUS = "\u2212"
MOST_COMPLAINTS = 5

type Value = str | None  # a number as "1234.5"; None where there is none


@dataclass(frozen=True)
class Table:
    """`columns` begins with the heading of the labels. Each row has a label and a value for every other column."""

    columns: list[str]
    rows: list[tuple[str, list[Value]]]


def read_table(text: str, language: str, kind: str) -> Table:
    """The table in a text as a kind of chart needs it. Raises ValidationError with a sentence for each fault."""
    if len(text) > MOST_SIGNS:
        raise ValidationError(
            _("The data are too long for a chart: %(most)d signs at most.") % {"most": MOST_SIGNS}
        )
    lines = _lines(text)
    if len(lines) < 2 or len(lines[0][1]) < 2:
        raise ValidationError(
            _(
                "The first row must have headings: one for the labels, and one for each column of numbers. Below it comes at least one row."
            )
        )
    columns = [cell.strip() for cell in lines[0][1]]
    complaints = [*_about_headings(columns), *_about_size(lines, columns, kind)]
    rows: list[tuple[str, list[Value]]] = []
    for number, cells in lines[1:]:
        complaints += _about_row(number, cells, columns, language)
        if not complaints:
            rows.append((cells[0].strip(), [_number(cell, language) for cell in cells[1:]]))
    if not complaints:
        complaints += _about_kind([number for number, _cells in lines[1:]], rows, language, kind)
    if complaints:
        raise ValidationError(complaints[:MOST_COMPLAINTS])
    return Table(columns, rows)


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """(number of the row, cells) of each row that has something in it."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=lambda sign: (first.count(sign), -DELIMITERS.index(sign)))
    try:
        read = list(csv.reader(text.splitlines(), delimiter=delimiter, strict=False))
    except csv.Error:
        raise ValidationError(_("This is not a table: a quotation mark is opened and not closed.")) from None
    return [(number, cells) for number, cells in enumerate(read, 1) if any(cell.strip() for cell in cells)]


def _about_headings(columns: list[str]) -> Iterator[str]:
    for number, heading in enumerate(columns[1:], 2):
        if not heading:
            yield _("Row 1: column %(number)d has no heading.") % {"number": number}
        elif heading in columns[1 : number - 1]:
            yield _("Row 1: the heading “%(heading)s” stands twice.") % {"heading": heading}
    yield from (_too_long(1, cell) for cell in columns if len(cell) > LONGEST_CELL)


def _about_size(lines: list[tuple[int, list[str]]], columns: list[str], kind: str) -> Iterator[str]:
    if len(columns) - 1 > MOST_COLUMNS:
        yield _("A chart shows %(most)d columns of numbers at most.") % {"most": MOST_COLUMNS}
    most = MOST_BARS if kind in {"bars", "stacked"} else MOST_ROWS
    if len(lines) - 1 > most:
        yield _("This kind of chart shows %(most)d rows at most.") % {"most": most}


def _about_row(number: int, cells: list[str], columns: list[str], language: str) -> Iterator[str]:
    if len(cells) != len(columns):
        sentence = ngettext(
            "Row %(row)d has %(n)d cell, and the first row has %(all)d.",
            "Row %(row)d has %(n)d cells, and the first row has %(all)d.",
            len(cells),
        )
        yield sentence % {"row": number, "n": len(cells), "all": len(columns)}
        return
    if not cells[0].strip():
        yield _("Row %(row)d has no label.") % {"row": number}
    if len(cells[0]) > LONGEST_CELL:
        yield _too_long(number, cells[0])
    for heading, cell in zip(columns[1:], cells[1:], strict=True):
        try:
            _number(cell, language)
        except InvalidOperation:
            sentence = _("Row %(row)d: “%(cell)s” in the column “%(heading)s” is not a number.")
            yield sentence % {"row": number, "cell": cell.strip()[:LONGEST_CELL], "heading": heading}


def _too_long(number: int, cell: str) -> str:
    sentence = _("Row %(row)d: “%(cell)s…” is too long; a label can have %(most)d signs.")
    return sentence % {"row": number, "cell": cell[:30], "most": LONGEST_CELL}


def _about_kind(
    numbers: list[int], rows: list[tuple[str, list[Value]]], language: str, kind: str
) -> Iterator[str]:
    seen: set[str] = set()
    for number, (label, values) in zip(numbers, rows, strict=True):
        if kind == "points" and not is_number(label, language):
            sentence = _(
                "Row %(row)d: a chart of points needs a number in the first column, not “%(label)s”."
            )
            yield sentence % {"row": number, "label": label}
        if kind != "points" and label in seen:
            yield _("Row %(row)d: the label “%(label)s” stands twice.") % {"row": number, "label": label}
        if kind == "stacked" and any(value and Decimal(value) < 0 for value in values):
            yield _("Row %(row)d: the parts of a stacked bar cannot be below zero.") % {"row": number}
        seen.add(label)
    if not any(value is not None for _label, values in rows for value in values):
        yield _("There is no number in the table.")


def is_number(text: str, language: str) -> bool:
    try:
        return _number(text, language) is not None
    except InvalidOperation:
        return False


def as_number(text: str, language: str) -> float:
    """The number in a cell that `is_number`."""
    return float(_number(text, language) or 0)


def _number(cell: str, language: str) -> Value:
    """A number as it is written in the language, as "1234.5"; None for an empty cell. Raises InvalidOperation."""
    text = SPACES.sub("", cell).replace(MINUS, "-")
    if not text:
        return None
    if get_format("DECIMAL_SEPARATOR", language) == ",":
        text = text.replace(",", ".")
    elif re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?", text):
        text = text.replace(",", "")
    if not PLAIN_NUMBER.fullmatch(text):
        raise InvalidOperation
    return f"{Decimal(text):f}"


def written(value: Value, language: str) -> str:
    """A number as readers of the language write it: “1 234,5” with no-break spaces in Russian, “1,234.5” in English."""
    if value is None:
        return "–"
    with override(language):
        return number_format(Decimal(value), use_l10n=True, force_grouping=True).replace("-", MINUS)


def differing_rows(one: Table, other: Table) -> list[int]:
    """The rows, counted from 1 without the headings, in which two languages have other numbers; [0] for another shape."""
    if len(one.rows) != len(other.rows) or len(one.columns) != len(other.columns):
        return [0]
    pairs = zip(one.rows, other.rows, strict=True)
    return [number for number, (a, b) in enumerate(pairs, 1) if not _are_equal(a[1], b[1])]


def _are_equal(one: list[Value], other: list[Value]) -> bool:
    return [value and Decimal(value) for value in one] == [value and Decimal(value) for value in other]
