"""Finding pages that a link in a text can lead to, by name, for the editor's link dialogue (static/js/desk/link.js)."""

from collections.abc import Iterator
from typing import Any, Protocol, cast
from uuid import UUID

from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from thinktank.addresses.directory import LISTED_PREFIXES
from thinktank.addresses.models import Addressed
from thinktank.language.searching import words_to_find
from thinktank.publishing.admin.searching import FoundInTexts
from thinktank.publishing.models import Publication
from thinktank.publishing.publication_types import kind_label
from thinktank.publishing.revisions.search_words import Search
from thinktank.richtext.sanitise import PUBLICATION, SUBJECT

LONGEST = 100  # letters of a query: the rest is ignored
SHOWN = 5  # results of each kind

type Target = Publication | Addressed


@require_safe
def link_targets(request: HttpRequest, site: AdminSite) -> JsonResponse:
    """{"results": [{"name", "kind", "address"}]} for `?q=words`, or the one at `?address=`; only what the user may view."""
    address, words = request.GET.get("address", "")[:LONGEST], request.GET.get("q", "")[:LONGEST].strip()
    if found := PUBLICATION.fullmatch(address) or SUBJECT.fullmatch(address):
        results = _named(site, request, UUID(found[1]))
    else:
        results = _matching(site, request, words) if words else iter([])
    return JsonResponse({"results": [_result(each) for each in results]})


def _admins(site: AdminSite, request: HttpRequest) -> list[ModelAdmin[Any]]:
    """The admin classes of everything with a public page that the user may view. Publications come first."""
    found = [
        admin
        for model, admin in site._registry.items()
        if (issubclass(model, Publication) and model is not Publication)
        or (issubclass(model, Addressed) and model.address_prefix in LISTED_PREFIXES)
    ]
    allowed = [admin for admin in found if admin.has_view_permission(request)]
    return sorted(allowed, key=lambda admin: not issubclass(admin.model, Publication))


class _FindsByWords(Protocol):
    """An admin class that can put the best results of a search first, such as FoundByWords."""

    def best_first(self, request: HttpRequest, queryset: QuerySet[Any], typed: str) -> Any: ...


def _matching(site: AdminSite, request: HttpRequest, typed: str) -> Iterator[Target]:
    """The texts are searched once for all their types."""
    words = words_to_find(typed)
    if not words:
        return
    texts = None
    for admin in _admins(site, request):
        queryset, has_doubles = admin.get_queryset(request), False
        if isinstance(admin, FoundInTexts):
            texts = texts or Search(words)
            queryset = texts.among(queryset)
        else:
            queryset, has_doubles = admin.get_search_results(request, queryset, typed)
        queryset = (queryset.distinct() if has_doubles else queryset).order_by("-pk")
        yield from cast(_FindsByWords, admin).best_first(request, queryset, typed)[:SHOWN]


def _named(site: AdminSite, request: HttpRequest, uid: UUID) -> Iterator[Target]:
    for admin in _admins(site, request):
        yield from admin.get_queryset(request).filter(uid=uid)


def _result(target: Target) -> dict[str, str]:
    if isinstance(target, Publication):
        kind, scheme = kind_label(target.type_name(), target.kind), "publication"
    else:
        kind, scheme = str(target._meta.verbose_name), "subject"
    return {"name": str(target), "kind": capfirst(str(kind)), "address": f"{scheme}:{target.uid}"}
