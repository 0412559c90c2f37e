"""Asking the site itself, in this process: what does an anonymous reader get at a path? Nothing goes over the network."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation

from thinktank.delivery.areas import is_desk
from thinktank.delivery.bad_input import status_of_bad_input

MOST_REDIRECTS = 5
ID = re.compile(r'\sid="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """The status at the end of all redirects, and the `id`s of elements, which addresses may end with after `#`."""

    status: int
    ids: frozenset[str] = frozenset()


def ask(address: str) -> Answer:
    """The answer at a path of this site, which may have a query. Pages of the desk have 403, as for readers.

    The view is called without middleware and cache. A view that is not public is taken to answer: it may write.
    """
    for _redirect in range(MOST_REDIRECTS):
        response = _response_at(address)
        if isinstance(response, int):
            return Answer(response)
        location = urljoin(settings.SITE_ORIGIN + address, response.headers.get("Location", ""))
        if response.status_code not in (301, 302) or not location.startswith(f"{settings.SITE_ORIGIN}/"):
            return Answer(response.status_code, _ids_of(response))
        address = location.removeprefix(settings.SITE_ORIGIN).partition("#")[0]
    return Answer(508)  # RFC 5842, section 7.2


def _response_at(address: str) -> HttpResponseBase | int:
    """The response of the view, or a status where none is asked."""
    from django.test import RequestFactory  # 6 MB that only the worker needs

    host = urlsplit(settings.SITE_ORIGIN).netloc
    request = RequestFactory().get(address, headers={"host": host}, secure=settings.SITE_IS_HTTPS)
    if status := status_of_bad_input(request):
        return status
    if request.path_info.startswith(settings.STATIC_URL):
        return 200
    if is_desk(request):
        return 403
    match = _match_of(request)
    if match is None:
        return 404
    return _response_of(request, match) if getattr(match.func, "is_public", False) else 200


def _match_of(request: HttpRequest) -> ResolverMatch | None:
    """With the slash that the site would add, where one is missing."""
    path = request.path_info
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        for each in (path, f"{path}/"):
            try:
                return resolve(each)
            except Resolver404:
                continue
    return None


def _response_of(request: HttpRequest, match: ResolverMatch) -> HttpResponseBase | int:
    request.resolver_match = match
    try:
        with translation.override(translation.get_language()):
            return match.func(request, *match.args, **match.kwargs)
    except Http404:
        return 404


def _ids_of(response: HttpResponseBase) -> frozenset[str]:
    """Closes a file unread. `response.close()` would tell the database that the request around this one has ended."""
    if response.streaming:
        if file := getattr(response, "file_to_stream", None):
            file.close()
        return frozenset()
    content: bytes = getattr(response, "content", b"")
    return frozenset(ID.findall(content.decode(errors="replace")))
