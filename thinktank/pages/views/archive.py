"""The archive: all live editions by year and month. Unlike lists, it does not end at page 1,000."""

import calendar
import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, QuerySet, Value
from django.db.models.fields import CharField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from thinktank.addresses.alternates import alternates, canonical_links_in_every_language
from thinktank.delivery.cache_tags import list_tag
from thinktank.delivery.cached_results import cached_result
from thinktank.delivery.decorators import public_page
from thinktank.delivery.paging import get_page, only_page
from thinktank.language import languages
from thinktank.publishing.models import Edition
from thinktank.publishing.models.edition import EditionQuerySet
from thinktank.publishing.public.long_list import LongList
from thinktank.publishing.publication_types import Context, types_with_lists

PER_PAGE = 60  # lines, not cards
WEIGHTS = [(10, "is-many"), (4, "is-some")]  # (editions in a month, class that colours it)


@public_page(reads=("type", "page"))
def archive(request: HttpRequest) -> HttpResponse:
    """Every year with its months, the latest first, and the number of editions in each."""
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
def archive_year(request: HttpRequest, year: int) -> HttpResponse:
    return _period(request, datetime.date(year, 1, 1), datetime.date(year, 12, 31), is_month=False)


@public_page(reads=("type", "page"))
def archive_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    first = datetime.date(year, month, 1)
    return _period(request, first, _last_of_month(first), is_month=True)


def _period(
    request: HttpRequest, first: datetime.date, last: datetime.date, *, is_month: bool
) -> HttpResponse:
    """One year or month. For an empty one the status is 404, with links to the nearest ones that are not empty."""
    asked, archived = type_asked(request), _archived([request.LANGUAGE_CODE])
    everywhere = _counts(languages.codes(), first.year)
    counts = everywhere[request.LANGUAGE_CODE]
    in_period = counts.between(first, last)
    page = get_page(_editions_of(request.LANGUAGE_CODE, first, last, asked), request, PER_PAGE)
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


def archive_path(language: str) -> str:
    return f"/{language}/archive/"


def _in_every_language(
    request: HttpRequest,
    everywhere: "dict[str, _Counts]",
    first: datetime.date,
    last: datetime.date,
    *,
    is_month: bool,
) -> Context:
    """As `canonical_links_in_every_language`, but a language without this period links to the year, or to the whole archive."""
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


def _editions_of(language: str, first: datetime.date, last: datetime.date, asked: str) -> LongList:
    """Editions dated from `first` to `last`, of the type `asked` or of all types for an empty string."""
    now = timezone.now()
    values = {"language": language, "at": now, "today": timezone.localdate(now), "first": first, "last": last}
    narrower = {"type": asked} if asked else {}
    return LongList(_ids_of, values | narrower, _tags())


def _ids_of(
    language: str,
    at: datetime.datetime,
    today: datetime.date,
    first: datetime.date,
    last: datetime.date,
    **narrower: str,
) -> QuerySet[Edition, Any]:
    archived = _archived_at(at, today).in_language(language).filter(dated__range=(first, last), **narrower)
    return archived.newest_first().values_list("pk")


def _archived(codes: Sequence[str]) -> EditionQuerySet:
    now = timezone.now()
    return _archived_at(now, timezone.localdate(now)).filter(language__in=codes)


def _archived_at(at: datetime.datetime, today: datetime.date) -> EditionQuerySet:
    """Live editions of all types with a list, except those dated in the future."""
    return Edition.objects.live(at).exclude(prefix="").filter(dated__lte=today)


def archived_types() -> dict[str, str]:
    """Translated names of the types in the archive, by type."""
    return {each.name: str(each.plural) for each in types_with_lists()}


def type_asked(request: HttpRequest) -> str:
    """The type in `?type=`, or an empty string without a known one."""
    asked = request.GET.get("type", "")
    return asked if asked in archived_types() else ""


def _query(asked: str) -> str:
    return f"?type={asked}" if asked else ""


class _Counts:
    """Numbers of editions by day and type."""

    def __init__(self, days: dict[tuple[datetime.date, str], int]) -> None:
        self.days = days

    def between(self, first: datetime.date, last: datetime.date) -> "_Counts":
        return _Counts({key: n for key, n in self.days.items() if first <= key[0] <= last})

    def of_types(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for (_day, type_name), n in self.days.items():
            found[type_name] += n
        return found

    def of_months(self, year: int, asked: str) -> Counter[int]:
        """Numbers by month; `asked` is a type, or empty for all."""
        found: Counter[int] = Counter()
        for (day, type_name), n in self.days.items():
            if day.year == year and asked in ("", type_name):
                found[day.month] += n
        return found

    def total(self, asked: str) -> int:
        return sum(n for (_day, type_name), n in self.days.items() if asked in ("", type_name))


def _counts(codes: Sequence[str], year: int | None = None) -> dict[str, _Counts]:
    """Counts by language. One query has a row for each day and type; they are added up in Python."""

    def count() -> dict[str, _Counts]:
        archived = _archived(codes)
        if year:
            archived = archived.filter(dated__year=year)
        found: dict[str, dict[tuple[datetime.date, str], int]] = {code: {} for code in codes}
        rows = archived.order_by().values_list("language", "dated", "type").annotate(n=Count("pk"))
        for code, day, type_name, n in rows:
            found[code][day, type_name] = n
        return {code: _Counts(days) for code, days in found.items()}

    return cached_result(("archive by day", *codes, year), _tags(), count)


def _tags() -> list[str]:
    return [list_tag(name) for name in archived_types()]


def _year(
    request: HttpRequest, year: int, counts: _Counts, asked: str, current: int | None = None
) -> Context:
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


def _types(request: HttpRequest, path: str, counts: Counter[str], asked: str) -> list[Context]:
    """The links of the filter by type, with counts. A type without editions is left out unless it is selected."""
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


def _neighbours(
    request: HttpRequest,
    archived: EditionQuerySet,
    asked: str,
    first: datetime.date,
    last: datetime.date,
    *,
    is_month: bool,
) -> dict[str, Context | None]:
    """Links to the nearest earlier and later period with editions. One query."""
    if asked:
        archived = archived.filter(type=asked)
    before = archived.filter(dated__lt=first).order_by("-dated")[:1]
    after = archived.filter(dated__gt=last).order_by("dated")[:1]
    rows = [_named(before, "earlier"), _named(after, "later")]
    days = {name: day for day, name in rows[0].union(rows[1], all=True).order_by()}
    return {name: _link(request, days.get(name), asked, is_month=is_month) for name in ("earlier", "later")}


def _named(slice_: QuerySet[Edition], name: str) -> QuerySet[Edition, tuple[datetime.date, str]]:
    """A slice as an unordered query with a name in each row, for a UNION in SQLite."""
    editions = Edition.objects.filter(pk__in=slice_.values("pk")).order_by()
    return editions.values_list("dated", Value(name, CharField()))


def _link(request: HttpRequest, day: datetime.date | None, asked: str, *, is_month: bool) -> Context | None:
    if day is None:
        return None
    month = f"{day.month:02}/" if is_month else ""
    return {"day": day, "path": f"{archive_path(request.LANGUAGE_CODE)}{day.year}/{month}{_query(asked)}"}


def _last_of_month(first: datetime.date) -> datetime.date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])
