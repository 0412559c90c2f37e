"""Time zones as calendars carry them: a VTIMEZONE (RFC 5545, 3.6.5) with every change of the clocks.

Written here, because icalendar 7.3 puts changes that begin summer an hour late and leaves some out (decision 0140).
"""

import datetime
import functools
import zoneinfo
from collections.abc import Iterator
from typing import NamedTuple

import icalendar

FIRST, LAST = (datetime.datetime(year, 1, 1, tzinfo=datetime.UTC) for year in (1970, 2060))
A_DAY, A_SECOND = datetime.timedelta(days=1), datetime.timedelta(seconds=1)


class Observance(NamedTuple):
    """How clocks go from a change on. `before` and `after` are offsets from UTC."""

    before: datetime.timedelta
    after: datetime.timedelta
    name: str
    is_summer: bool


@functools.cache
def definition_of(key: str) -> icalendar.Timezone:
    """The definition of the zone with this name in the zone database, such as Europe/Moscow."""
    zone = zoneinfo.ZoneInfo(key)
    definition = icalendar.Timezone()
    definition.add("tzid", key)
    definition.add_component(_component(_observance(zone, FIRST, FIRST), [FIRST]))
    moments: dict[Observance, list[datetime.datetime]] = {}
    for moment in _changes(zone):
        moments.setdefault(_observance(zone, moment - A_SECOND, moment), []).append(moment)
    for observance, found in moments.items():
        definition.add_component(_component(observance, found))
    return definition


def _changes(zone: zoneinfo.ZoneInfo) -> Iterator[datetime.datetime]:
    """Every moment at which the offset changes, to the second. Two changes within a day would be missed."""
    day, offset = FIRST, _offset(zone, FIRST)
    while day < LAST:
        next_offset = _offset(zone, day + A_DAY)
        if next_offset != offset:
            yield _change_within(zone, day, day + A_DAY)
        day, offset = day + A_DAY, next_offset


def _change_within(
    zone: zoneinfo.ZoneInfo, early: datetime.datetime, late: datetime.datetime
) -> datetime.datetime:
    """The first second with the new offset, by halving."""
    before = _offset(zone, early)
    while late - early > A_SECOND:
        middle = early + (late - early) // 2 // A_SECOND * A_SECOND
        early, late = (middle, late) if _offset(zone, middle) == before else (early, middle)
    return late


def _observance(zone: zoneinfo.ZoneInfo, before: datetime.datetime, moment: datetime.datetime) -> Observance:
    here = moment.astimezone(zone)
    return Observance(_offset(zone, before), _offset(zone, moment), here.tzname() or "", bool(here.dst()))


def _component(observance: Observance, moments: list[datetime.datetime]) -> icalendar.Component:
    """Its moments are written as clocks showed them before the change (3.6.5)."""
    clocks = [(moment + observance.before).replace(tzinfo=None) for moment in moments]
    component = icalendar.TimezoneDaylight() if observance.is_summer else icalendar.TimezoneStandard()
    component.add("dtstart", clocks[0])
    component.add("tzoffsetfrom", observance.before)
    component.add("tzoffsetto", observance.after)
    component.add("tzname", observance.name)
    if len(clocks) > 1:
        component.add("rdate", clocks[1:])
    return component


def _offset(zone: zoneinfo.ZoneInfo, moment: datetime.datetime) -> datetime.timedelta:
    return moment.astimezone(zone).utcoffset() or datetime.timedelta()
