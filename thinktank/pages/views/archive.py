"""The archive: everything that is live and has been, by year and month. Lists end at page 1,000; this does not."""

import calendar
import datetime
from collections import Counter

from django.db.models import Count, Value
from django.db.models.fields import CharField
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from thinktank.addresses.alternates import alternates, canonical_links_in_every_language
from thinktank.delivery.cache_tags import list_tag
from thinktank.delivery.cached_counts import cached_count
from thinktank.delivery.decorators import public_page
from thinktank.delivery.paging import get_page, only_page
from thinktank.language import languages
from thinktank.publishing.models import Edition
from thinktank.publishing.public.long_list import LongList
from thinktank.publishing.publication_types import types_with_lists

PER_PAGE = 60  # lines, not cards
WEIGHTS = [(10, "is-many"), (4, "is-some")]  # from how many on a month is coloured more


@public_page(reads=("type", "page"))
def archive(request):
    """Every year with its months, the latest first, and how much there is in each."""
    only_page(request)
    asked = type_asked(request)
    counts = _counts([request.LANGUAGE_CODE])[request.LANGUAGE_CODE]
    years = sorted({day.year for day, _type in counts.days}, reverse=True)
    context = canonical_links_in_every_language(request, lambda language: {"type": asked}) | {
        "years": [_year(request, year, counts, asked) for year in years],
        "types": _types(request, request.path, counts.of_types(), asked),
        "breadcrumbs": [(_("Home"), f"/{request.LANGUAGE_CODE}/")],
    }
    return render(request, "pages/archive.html", context)


@public_page(reads=("type", "page"))
def archive_year(request, year):
    return _period(request, datetime.date(year, 1, 1), datetime.date(year, 12, 31), is_month=False)


@public_page(reads=("type", "page"))
def archive_month(request, year, month):
    first = datetime.date(year, month, 1)
    return _period(request, first, _last_of_month(first), is_month=True)


def _period(request, first, last, *, is_month):
    """One year or month. Where there never was anything, or is no more: 404, with the way to what is nearest."""
    asked, archived = type_asked(request), _archived([request.LANGUAGE_CODE])
    found = archived.filter(dated__range=(first, last))
    if asked:
        found = found.filter(type=asked)
    everywhere = _counts(languages.codes(), first.year)
    counts = everywhere[request.LANGUAGE_CODE]
    in_period = counts.between(first, last)
    ids = found.newest_first().values_list("pk")
    page = get_page(
        LongList(ids, _tags(), "archive", request.LANGUAGE_CODE, first, last, asked), request, PER_PAGE
    )
    root = archive_path(request.LANGUAGE_CODE)
    context = _in_every_language(request, everywhere, first, last, is_month=is_month) | {
        "first": first,
        "is_month": is_month,
        "year": _year(request, first.year, counts, asked, current=first.month if is_month else None),
        "page_obj": page,
        "total": in_period.total(asked),
        "types": _types(request, request.path, in_period.of_types(), asked),
        "type": asked,
        "archive_path": root + _query(asked),
        "breadcrumbs": [(_("Home"), f"/{request.LANGUAGE_CODE}/"), (_("Archive"), root)]
        + ([(str(first.year), f"{root}{first.year}/")] if is_month else []),
        **_neighbours(request, archived, asked, first, last, is_month=is_month),
    }
    is_empty = not in_period.days
    return render(request, "pages/archive_period.html", context, status=404 if is_empty else 200)


def archive_path(language):
    return f"/{language}/archive/"


def _in_every_language(request, everywhere, first, last, *, is_month):
    """As `canonical_links_in_every_language`; where another language has nothing in this month its reader gets to the year, or to all."""
    month = f"{first.month:02}/" if is_month else ""
    same, nearest, asked = {}, [], type_asked(request)
    for language, there in everywhere.items():
        root = archive_path(language)
        year = f"{root}{first.year}/"
        if there.between(first, last).days:
            same[language] = year + month + _query(asked)
        closest = same.get(language) or (year if there.days else root) + _query(asked)
        nearest.append({"language": language, "path": closest})
    place = canonical_links_in_every_language(request, lambda language: {"type": asked})
    is_shared = place["alternates"] and request.LANGUAGE_CODE in same
    return place | {"alternates": alternates(same) if is_shared else [], "translations": nearest}


