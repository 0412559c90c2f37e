"""A poll as it stands, in one language: what pages, JSON and receipts show of it.

Definitions (one row per option) and groups of equal ballots come by one query each, or both by one UNION query, so that
a page costs one query for all the polls beside it. Counts that may not be seen yet do not enter a PollResults at all.
"""

import datetime
import functools
from dataclasses import dataclass
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    DateTimeField,
    IntegerField,
    QuerySet,
    TextField,
    UUIDField,
    Value,
)

from polls.models import Option, Poll
from polls.rules import how_many_to_choose
from polls.tally import ballot_groups, held_tally, percentages, shares_of_voters, tally_of
from thinktank.addresses.models import address_path
from thinktank.language import languages
from thinktank.language.typography import typeset_lines
from thinktank.publishing.prepared import Asked, prepared


@dataclass(frozen=True)
class OptionResult:
    number: int
    label: str
    imported: int
    votes: int | None = None  # None: not to be seen yet
    percent: int | None = None


@dataclass(frozen=True)
class Counts:
    """Counts of a poll. `total` is of votes where one answer is chosen, of voters where several are."""

    total: int
    voters: int
    imported: int


@dataclass(frozen=True)
class PollResults:
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
    def is_single(self):
        return self.most == 1

    @property
    def how_many(self):
        return how_many_to_choose(self.fewest, self.most)

    @property
    def shows_after_voting(self):
        return self.visibility == Poll.Visibility.AFTER_VOTING


DEFINITION = {
    "poll_id": BigIntegerField(),
    "poll__uid": UUIDField(),
    "poll__opens_at": DateTimeField(),
    "poll__closes_at": DateTimeField(),
    "poll__min_choices": IntegerField(),
    "poll__max_choices": IntegerField(),
    "poll__results_visibility": CharField(),
    "number": IntegerField(),
    "position": IntegerField(),
    "imported_count__n": IntegerField(),
    "imported_count__date": DateField(),
}
WORDS = ("poll__slug", "poll__question", "poll__explanation", "label", "imported_count__source")


@functools.cache
def _columns(language):
    """Columns of a definition row: name -> field."""
    words = {languages.field_name(word, language): CharField() for word in WORDS}
    return DEFINITION | words


def _definitions(polls, language, *extra):
    """Plain QuerySet: modeltranslation's own puts the columns of values_list in another order."""
    return QuerySet(Option).filter(poll__in=polls).values_list(*_columns(language), *extra).order_by()


def results_of(
    poll: Poll, language: str, at: datetime.datetime, *, has_voted=False, tally_by=held_tally
) -> PollResults:
    """One poll as it stands. Two queries, or one while this process holds its tally."""
    rows = list(_definitions(Poll.objects.filter(pk=poll.pk), language))
    return _results(rows, tally_by(poll.pk, poll.uid), language, at, has_voted=has_voted)


def results_beside(publication_id: int, language: str, at: datetime.datetime) -> list[PollResults]:
    """The polls that stand beside a publication, newest first. One query for all of it."""
    return results_from(ask_beside(publication_id, language, at), language, at)


def ask_beside(publication_id: int, language: str, at: datetime.datetime) -> Asked:
    """That query's answer; no rows where no poll stands beside."""
    return _rows_beside(language).ask(publication_id=publication_id, at=at)


def results_from(answer: Asked, language: str, at: datetime.datetime) -> list[PollResults]:
    """The polls of an answer to `rows_of`, newest first."""
    return _results_of_each(answer.made(), language, at)


def results_of_each(polls: list[Poll], language: str, at: datetime.datetime) -> list[PollResults]:
    """These polls as they stand, in their order; all have a page in this language. One query for all of it."""
    rows = rows_of(Poll.objects.filter(pk__in=[poll.pk for poll in polls]), language)
    found = {shown.id: shown for shown in _results_of_each(rows, language, at)}
    return [found[poll.pk] for poll in polls if poll.pk in found]


def _results_of_each(rows, language, at):
    by_poll = {}
    for *row, choices, n in rows:
        found_rows, found_groups = by_poll.setdefault(row[0], ([], []))
        if choices is None:
            found_rows.append(tuple(row))
        else:
            found_groups.append((choices, n))
    found = [_results(rows, tally_of(groups), language, at) for rows, groups in by_poll.values()]
    return sorted(found, key=lambda shown: (shown.opens_at, shown.id), reverse=True)


@functools.cache
def _rows_beside(language):
    """The query in one language, whose columns it names."""

    @prepared
    def rows_beside(publication_id, at):
        return rows_of(Poll.objects.public_in(language, at).beside(publication_id), language)

    return rows_beside


def rows_of(polls: QuerySet, language: str) -> QuerySet:
    """For a prepared query: definitions and groups of equal ballots of polls that have a page in this language."""
    definitions = _definitions(polls, language, Value(None, TextField()), Value(None, IntegerField()))
    _poll_id, *other_fields = _columns(language).values()
    no_definition = [Value(None, field) for field in other_fields]
    groups = ballot_groups().filter(poll__in=polls)
    groups = groups.values_list("poll_id", *no_definition, "choices_text", "n")
    return definitions.union(groups, all=True).order_by()


def _results(rows, tally, language, at, *, has_voted=False):
    rows = sorted((dict(zip(_columns(language), row, strict=True)) for row in rows), key=_place)
    first = rows[0]
    closes_at, visibility = first["poll__closes_at"], first["poll__results_visibility"]
    has_closed = closes_at is not None and closes_at <= at
    may_see = (
        has_closed
        or visibility == Poll.Visibility.ALWAYS
        or (has_voted and visibility == Poll.Visibility.AFTER_VOTING)
    )
    options, counts = _counted(rows, tally, language) if may_see else (_uncounted(rows, language), None)
    return PollResults(
        id=first["poll_id"],
        uid=first["poll__uid"],
        path=address_path(language, Poll.address_prefix, first[languages.field_name("poll__slug", language)]),
        question=first[languages.field_name("poll__question", language)],
        explanation=typeset_lines(first[languages.field_name("poll__explanation", language)] or "", language),
        language=language,
        opens_at=first["poll__opens_at"],
        closes_at=closes_at,
        fewest=first["poll__min_choices"],
        most=first["poll__max_choices"],
        visibility=visibility,
        is_open=first["poll__opens_at"] <= at and not has_closed,
        imported_from=next(
            filter(None, (row[languages.field_name("imported_count__source", language)] for row in rows)), ""
        ),
        imported_on=next(filter(None, (row["imported_count__date"] for row in rows)), None),
        options=options,
        counts=counts,
    )


def _place(row):
    return row["position"], row["number"]


def _uncounted(rows, language):
    label = languages.field_name("label", language)
    return [OptionResult(row["number"], row[label], 0) for row in rows]


def _counted(rows, tally, language):
    label = languages.field_name("label", language)
    imported = [row["imported_count__n"] or 0 for row in rows]
    votes = [tally.votes[row["number"]] + n for row, n in zip(rows, imported, strict=True)]
    is_single = rows[0]["poll__max_choices"] == 1
    percents = percentages(votes) if is_single else shares_of_voters(votes, tally.voters)
    options = [
        OptionResult(row["number"], row[label], *numbers)
        for row, *numbers in zip(rows, imported, votes, percents, strict=True)
    ]
    total = tally.voters + sum(imported)
    return options, Counts(total=total, voters=tally.voters, imported=sum(imported))
