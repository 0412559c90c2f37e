"""The invariants of votes (numbers as in docs/decisions/0010), for `manage.py check_polls`."""

from collections.abc import Iterator

from django.db import connection
from django.db.models import Count, IntegerField, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from polls.models import BallotInbox, Option, Poll, PollVoter
from polls.retention import peppers_kept_too_long
from polls.tally import tally_of, tally_rows
from polls.voting import hour_of
from thinktank.readers.invariants import invariant
from thinktank.readers.secret_files import SecretUnavailable

VOTER_COLUMNS = {"id", "poll_id", "voter_key", "hour"}
BALLOT_COLUMNS = {"id", "poll_id", "choices", "language", "is_tallied"}


@invariant("I1")
def one_voter_per_key() -> Iterator[str]:
    twice = (
        PollVoter.objects.values("poll__uid", "voter_key").annotate(n=Count("pk")).filter(n__gt=1).order_by()
    )
    for row in twice:
        yield f"poll {row['poll__uid']}: a reader is entered {row['n']} times"


@invariant("I2")
def as_many_voters_as_ballots() -> Iterator[str]:
    """Both counted in one statement: what is true in every snapshot is true in this one."""
    for uid, voters, ballots in Poll.objects.annotate(
        voters_n=_count(PollVoter), ballots_n=_count(BallotInbox)
    ).values_list("uid", "voters_n", "ballots_n"):
        if voters != ballots:
            yield f"poll {uid}: {voters} voters, {ballots} ballots"


def _count(model: type[PollVoter] | type[BallotInbox]) -> Coalesce:
    rows = (
        model.objects.filter(poll=OuterRef("pk"))
        .order_by()
        .values("poll")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(rows, output_field=IntegerField()), 0)


@invariant("I5")
def choices_are_answers() -> Iterator[str]:
    numbers: dict[int, set[int]] = {}
    for poll_id, number in Option.objects.values_list("poll_id", "number"):
        numbers.setdefault(poll_id, set()).add(number)
    rules = dict(Poll.objects.values_list("pk", "max_choices"))
    fewest = dict(Poll.objects.values_list("pk", "min_choices"))
    uids = dict(Poll.objects.values_list("pk", "uid"))
    groups = BallotInbox.objects.values("poll_id", "choices").annotate(n=Count("pk")).order_by()
    for group in groups:
        poll_id, choices = group["poll_id"], group["choices"]
        is_answer = (
            isinstance(choices, list)
            and all(type(choice) is int for choice in choices)
            and choices == sorted(set(choices))
            and numbers.get(poll_id, set()).issuperset(choices)
            and fewest[poll_id] <= len(choices) <= rules[poll_id]
        )
        if not is_answer:
            yield f"poll {uids[poll_id]}: {group['n']} ballots say {choices}, which is no answer"


@invariant("I6")
def no_vote_outside_the_polls_time() -> Iterator[str]:
    """As far as the hour of a voter tells."""
    rows = PollVoter.objects.values("poll__uid", "poll__opens_at", "poll__closes_at", "hour").annotate(
        n=Count("pk")
    )
    for row in rows.order_by():
        is_early = row["hour"] < hour_of(row["poll__opens_at"])
        is_late = row["poll__closes_at"] is not None and row["hour"] > hour_of(row["poll__closes_at"])
        if is_early or is_late:
            yield f"poll {row['poll__uid']}: {row['n']} votes in an hour when it was not open"


@invariant("I7")
def tally_is_the_recount() -> Iterator[str]:
    """What pages show (stored tallies and pending ballots) against every ballot, in one statement, so that a vote
    meanwhile makes no difference.
    """
    every = BallotInbox.objects.annotate(said=Cast("choices", TextField()), n=Value(1)).order_by()
    recount = every.values_list(Value("recount"), "poll_id", "said", "n")
    shown = [rows.values_list(Value("shown"), "poll_id", "said", "n") for rows in tally_rows()]
    found: dict[int, dict[str, list[tuple[str, int]]]] = {}
    for source, poll_id, said, n in recount.union(*shown, all=True).iterator():
        found.setdefault(poll_id, {"shown": [], "recount": []})[source].append((said, n))
    for poll_id, rows in found.items():
        tallies = {source: tally_of(of_source) for source, of_source in rows.items()}
        if tallies["shown"] != tallies["recount"]:
            yield f"poll {poll_id}: shown {tallies['shown']}, recount {tallies['recount']}"


@invariant("I10")
def nothing_joins_voters_and_ballots() -> Iterator[str]:
    for model, allowed in ((PollVoter, VOTER_COLUMNS), (BallotInbox, BALLOT_COLUMNS)):
        with connection.cursor() as cursor:
            table = model._meta.db_table
            columns = {
                column.name for column in connection.introspection.get_table_description(cursor, table)
            }
            relations = connection.introspection.get_relations(cursor, table)
        if columns != allowed:
            yield f"table {table} has the columns {sorted(columns)}, not {sorted(allowed)}"
        if set(relations) != {"poll_id"}:
            yield f"table {table} refers to other tables by {sorted(relations)}"


@invariant("I12")
def peppers_of_closed_polls_are_gone() -> Iterator[str]:
    for uid in peppers_kept_too_long(timezone.now()):
        yield f"poll {uid} closed over thirty days ago and its pepper still exists"


@invariant("I12")
def open_polls_have_their_pepper() -> Iterator[str]:
    for poll in Poll.objects.open(timezone.now()):
        try:
            poll.pepper()
        except SecretUnavailable as error:
            yield f"poll {poll.uid} cannot take votes: {error}"
