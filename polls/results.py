"""A poll and its results in one language, as pages, JSON and receipts show them.

Definitions (one row per option), the stored tally and groups of equal pending ballots come by one UNION query, so that
a page costs one query for all the polls on it. Counts that the reader may not see yet do not enter PollResults at all.
"""

import datetime
import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    DateField,
    DateTimeField,
    Field,
    IntegerField,
    QuerySet,
    TextField,
    UUIDField,
    Value,
    When,
)

from polls.models import Option, Poll
from polls.rules import how_many_to_choose
from polls.tally import Tally, tally_of, tally_rows
from thinktank.addresses.models import address_path
from thinktank.database.prepared import Rows, prepared
from thinktank.language import languages
from thinktank.language.typography import typeset_lines
from thinktank.percentages import adding_up_to_100, to_the_nearest

Row = dict[str, Any]  # one option with its poll, by the names of `_columns`


@dataclass(frozen=True)
class OptionResult:
    number: int
    label: str
    imported: int
    votes: int | None = None  # None: the reader may not see it yet
    percent: int | None = None


@dataclass(frozen=True)
class Counts:
    """`total` is of votes where one answer is chosen, of voters where several are; both include imported votes."""

    total: int
    voters: int
    imported: int


@dataclass(frozen=True)
class PollResults:
    """`counts` is None when the reader may not see them yet."""

    id: int
    uid: UUID
    path: str
    question: str
    explanation: str
    language: str
    opens_at: datetime.datetime
    closes_at: datetime.datetime | None
    fewest: int
    most: int
    visibility: str
    is_open: bool
    imported_from: str
    imported_on: datetime.date | None
    options: list[OptionResult]
    counts: Counts | None

    @property
    def anchor(self) -> str:
        """Tells it apart on a page."""
        return str(self.uid)[:8]

    @property
    def is_single(self) -> bool:
        return self.most == 1

    @property
    def how_many(self) -> str:
        return how_many_to_choose(self.fewest, self.most)

    @property
    def shows_after_voting(self) -> bool:
        return self.visibility == Poll.Visibility.AFTER_VOTING


DEFINITION: dict[str, Field[Any, Any]] = {
    "poll_id": BigIntegerField(),
    "poll__uid": UUIDField(),
    "poll__opens_at": DateTimeField(),
    "poll__closes_at": DateTimeField(),
    "has_closed": BooleanField(),
    "poll__min_choices": IntegerField(),
    "poll__max_choices": IntegerField(),
    "poll__results_visibility": CharField(),
    "number": IntegerField(),
    "position": IntegerField(),
    "imported_count__n": IntegerField(),
    "imported_count__date": DateField(),
}
TRANSLATED = ("poll__slug", "poll__question", "poll__explanation", "label", "imported_count__source")


@functools.cache
def _columns(language: str) -> dict[str, Field[Any, Any]]:
    """Columns of a definition row: name -> field."""
    words: dict[str, Field[Any, Any]] = {
        languages.field_name(word, language): CharField() for word in TRANSLATED
    }
    return DEFINITION | words


def results_of(poll: Poll, language: str, at: datetime.datetime, *, has_voted: bool = False) -> PollResults:
    """One poll and its results. One query."""
    rows = _rows_of_poll(language)(poll_id=poll.pk, at=at)
    [found] = _results_of_rows(rows, language, at, has_voted=has_voted)
    return found


def results_beside(publication_id: int, language: str, at: datetime.datetime) -> list[PollResults]:
    """The polls shown with a publication, newest first. One query."""
    return results_from(ask_beside(publication_id, language, at), language, at)


def ask_beside(publication_id: int, language: str, at: datetime.datetime) -> Rows:
    """The answer to that query; without rows where the publication has no poll."""
    return _rows_beside(language).ask(publication_id=publication_id, at=at)


def results_from(answer: Rows, language: str, at: datetime.datetime) -> list[PollResults]:
    """The polls of an answer to `rows_of`, newest first."""
    return _results_of_rows(answer.made(), language, at)


def results_of_each(polls: list[Poll], language: str, at: datetime.datetime) -> list[PollResults]:
    """These polls in their order; all must have a page in this language. One query."""
    rows = rows_of(Poll.objects.filter(pk__in=[poll.pk for poll in polls]), language, at)
    found = {each.id: each for each in _results_of_rows(rows, language, at)}
    return [found[poll.pk] for poll in polls if poll.pk in found]


