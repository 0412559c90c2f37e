"""Rate limits, by one rule for ballots, ratings, error reports and signing in.

Counts are stored by the minute and added up over a sliding window, so that no moment gives a second allowance. Refused
attempts are not counted. An address never decides who has voted, because offices share one.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import ngettext

from thinktank.readers.models import AbuseWindow
from thinktank.readers.networks import networks_of, shred_old_salts, tag_of
from thinktank.readers.refusal import Refusal

WINDOW = 600  # seconds
STEP = 60  # seconds: the resolution of the counts
KEPT_FOR = 3600  # seconds: the longest time over which anything is counted


@dataclass(frozen=True)
class Allowance:
    """At most so many within a time for one name. The name is not stored, only its tag."""

    name: str
    most: int
    within: int = WINDOW  # seconds


Rows = list[tuple[Allowance, list[str]]]  # each allowance with its tags


class _Over(Exception):
    """Other requests used up the allowance between our check and our count."""


def admit(
    request: HttpRequest, subject: str, at: datetime.datetime, *, limits: tuple[int, int] | None = None
) -> None:
    """Count a ballot that is begun. Raises Refusal (429) when its network has begun too many.

    `limits` are for a subscriber and for its neighbourhood within ten minutes; without them, those of ballots.
    """
    limits = limits or (settings.BALLOTS_PER_SUBSCRIBER, settings.BALLOTS_PER_NETWORK)
    allowances = map(Allowance, networks_of(request), limits)
    if wait := spend(subject, allowances, at):
        sentence = ngettext(
            "Many answers have come from your network in the last minutes. Please try again in %(n)d minute.",
            "Many answers have come from your network in the last minutes. Please try again in %(n)d minutes.",
            minutes_of(wait),
        ) % {"n": minutes_of(wait)}
        raise Refusal(429, "too_many", sentence, retry_after=wait)


def minutes_of(seconds: int) -> int:
    return -(-seconds // 60)


def spend(subject: str, allowances: Iterable[Allowance], at: datetime.datetime) -> int:
    """Count one more on every allowance and return 0, or count nothing and return the seconds to wait."""
    asked = [(allowance, _tags(allowance, at)) for allowance in allowances]
    if wait := _longest_wait(subject, asked, at, room_for=1):  # without the write lock
        return wait
    try:
        with transaction.atomic():
            for _allowance, tags in asked:
                _count(subject, tags[0], _minute(at))
            if _longest_wait(subject, asked, at, room_for=0):
                raise _Over
    except _Over:
        return _longest_wait(subject, asked, at, room_for=1) or STEP
    return 0


def give_back(subject: str, allowances: Iterable[Allowance], at: datetime.datetime) -> None:
    """Undo `spend` of the same moment, for what turned out not to need a limit."""
    tags = [_tags(allowance, at)[0] for allowance in allowances]
    rows = AbuseWindow.objects.filter(subject=subject, prefix_tag__in=tags, window=_minute(at))
    rows.filter(n=1).delete()
    rows.filter(n__gt=1).update(n=F("n") - 1)


def _minute(at: datetime.datetime) -> int:
    """The start of the minute, in seconds since 1970."""
    return int(at.timestamp()) // STEP * STEP


def _tags(allowance: Allowance, at: datetime.datetime) -> list[str]:
    """Today's tag, and while the window reaches back before midnight yesterday's too."""
    began = at - datetime.timedelta(seconds=allowance.within)
    return list(dict.fromkeys([tag_of(allowance.name, at), tag_of(allowance.name, began)]))


def _longest_wait(subject: str, asked: Rows, at: datetime.datetime, *, room_for: int) -> int:
    """Seconds until every allowance has room for so many more; 0 when it has now. One query."""
    now = int(at.timestamp())
    counted = AbuseWindow.objects.filter(
        subject=subject,
        prefix_tag__in={tag for _allowance, tags in asked for tag in tags},
        window__gt=now - max((allowance.within for allowance, _tags in asked), default=0),
        window__lte=now,
    )
    rows = sorted(counted.values_list("window", "prefix_tag", "n"))
    return max((_wait(allowance, tags, rows, now, room_for) for allowance, tags in asked), default=0)


def _wait(
    allowance: Allowance, tags: list[str], rows: list[tuple[int, str, int]], now: int, room_for: int
) -> int:
    since = now - allowance.within
    minutes = [(window, n) for window, tag, n in rows if tag in tags and window > since]
    left, wait = sum(n for _window, n in minutes), 0
    for window, n in minutes:
        if left + room_for <= allowance.most:
            break
        left, wait = left - n, window - since
    return wait if left + room_for <= allowance.most else max(wait, STEP)


def _count(subject: str, tag: str, window: int) -> None:
    """Add one in this minute. One statement, so that no count is lost in a race."""
    table, *columns = (
        connection.ops.quote_name(name)
        for name in (AbuseWindow._meta.db_table, "subject", "prefix_tag", "window", "n")
    )
    key = ", ".join(columns[:3])
    n = columns[3]
    statement = (
        f"INSERT INTO {table} ({key}, {n}) VALUES (%s, %s, %s, 1) "  # noqa: S608 -- our own names
        f"ON CONFLICT ({key}) DO UPDATE SET {n} = {table}.{n} + 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [subject, tag, window])


def forget_old_networks(at: datetime.datetime) -> int:
    """Destroy the salts of past days, then delete counts that no window reaches any more, and those that a wrong clock
    has dated ahead. Return how many rows were deleted.
    """
    shred_old_salts(at)
    now = int(at.timestamp())
    return AbuseWindow.objects.exclude(window__gt=now - KEPT_FOR, window__lte=now + KEPT_FOR).delete()[0]
