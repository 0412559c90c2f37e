"""The calendar of what goes live and what ends, by the month or by the week, and the form that moves what is scheduled."""

import calendar
import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib.admin import ModelAdmin
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, get_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thinktank.accounts.permissions import can
from thinktank.publishing.admin.first_page import form_of
from thinktank.publishing.admin.permissions import PUBLISH
from thinktank.publishing.models import Edition, Publication

FIRST_YEAR, LAST_YEAR = 1990, 2200
ENDS = [Edition.End.EXPIRED, Edition.End.WITHDRAWN]
MOST_OF_A_DAY = 12  # entries; further ones are counted


@dataclass(frozen=True)
class Entry:
    """An edition that goes live or ends. `is_ahead`: it has not happened yet. `move`: the path of the form that moves it."""

    time: str
    words: str
    title: str
    language: str
    path: str
    is_ahead: bool
    move: str = ""


@dataclass
class Day:
    day: datetime.date
    is_of_span: bool
    is_today: bool
    entries: list[Entry] = field(default_factory=list)
    further: int = 0


@dataclass(frozen=True)
class Span:
    """What the calendar shows: a month, with the days beside it in its weeks, or a week. Queries lead to others."""

    weeks: list[list[datetime.date]]
    name: str
    month: int | None
    earlier: str
    later: str
    other: str  # the week of a month, or the month of a week

    @property
    def is_week(self) -> bool:
        return self.month is None


@require_safe
def calendar_page(request: HttpRequest, admin: ModelAdmin[Publication]) -> HttpResponse:
    """A month, `?month=2026-12`, by default this one; or the week of a day, `?week=2026-12-05`.

    Days and times are those of the site's time zone.
    """
    span = _week(request.GET["week"]) if request.GET.get("week") else _month(request.GET.get("month", ""))
    now, may_move = timezone.now(), can(request.user, PUBLISH)
    today = timezone.localdate(now)
    days = {
        day: Day(day, span.month in (None, day.month), day == today) for week in span.weeks for day in week
    }
    for day, entry in _entries(span.weeks[0][0], span.weeks[-1][-1], now, may_move):
        if span.is_week or len(days[day].entries) < MOST_OF_A_DAY:
            days[day].entries.append(entry)
        else:
            days[day].further += 1
    context = {
        "title": _("Calendar"),
        "opts": admin.opts,
        "span": span,
        "weeks": [[days[day] for day in week] for week in span.weeks],
        "weekdays": [(date_format(day, "l"), date_format(day, "D")) for day in span.weeks[0]],
        "may_move": may_move,
        "zone": timezone.get_current_timezone_name(),
    }
    return TemplateResponse(request, "admin/calendar.html", admin.admin_site.each_context(request) | context)


def _weeks_of(year: int, month: int) -> list[list[datetime.date]]:
    monday_is_zero = (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7  # Django counts from Sunday
    return calendar.Calendar(monday_is_zero).monthdatescalendar(year, month)


def _month(asked: str) -> Span:
    """Raises Http404."""
    first = timezone.localdate().replace(day=1)
    if asked:
        year, dash, month = asked.partition("-")
        if not (
            dash and all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in (year, month))
        ):
            raise Http404
        if not (FIRST_YEAR <= int(year) <= LAST_YEAR and 1 <= int(month) <= 12):
            raise Http404
        first = datetime.date(int(year), int(month), 1)
    today = timezone.localdate()
    in_it = today if (today.year, today.month) == (first.year, first.month) else first
    return Span(
        _weeks_of(first.year, first.month),
        date_format(first, "YEAR_MONTH_FORMAT"),
        first.month,
        f"month={_month_beside(first, -1)}",
        f"month={_month_beside(first, 1)}",
        f"week={in_it}",
    )


def _week(asked: str) -> Span:
    """The week with this day. Raises Http404."""
    try:
        day = datetime.date.fromisoformat(asked)
    except ValueError:
        raise Http404 from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Http404
    week = next(week for week in _weeks_of(day.year, day.month) if day in week)
    return Span(
        [week],
        f"{date_format(week[0], 'DATE_FORMAT')} – {date_format(week[-1], 'DATE_FORMAT')}",
        None,
        f"week={week[0] - datetime.timedelta(days=7)}",
        f"week={week[0] + datetime.timedelta(days=7)}",
        f"month={day.year:04}-{day.month:02}",
    )


def _month_beside(first: datetime.date, step: int) -> str:
    years, month = divmod(first.month - 1 + step, 12)
    return f"{first.year + years:04}-{month + 1:02}"


def _entries(
    first: datetime.date, last: datetime.date, now: datetime.datetime, may_move: bool
) -> Iterator[tuple[datetime.date, Entry]]:
    """(day, what happens) between two days, in order. What was taken over from elsewhere has no moment of its own."""
    begin, end = (
        timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
        for day in (first, last + datetime.timedelta(days=1))
    )
    ends = Q(live_until__gte=begin, live_until__lt=end, ended_as__in=ENDS)
    found = Edition.objects.filter(
        Q(live_from__gte=begin, live_from__lt=end, taken_over=False) | ends, erased_at=None
    )
    columns = (
        "publication_id",
        "type",
        "language",
        "number",
        "printed_number",
        "title",
        "live_from",
        "live_until",
        "ended_as",
    )
    happened: list[tuple[datetime.datetime, Entry]] = []
    for edition in found.only(*columns):
        if begin <= edition.live_from < end:
            happened.append(
                (edition.live_from, _entry(edition, edition.live_from, _begins(edition, now), now, may_move))
            )
        if edition.live_until and begin <= edition.live_until < end and edition.ended_as in ENDS:
            happened.append((edition.live_until, _entry(edition, edition.live_until, _ends(edition), now)))
    for moment, entry in sorted(happened, key=lambda each: each[0]):
        yield timezone.localdate(moment), entry


def _begins(edition: Edition, now: datetime.datetime) -> str:
    if edition.live_from > now:
        return _("goes live")
    return _("went live") if edition.number == 1 else _("edition %(number)s") % {"number": edition.printed}


def _ends(edition: Edition) -> str:
    return _("withdrawn") if edition.ended_as == Edition.End.WITHDRAWN else _("no longer current")


def _entry(
    edition: Edition,
    moment: datetime.datetime,
    words: str,
    now: datetime.datetime,
    may_move: bool = False,
) -> Entry:
    time, path = time_format(localtime(moment)), form_of(edition.publication_id, edition.type)
    is_ahead = moment > now
    form = reverse("admin:publishing_move", args=[edition.pk]) if may_move and is_ahead else ""
    return Entry(time, words, edition.title, edition.language, path, is_ahead, form)
