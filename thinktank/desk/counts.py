"""How many rows a form says it has (Django's "management data"), beside how many it sent.

The counts are typed by a browser and may be anything; nothing is built, and nothing asked, because of them alone.
"""

import re
from dataclasses import dataclass

from django.http import QueryDict

SOME_NUMBER = re.compile(r"[0-9]{1,18}")  # fits a key of both databases
COUNT = re.compile(r"0|[1-9][0-9]{0,5}")
SPARE = 10  # rows that may be counted without a single field sent for them
MOST_LISTS = 50  # in one form; the largest of ours has a dozen


@dataclass(frozen=True)
class RowCounts:
    """What was said, -1 for what is no count, and the numbers of the rows of which anything was sent, in order."""

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
    """Whether every count that was sent agrees with the rows that were, and there are not more than any form has."""
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
    new, fields = data.copy(), {}
    for name in data:
        if row := _row_of(name, prefix):
            number, rest = row
            fields.setdefault(number, []).append((name, rest))
            del new[name]
    for place, old in enumerate(rows):
        for name, rest in fields.get(old, []):
            new.setlist(f"{prefix}-{place}-{rest}", data.getlist(name))
    return new


def _count(text):
    return int(text) if text and COUNT.fullmatch(text) else -1


def _rows(data, prefix):
    return {row[0] for name in data if (row := _row_of(name, prefix))}


def _row_of(name, prefix):
    """(number of the row, name of its field) of a field of this list; None for all else, the empty row included."""
    if not name.startswith(f"{prefix}-"):
        return None
    number, dash, rest = name[len(prefix) + 1 :].partition("-")
    return (int(number), rest) if dash and COUNT.fullmatch(number) else None