def _results_of_rows(
    rows: Iterable[tuple[Any, ...]], language: str, at: datetime.datetime, *, has_voted: bool = False
) -> list[PollResults]:
    by_poll: dict[int, tuple[list[Row], list[tuple[str, int]]]] = {}
    names = list(_columns(language))
    for *row, said, n in rows:
        definitions, counts = by_poll.setdefault(row[0], ([], []))
        if said is None:
            definitions.append(dict(zip(names, row, strict=True)))
        else:
            counts.append((said, n))
    found = [
        _results(definitions, tally_of(counts), language, at, has_voted=has_voted)
        for definitions, counts in by_poll.values()
    ]
    return sorted(found, key=lambda each: (each.opens_at, each.id), reverse=True)


@functools.cache
def _rows_beside(language: str) -> Any:
    """The prepared query in one language: its columns depend on the language."""

    @prepared
    def rows_beside(publication_id: int, at: datetime.datetime) -> QuerySet[Any]:
        return rows_of(Poll.objects.public_in(language, at).beside(publication_id), language, at)

    return rows_beside


@functools.cache
def _rows_of_poll(language: str) -> Callable[..., list[tuple[Any, ...]]]:
    @prepared
    def rows_of_poll(poll_id: int, at: datetime.datetime) -> QuerySet[Any]:
        return _union(language, at, poll=poll_id)

    return rows_of_poll


def rows_of(polls: QuerySet[Poll], language: str, at: datetime.datetime) -> QuerySet[Any]:
    """For a prepared query: definitions and counts of polls that have a page in this language.

    They say whether a poll has closed, so that HTML kept under these rows changes when it does.
    """
    return _union(language, at, poll__in=polls)


def _union(language: str, at: datetime.datetime, **of_polls: Any) -> QuerySet[Any]:
    """Definition rows end with two NULLs; rows of counts have the poll, NULLs, and what `tally_rows` says.

    Definitions come from Django's plain QuerySet: modeltranslation's own changes the order of columns in values_list.
    """
    nothing_counted = Value(None, TextField()), Value(None, IntegerField())
    has_closed = Case(When(poll__closes_at__lte=at, then=True), default=False)
    definitions: QuerySet[Any] = (
        QuerySet(Option)
        .filter(**of_polls)
        .annotate(has_closed=has_closed)
        .values_list(*_columns(language), *nothing_counted)
    )
    _poll_id, *other_fields = _columns(language).values()
    no_definition = [Value(None, each) for each in other_fields]
    counts = [rows.values_list("poll_id", *no_definition, "said", "n") for rows in tally_rows(**of_polls)]
    return definitions.order_by().union(*counts, all=True).order_by()


def _results(
    rows: list[Row], tally: Tally, language: str, at: datetime.datetime, *, has_voted: bool
) -> PollResults:
    rows = sorted(rows, key=_order)
    first = rows[0]
    has_closed, visibility = first["has_closed"], first["poll__results_visibility"]
    may_see = (
        has_closed
        or visibility == Poll.Visibility.ALWAYS
        or (has_voted and visibility == Poll.Visibility.AFTER_VOTING)
    )
    options, counts = _counted(rows, tally, language) if may_see else (_uncounted(rows, language), None)

    def word(name: str, row: Row = first) -> str:
        return row[languages.field_name(name, language)] or ""

    return PollResults(
        id=first["poll_id"],
        uid=first["poll__uid"],
        path=address_path(language, Poll.address_prefix, word("poll__slug")),
        question=word("poll__question"),
        explanation=typeset_lines(word("poll__explanation"), language),
        language=language,
        opens_at=first["poll__opens_at"],
        closes_at=first["poll__closes_at"],
        fewest=first["poll__min_choices"],
        most=first["poll__max_choices"],
        visibility=visibility,
        is_open=first["poll__opens_at"] <= at and not has_closed,
        imported_from=next(filter(None, (word("imported_count__source", row) for row in rows)), ""),
        imported_on=next(filter(None, (row["imported_count__date"] for row in rows)), None),
        options=options,
        counts=counts,
    )


def _order(row: Row) -> tuple[int, int]:
    return row["position"], row["number"]


def _uncounted(rows: list[Row], language: str) -> list[OptionResult]:
    label = languages.field_name("label", language)
    return [OptionResult(row["number"], row[label], 0) for row in rows]


def _counted(rows: list[Row], tally: Tally, language: str) -> tuple[list[OptionResult], Counts]:
    label = languages.field_name("label", language)
    imported = [row["imported_count__n"] or 0 for row in rows]
    votes = [tally.votes[row["number"]] + n for row, n in zip(rows, imported, strict=True)]
    is_single = rows[0]["poll__max_choices"] == 1
    percents = adding_up_to_100(votes) if is_single else to_the_nearest(votes, tally.voters)
    options = [
        OptionResult(row["number"], row[label], *numbers)
        for row, *numbers in zip(rows, imported, votes, percents, strict=True)
    ]
    total = tally.voters + sum(imported)
    return options, Counts(total=total, voters=tally.voters, imported=sum(imported))
