"""What scripts of the form fill in: names of a chosen person or organisation, and what a related publication has.

The rows that they fill in are fields of the form; nothing is stored before it is saved.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from experts.models import Expert, Organization
from thinktank.desk.counts import SOME_NUMBER
from thinktank.language import languages
from thinktank.publishing.models import Contribution, Institution, Publication
from thinktank.publishing.publication_types import kinds_of
from thinktank.publishing.usual_roles import UsualRoles

MOST_SOURCES = 20  # publications to take over from at once
SUBJECTS = ("topics", "regions", "projects")  # audiences are chosen for each text


@require_safe
def byline(request: HttpRequest, site: AdminSite) -> JsonResponse:
    """{"name_en": …, "affiliation_en": …} for `?expert=` or `?organization=`, on the day `on`, as saving would fill it in."""
    if key := _key(request.GET.get("expert")):
        row: Contribution | Institution = Contribution(expert=_viewed(site, request, Expert, key))
        fields: tuple[str, ...] = ("name", "affiliation")
    else:
        key = _key(request.GET.get("organization"))
        row, fields = Institution(organization=_viewed(site, request, Organization, key)), ("name",)
    row.fill_byline(_day(request.GET.get("on", "")) or timezone.localdate())
    return JsonResponse(_words(row, fields))


@require_safe
def take_over(request: HttpRequest, site: AdminSite) -> JsonResponse:
    """People, institutions and subjects of the publications `from`, for a publication of the type `into` and this kind.

    {"people": [{"chosen": {"id", "text"} or null, "role", "words": {"name_en": …}}], "institutions": the same,
    "topics", "regions", "projects": [{"id", "text"}]}
    """
    if not site.get_model_admin(Publication).has_view_permission(request):
        raise PermissionDenied
    into = request.GET.get("into", "")
    if not kinds_of(into):
        raise Http404
    roles = UsualRoles.of(into, request.GET.get("kind", ""))
    sources = [
        _viewed(site, request, Publication, _key(key)) for key in request.GET.getlist("from")[:MOST_SOURCES]
    ]
    people = [
        _person(row, roles)
        for source in sources
        for row in source.contributions.prefetch_related("expert__affiliations__organization")
    ]
    institutions = [
        _institution(row, roles)
        for source in sources
        for row in source.institutions.select_related("organization")
    ]
    subjects = {name: _subjects(sources, name) for name in SUBJECTS}
    return JsonResponse({"people": people, "institutions": institutions, **subjects})


def _person(row: Contribution, roles: UsualRoles) -> dict[str, Any]:
    return {
        "chosen": _option(row.expert),
        "role": roles.of_person(row.role),
        "words": _words(row, ("name", "affiliation")),
    }


def _institution(row: Institution, roles: UsualRoles) -> dict[str, Any]:
    return {
        "chosen": _option(row.organization),
        "role": roles.of_institution(row.role),
        "words": _words(row, ("name",)),
    }


def _subjects(sources: Iterable[Publication], name: str) -> list[dict[str, str] | None]:
    found = {term.pk: term for source in sources for term in getattr(source, name).all()}
    return [_option(term) for term in found.values()]


def _option(thing: Model | None) -> dict[str, str] | None:
    return {"id": str(thing.pk), "text": getattr(thing, "told_apart", thing.__str__)()} if thing else None


def _words(row: Model, fields: Iterable[str]) -> dict[str, str]:
    names = (languages.field_name(field, code) for field in fields for code in languages.codes())
    return {name: getattr(row, name) or "" for name in names}


def _viewed[Thing: Model](site: AdminSite, request: HttpRequest, model: type[Thing], key: int) -> Thing:
    """The object with this key. Raises PermissionDenied when the user may not view such objects, Http404 for none."""
    admin = site.get_model_admin(model)
    if not admin.has_view_permission(request):
        raise PermissionDenied
    thing = admin.get_queryset(request).filter(pk=key).first()
    if thing is None:
        raise Http404
    return thing


def _key(text: str | None) -> int:
    """0 for what is no key."""
    return int(text) if text and SOME_NUMBER.fullmatch(text) else 0


def _day(text: str) -> datetime.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
