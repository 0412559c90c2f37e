"""Compares how many rows a form says it has (Django's "management data") with how many it sent.

A browser may send any counts. Counts alone never make the server build forms or query the database.
"""

import re
from dataclasses import dataclass

from django.http import QueryDict

SOME_NUMBER = re.compile(r"[0-9]{1,18}")  # fits a key of both databases
COUNT = re.compile(r"0|[1-9][0-9]{0,5}")
SPARE = 10  # rows that may be counted although no field of them was sent
MOST_LISTS = 50  # lists of rows in one form; our largest form has a dozen


@dataclass(frozen=True)
class RowCounts:
    """The counts that were sent, -1 for one that is not a number; and the sorted numbers of the rows with any field."""

    initial: int
    total: int
    sent: list[int]

    @property
    def are_true(self) -> bool:
        needed = self.sent[-1] + 1 if self.sent else 0
        return 0 <= self.initial <= self.total and needed <= self.total <= len(self.sent) + SPARE


def row_counts(data: QueryDict, prefix: str) -> RowCounts:
    """The counts of the list with this prefix, as they were sent."""
    return RowCounts(
        initial=_count(data.get(f"{prefix}-INITIAL_FORMS")),
        total=_count(data.get(f"{prefix}-TOTAL_FORMS")),
        sent=sorted(_rows(data, prefix)),
    )


def all_counts_are_true(data: QueryDict) -> bool:
    """Whether all counts agree with the rows that were sent, and there are not more lists than a form can have."""
    endings = ("-TOTAL_FORMS", "-INITIAL_FORMS")
    prefixes = {name.removesuffix(ending) for name in data for ending in endings if name.endswith(ending)}
    return len(prefixes) <= MOST_LISTS and all(row_counts(data, prefix).are_true for prefix in prefixes)


def with_true_counts(data: QueryDict, prefix: str, key_name: str) -> QueryDict:
    """The data with counts that follow from the rows, numbered without gaps; those with a key come first."""
    counts = row_counts(data, prefix)
    if counts.are_true:
        return data
    keyed = [row for row in counts.sent if data.get(f"{prefix}-{row}-{key_name}")]
    rows = [*keyed, *(row for row in counts.sent if row not in set(keyed))]
    new = renumbered(data, prefix, rows)
    new[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
    new[f"{prefix}-INITIAL_FORMS"] = str(len(keyed))
    for name in ("MIN_NUM_FORMS", "MAX_NUM_FORMS"):
        new.pop(f"{prefix}-{name}", None)
    return new


def renumbered(data: QueryDict, prefix: str, rows: list[int]) -> QueryDict:
    """A copy in which these rows are numbers 0, 1, 2 ... of their list, and no others are left."""
    new = data.copy()
    fields: dict[int, list[tuple[str, str]]] = {}
    for name in data:
        if row := _row_of(name, prefix):
            number, rest = row
            fields.setdefault(number, []).append((name, rest))
            del new[name]
    for place, old in enumerate(rows):
        for name, rest in fields.get(old, []):
            new.setlist(f"{prefix}-{place}-{rest}", data.getlist(name))
    return new


def _count(text: str | None) -> int:
    return int(text) if text and COUNT.fullmatch(text) else -1


def _rows(data: QueryDict, prefix: str) -> set[int]:
    return {row[0] for name in data if (row := _row_of(name, prefix))}


def _row_of(name: str, prefix: str) -> tuple[int, str] | None:
    """(number of the row, name of its field) of a field of this list; None for other fields and the empty row."""
    if not name.startswith(f"{prefix}-"):
        return None
    number, dash, rest = name[len(prefix) + 1 :].partition("-")
    return (int(number), rest) if dash and COUNT.fullmatch(number) else None
