"""What a link of a text can lead to, found by name: asked by the editor's link dialogue (static/js/desk/link.js)."""

from uuid import UUID

from django.http import JsonResponse
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from thinktank.addresses.directory import LISTED_PREFIXES
from thinktank.addresses.models import Addressed
from thinktank.publishing.models import Publication
from thinktank.publishing.publication_types import kind_label
from thinktank.richtext.sanitise import PUBLICATION, SUBJECT

LONGEST = 100  # letters of a question
SHOWN = 5  # of each kind


@require_safe
def link_targets(request, site):
    """{"results": [{"name", "kind", "address"}]} for `?q=words`, or the one at `?address=`; only what the user may view."""
    address, words = request.GET.get("address", "")[:LONGEST], request.GET.get("q", "")[:LONGEST].strip()
    if found := PUBLICATION.fullmatch(address) or SUBJECT.fullmatch(address):
        results = _named(site, request, UUID(found[1]))
    else:
        results = _matching(site, request, words) if words else []
    return JsonResponse({"results": [_result(each) for each in results]})


def _admins(site, request):
    """Of all that has a page of its own: publications first, then people and institutions in their order."""
    found = [
        admin
        for model, admin in site._registry.items()
        if (issubclass(model, Publication) and model is not Publication)
        or (issubclass(model, Addressed) and model.address_prefix in LISTED_PREFIXES)
    ]
    allowed = [admin for admin in found if admin.has_view_permission(request)]
    return sorted(allowed, key=lambda admin: not issubclass(admin.model, Publication))


def _matching(site, request, words):
    for admin in _admins(site, request):
        queryset, has_doubles = admin.get_search_results(request, admin.get_queryset(request), words)
        queryset = (queryset.distinct() if has_doubles else queryset).order_by("-pk")
        yield from admin.best_first(request, queryset, words)[:SHOWN]


def _named(site, request, uid):
    for admin in _admins(site, request):
        yield from admin.get_queryset(request).filter(uid=uid)


def _result(target):
    is_publication = isinstance(target, Publication)
    kind = kind_label(target.type_name(), target.kind) if is_publication else target._meta.verbose_name
    scheme = "publication" if is_publication else "subject"
    return {"name": str(target), "kind": capfirst(str(kind)), "address": f"{scheme}:{target.uid}"}
