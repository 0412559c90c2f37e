"""The site on a past day: `?on=2019-03-05` on lists, pages of subjects, the front page and at the history of a text.

A day is shown as it was at its end, in the time zone of the site: the editions that were live then, with their titles, in
their order. What was withdrawn or erased since is not shown, whatever the day (`on_record`). What has no history is not
shown either: numbers, descriptions, positions of people. Subjects have the names of today.
"""

import datetime
import re
from dataclasses import dataclass

from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst

from thinktank.addresses.alternates import Paths, translations_at, with_query
from thinktank.addresses.models import Addressed
from thinktank.delivery.cache_tags import list_tag, subject_tag
from thinktank.delivery.decorators import tag_response
from thinktank.delivery.paging import get_page
from thinktank.language import languages
from thinktank.publishing.models import Edition
from thinktank.publishing.models.edition import EditionQuerySet
from thinktank.publishing.publication_types import Context, PublicationType, kinds_of, types_with_lists

PER_PAGE = 20
ON_THE_FRONT_PAGE = 6  # of each type
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class PastDay:
    """A day before today."""

    day: datetime.date

    @property
    def end(self) -> datetime.datetime:
        """The first moment of the next day."""
        midnight = datetime.datetime.combine(self.day + datetime.timedelta(days=1), datetime.time())
        return timezone.make_aware(midnight)

    def editions(self) -> EditionQuerySet[Edition]:
        """Those that were live when the day ended and may still be read."""
        return Edition.objects.on_record(timezone.now()).live(self.end - datetime.timedelta(microseconds=1))


def day_asked(request: HttpRequest) -> datetime.date | None:
    """The day in `?on=`, or None without one. Raises Http404 for what is no day."""
    asked = request.GET.get("on", "")
    if not asked:
        return None
    try:
        if not DAY.fullmatch(asked):
            raise ValueError
        return datetime.date.fromisoformat(asked)
    except ValueError:
        raise Http404 from None


def past_day_asked(request: HttpRequest) -> PastDay | None:
    """The past day in `?on=`; None without one and for today, whose page is the usual one. Raises Http404."""
    day = day_asked(request)
    return PastDay(day) if day and day < timezone.localdate() and day.year > 1 else None


def list_on(request: HttpRequest, publication_type: PublicationType, past: PastDay) -> HttpResponse:
    """A list of publications as it was on a past day."""
    tag_response(request, list_tag(publication_type.name))
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds_of(publication_type.name) else ""
    of_type = past.editions().of_type(publication_type.name).in_language(request.LANGUAGE_CODE)
    rows = of_type.filter(kind=kind) if kind else of_type
    present = with_query(publication_type.list_path(request.LANGUAGE_CODE), {"kind": kind})
    return _respond(request, past, _list(request, rows, capfirst(str(publication_type.plural))), present)


def subject_on(request: HttpRequest, subject: Addressed, past: PastDay, type_name: str = "") -> HttpResponse:
    """The texts about or by a subject on a past day, narrowed to one type if it is named."""
    language = request.LANGUAGE_CODE
    tag_response(request, subject_tag(subject.uid))
    about = past.editions().in_language(language).filter(listings__subject_uid=subject.uid)
    rows = about.of_type(type_name) if type_name else about
    paths = {code: subject.path_in(code) for code in languages.codes()}
    present = with_query(paths[language], {"type": type_name})
    return _respond(request, past, _list(request, rows, subject.label_in(language)), present, paths)


def _list(request: HttpRequest, rows: EditionQuerySet[Edition], heading: str) -> Context:
    page: Page[Edition] = get_page(rows.for_lists().newest_first(), request, PER_PAGE)
    return {"heading": heading, "page_obj": page, "groups": [{"editions": page}]}


def front_page_on(request: HttpRequest, past: PastDay) -> HttpResponse:
    """The newest of every type on a past day. What editors chose for the front page that day is not known."""
    tag_response(request, *(list_tag(each.name) for each in types_with_lists()))
    in_language = past.editions().in_language(request.LANGUAGE_CODE).for_lists().newest_first()
    groups = [
        {"heading": each.plural, "editions": found}
        for each in types_with_lists()
        if (found := list(in_language.of_type(each.name)[:ON_THE_FRONT_PAGE]))
    ]
    return _respond(request, past, {"heading": "", "groups": groups}, f"/{request.LANGUAGE_CODE}/")


def _respond(
    request: HttpRequest, past: PastDay, context: Context, present: str, paths: Paths | None = None
) -> HttpResponse:
    """`present` is the path of today's page, `paths` are those of the page in each language if they differ in more."""
    rest = request.path.removeprefix(f"/{request.LANGUAGE_CODE}/")
    paths = paths or {code: f"/{code}/{rest}" for code in languages.codes()}
    on_that_day = {code: path and with_query(path, request.GET.dict()) for code, path in paths.items()}
    others = {
        "day": past.day,
        "present": present,
        "translations": translations_at(on_that_day, request.LANGUAGE_CODE),
    }
    response = render(request, "publishing/past.html", context | others)
    response["X-Robots-Tag"] = "noindex"
    return response


def redirect_to_edition_on(edition: Edition, day: datetime.date) -> HttpResponseRedirect | None:
    """To the edition of this text that was live when the day ended; None when there was none."""
    own = PastDay(day).editions().filter(publication_uid=edition.publication_uid, language=edition.language)
    found = own.for_lists().first()
    return HttpResponseRedirect(f"{found.get_absolute_url()}editions/{found.number}/") if found else None