def _archived(codes):
    """Live editions of everything but lasting pages; what is dated in the future is not archived yet."""
    now = timezone.now()
    live = Edition.objects.live(now).filter(language__in=codes)
    return live.exclude(prefix="").filter(dated__lte=timezone.localdate(now))


def archived_types() -> dict[str, str]:
    """Translated names of what the archive holds, by type."""
    return {each.name: str(each.plural) for each in types_with_lists()}


def type_asked(request):
    """What `?type=` names, when the archive holds such a thing."""
    asked = request.GET.get("type", "")
    return asked if asked in archived_types() else ""


def _query(asked):
    return f"?type={asked}" if asked else ""


class _Counts:
    """How many there are by day and type."""

    def __init__(self, days):
        self.days = days

    def between(self, first, last):
        return _Counts({key: n for key, n in self.days.items() if first <= key[0] <= last})

    def of_types(self):
        found = Counter()
        for (_day, type_name), n in self.days.items():
            found[type_name] += n
        return found

    def of_months(self, year, asked):
        found = Counter()
        for (day, type_name), n in self.days.items():
            if day.year == year and asked in ("", type_name):
                found[day.month] += n
        return found

    def total(self, asked):
        return sum(n for (_day, type_name), n in self.days.items() if asked in ("", type_name))


def _counts(codes, year=None):
    """{language: counts}. One query: a row for each day and type, added up here, where every database does the same."""

    def count():
        archived = _archived(codes)
        if year:
            archived = archived.filter(dated__year=year)
        found = {code: {} for code in codes}
        rows = archived.order_by().values_list("language", "dated", "type").annotate(n=Count("pk"))
        for code, day, type_name, n in rows:
            found[code][day, type_name] = n
        return {code: _Counts(days) for code, days in found.items()}

    return cached_count(("archive by day", *codes, year), _tags(), count)


def _tags():
    return [list_tag(name) for name in archived_types()]


def _year(request, year, counts, asked, current=None):
    root, by_month = archive_path(request.LANGUAGE_CODE), counts.of_months(year, asked)
    return {
        "number": year,
        "path": f"{root}{year}/{_query(asked)}",
        "total": sum(by_month.values()),
        "months": [
            {
                "first": datetime.date(year, month, 1),
                "path": f"{root}{year}/{month:02}/{_query(asked)}" if by_month[month] else "",
                "n": by_month[month],
                "weight": next((name for least, name in WEIGHTS if by_month[month] >= least), ""),
                "is_current": month == current,
            }
            for month in range(1, 13)
        ],
    }


def _types(request, path, counts, asked):
    """The filter by type, with counts; a type without any is left out unless it was asked for."""
    shown = {"": (_("All"), sum(counts.values()))}
    shown |= {
        name: (label, counts[name])
        for name, label in archived_types().items()
        if counts[name] or name == asked
    }
    return [
        {"label": label, "n": n, "path": path + _query(name), "is_current": name == asked}
        for name, (label, n) in shown.items()
    ]


def _neighbours(request, archived, asked, first, last, *, is_month):
    """The nearest period before and after in which there is something. One query."""
    if asked:
        archived = archived.filter(type=asked)
    before = archived.filter(dated__lt=first).order_by("-dated")[:1]
    after = archived.filter(dated__gt=last).order_by("dated")[:1]
    rows = [_named(before, "earlier"), _named(after, "later")]
    days = {name: day for day, name in rows[0].union(rows[1], all=True).order_by()}
    return {name: _link(request, days.get(name), asked, is_month=is_month) for name in ("earlier", "later")}


def _named(slice_, name):
    """As in pages/home.py: a slice that SQLite will unite."""
    editions = Edition.objects.filter(pk__in=slice_.values("pk")).order_by()
    return editions.values_list("dated", Value(name, CharField()))


def _link(request, day, asked, *, is_month):
    if day is None:
        return None
    month = f"{day.month:02}/" if is_month else ""
    return {"day": day, "path": f"{archive_path(request.LANGUAGE_CODE)}{day.year}/{month}{_query(asked)}"}


def _last_of_month(first):
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])
