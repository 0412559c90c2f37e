"""Plots of the desk: columns drawn as SVG on the server, with the same numbers as a table (templates/admin/_plot.html)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

STEP, WIDTH = 10, 8  # units of the drawing: from one column to the next, and how wide a column is
HEIGHT = 100

type Words = str | Promise


@dataclass(frozen=True)
class Column:
    """`further` is one more value for the table, as text."""

    label: str
    n: int
    x: int
    height: int
    further: str = ""

    @property
    def y(self) -> int:
        return HEIGHT - self.height


@dataclass(frozen=True)
class Plot:
    """`of_labels`, `of_numbers`, `of_further` head the columns of the table."""

    name: str  # unique on its page
    title: Words
    columns: Sequence[Column]
    of_labels: Words
    of_numbers: Words
    of_further: Words = ""

    @property
    def width(self) -> int:
        return STEP * len(self.columns)

    @property
    def most(self) -> Column:
        return max(self.columns, key=lambda column: column.n)

    @property
    def description(self) -> str:
        """What one sees, in a sentence."""
        total = sum(column.n for column in self.columns)
        words = {"total": total, "most": self.most.n, "label": self.most.label}
        return _("%(total)d in all; the most, %(most)d: %(label)s.") % words


def plot_of(
    name: str,
    title: Words,
    values: Sequence[tuple[str, int]],
    *,
    of_labels: Words,
    of_numbers: Words,
    further: Sequence[str] = (),
    of_further: Words = "",
) -> Plot | None:
    """A column for each (label, number); None when all are zero. What is not zero can be seen."""
    most = max((n for _label, n in values), default=0)
    if not most:
        return None
    columns = [
        Column(
            label,
            n,
            place * STEP + (STEP - WIDTH) // 2,
            max(1, round(HEIGHT * n / most)) if n else 0,
            further[place] if further else "",
        )
        for place, (label, n) in enumerate(values)
    ]
    return Plot(name, title, columns, of_labels, of_numbers, of_further)


def last_months(today: datetime.date, n: int = 12) -> list[datetime.date]:
    """The first days of the last months, this one last."""
    count = today.year * 12 + today.month - 1
    return [datetime.date(each // 12, each % 12 + 1, 1) for each in range(count - n + 1, count + 1)]
