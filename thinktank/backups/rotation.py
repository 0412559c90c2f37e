"""Which backups are kept: all of the last day, then one a day, a week and a month."""

import datetime
from collections.abc import Callable, Iterable

from django.conf import settings

DAY = datetime.timedelta(days=1)
STAMP = "%Y-%m-%dT%H-%M-%SZ"


def name_at(at: datetime.datetime) -> str:
    """The name of a backup that was begun at this moment."""
    return at.astimezone(datetime.UTC).strftime(STAMP)


def moment_of(name: str) -> datetime.datetime:
    """Raises ValueError."""
    return datetime.datetime.strptime(name, STAMP).replace(tzinfo=datetime.UTC)


def is_name(name: str) -> bool:
    """Whether a folder of this name is a backup. Others make folders beside ours, such as "notes" or ".snapshot"."""
    try:
        return name_at(moment_of(name)) == name
    except ValueError:
        return False


def too_many(names: Iterable[str], at: datetime.datetime) -> list[str]:
    """The backups to remove: not of the last 24 hours, and not the newest of one of the days, weeks and months kept."""
    moments = sorted((moment_of(name) for name in names), reverse=True)
    kept = {moment for moment in moments if moment > at - DAY}
    periods: list[tuple[int, Callable[[datetime.datetime], object]]] = [
        (settings.BACKUP_DAYS, datetime.datetime.date),
        (settings.BACKUP_WEEKS, lambda moment: moment.isocalendar()[:2]),
        (settings.BACKUP_MONTHS, lambda moment: (moment.year, moment.month)),
    ]
    for most, period_of in periods:
        newest: dict[object, datetime.datetime] = {}
        for moment in moments:
            newest.setdefault(period_of(moment), moment)
        kept |= set(list(newest.values())[:most])
    return [name_at(moment) for moment in reversed(moments) if moment not in kept]
