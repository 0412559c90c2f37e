"""The outermost middleware: it gives each request its id, and counts it."""

import functools
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation

from thinktank.language import languages
from thinktank.monitoring import metrics, request_ids
from thinktank.monitoring.queries import Spent, spent_by_request

type View = Callable[[HttpRequest], HttpResponseBase]

NO_ROUTE, STATIC = "none", "static"
CACHE_STATUS, HIT = "Cache-Status", "hit"


def observed(get_response: View) -> View:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        if hasattr(request, "cached"):  # a page from memory, which the server counts (hits.py)
            response = get_response(request)
            response.headers[request_ids.HEADER] = request_ids.id_of(request)
            return response
        request_id, spent = request_ids.id_of(request), Spent()
        began = time.perf_counter()
        token = spent_by_request.set(spent)
        try:
            with request_ids.working_on(request_id):
                response = get_response(request)
        finally:
            spent_by_request.reset(token)
        response.headers[request_ids.HEADER] = request_id
        _count(request, response, time.perf_counter() - began, spent)
        return response

    return middleware


def _count(request: HttpRequest, response: HttpResponseBase, seconds: float, spent: Spent) -> None:
    outcome = _cache_outcome(response.headers.get(CACHE_STATUS, ""))
    route = route_of(request, is_cached=outcome == HIT)
    metrics.requests_of(route, response.status_code).inc()
    if outcome:
        metrics.page_cache_of(outcome).inc()
    if outcome != HIT:
        metrics.REQUEST_SECONDS.labels(route).observe(seconds)
    if spent.queries:
        metrics.DATABASE_QUERIES.labels(route).inc(spent.queries)
        metrics.DATABASE_SECONDS.labels(route).inc(spent.seconds)


def _cache_outcome(cache_status: str) -> str:
    """ "hit", or why the cache did not answer: "thinktank; fwd=stale; ..." is "stale". "" without the header."""
    return cache_status.partition("; ")[2].partition(";")[0].removeprefix("fwd=")


def route_of(request: HttpRequest, *, is_cached: bool = False) -> str:
    """The pattern of the address, the same in all languages. It holds no words of a reader, as the address may."""
    if match := getattr(request, "resolver_match", None):
        return _without_language(match.route)
    if is_cached:
        return route_at(request.path_info)
    return STATIC if request.path_info.startswith(settings.STATIC_URL) else NO_ROUTE


@functools.lru_cache(maxsize=2048)
def route_at(path: str) -> str:
    """For a page from the cache, whose address nobody has resolved."""
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            return _without_language(resolve(path).route)
        except Resolver404:
            return NO_ROUTE


@functools.lru_cache(maxsize=1024)
def _without_language(route: str) -> str:
    language, slash, rest = route.partition("/")
    return f"<language>/{rest}" if slash and language in languages.codes() else route
