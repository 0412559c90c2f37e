"""The page of a search, and suggestions while one types."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from polls.models.poll import ANY_POLL
from thinktank.addresses.alternates import canonical_links_in_every_language
from thinktank.delivery.cache_tags import list_tag
from thinktank.delivery.decorators import public_page, tag_response
from thinktank.delivery.paging import get_page, page_asked
from thinktank.publishing.public.pages import home_of
from thinktank.publishing.publication_types import publication_types
from thinktank.search import filters
from thinktank.search.facets import NAMES
from thinktank.search.find import Because, Results, find
from thinktank.search.hits import hits
from thinktank.search.query import LONGEST, TooLong, in_one_line
from thinktank.search.suggestions import suggestions

PER_PAGE = 10
A_MINUTE = 60


@public_page(reads=("q", "page", *NAMES), max_age=A_MINUTE)
def search(request: HttpRequest) -> HttpResponse:
    """Results for `?q=`, narrowed by facets. Without both, only the box. 400 for more than LONGEST signs."""
    tag_search(request)
    page_asked(request)
    typed = in_one_line(request.GET.get("q", ""))
    try:
        context = _results(request, typed)
    except TooLong:
        context = {"is_too_long": True, "longest": LONGEST, "typed": typed[:LONGEST]}
    chosen = filters.chosen(request)
    context |= canonical_links_in_every_language(
        request,
        lambda code: {"q": context["typed"], **filters.in_addresses(chosen, code)},
    )
    context |= {"breadcrumbs": [home_of(request.LANGUAGE_CODE)], "has_own_search": True, "longest": LONGEST}
    status = 400 if "is_too_long" in context else 200
    response = render(request, "search/search.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


def _results(request: HttpRequest, typed: str) -> dict:
    chosen = filters.chosen(request)
    if not typed and not chosen:
        return {"typed": ""}
    found = find(typed, request.LANGUAGE_CODE, list(chosen.values()), timezone.now())
    page = get_page(found.keys, request, PER_PAGE)
    return {
        "typed": typed,
        "is_search": True,
        "page_obj": page,
        "hits": hits(list(page.object_list), found.query),
        "total": len(found.keys),
        "meant": _meant(found),
        "is_closest": found.because == Because.CLOSEST and bool(found.keys),
        "groups": filters.groups(request, typed, found.counts, len(found.keys)) if found.counts else [],
        "chosen": filters.chosen_labels(request, typed),
        "feed": filters.path_of(
            reverse("search_feed", kwargs={"form": "atom"}), typed, chosen, request.LANGUAGE_CODE
        ),
        "without_filters": filters.path_of(request.path, typed, {}, request.LANGUAGE_CODE) if chosen else "",
    }


def _meant(found: Results) -> str:
    """The search whose results are shown in place of what was typed; empty when it is what was typed."""
    return found.query.typed if found.because in (Because.LAYOUT, Because.SPELLING) else ""


@public_page(reads=("q",), max_age=A_MINUTE)
def suggest(request: HttpRequest) -> HttpResponse:
    """{"suggestions": [{"title", "path", "kind", "language"}]} for what has been typed so far."""
    tag_search(request)
    typed = request.GET.get("q", "")
    found = suggestions(typed, request.LANGUAGE_CODE, timezone.now()) if len(typed) <= LONGEST else []
    return JsonResponse(
        {"suggestions": found, "label": _("Suggestions")}, json_dumps_params={"ensure_ascii": False}
    )


def tag_search(request: HttpRequest) -> None:
    """What may change the results of any search."""
    tag_response(request, ANY_POLL, *(list_tag(each.name) for each in publication_types()))
