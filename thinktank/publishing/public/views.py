"""The views that every type of publication has. publication_urls.py binds them to types and sets their cache lifetime."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from thinktank.delivery.decorators import public_page
from thinktank.publishing.models import Edition
from thinktank.publishing.public import chart_data, file_pages, history, pages, past
from thinktank.publishing.public.lookup import find_by_short_code
from thinktank.publishing.publication_types import PublicationType


def publication_list(request: HttpRequest, publication_type: PublicationType) -> HttpResponse:
    if past_day := past.past_day_asked(request):
        return past.list_on(request, publication_type, past_day)
    list_context = publication_type.list_context or pages.list_context
    return render(request, publication_type.list_template, list_context(request, publication_type))


def publication_detail(request: HttpRequest, publication_type: PublicationType, slug: str) -> HttpResponse:
    return pages.edition_page(request, publication_type, slug)


def publication_print(request: HttpRequest, publication_type: PublicationType, slug: str) -> HttpResponse:
    return pages.edition_page(request, publication_type, slug, is_print=True)


def publication_editions(request: HttpRequest, publication_type: PublicationType, slug: str) -> HttpResponse:
    return history.history_page(request, publication_type, slug)


def publication_edition(
    request: HttpRequest, publication_type: PublicationType, slug: str, number: int
) -> HttpResponse:
    return pages.numbered_edition_page(request, publication_type, slug, number)


def publication_changes(
    request: HttpRequest, publication_type: PublicationType, slug: str, old: int, new: int
) -> HttpResponse:
    return history.changes_page(request, publication_type, slug, old, new)


def publication_file(
    request: HttpRequest, publication_type: PublicationType, slug: str, kind: str
) -> HttpResponseBase:
    return file_pages.file_page(request, publication_type, slug, kind)


def publication_edition_file(
    request: HttpRequest, publication_type: PublicationType, slug: str, number: int, kind: str
) -> HttpResponseBase:
    return file_pages.numbered_file_page(request, publication_type, slug, number, kind)


def publication_chart_data(
    request: HttpRequest, publication_type: PublicationType, slug: str, number: int, figure: int
) -> HttpResponse:
    return chart_data.chart_data_page(request, publication_type, slug, number, figure)


@public_page
def short_address(request: HttpRequest, code: str) -> HttpResponse:
    """Redirect to the publication's page in the language of the path, or in another one if it has none."""
    now = timezone.now()
    answer = find_by_short_code(code, request.LANGUAGE_CODE, now)
    if answer is None:
        raise Http404
    if answer.gone:
        return pages.gone_page(request, answer.gone, now)
    return HttpResponseRedirect(answer.moved_to or cast(Edition, answer.edition).get_absolute_url())
