"""`@public_page`: views whose responses are the same for everyone, so that caches may store them.

A view without it is private. The middleware `delivery` sets the headers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.utils import translation

from thinktank.database.replica import has_replica, read
from thinktank.delivery.anonymity import forget_the_reader
from thinktank.delivery.cache_tags import LOOK_BACK, PAGE_LIFE, SITE_WIDE, cache_state
from thinktank.delivery.errors import method_not_allowed
from thinktank.delivery.page_cache import allowed_query

CACHEABLE = {200, 206, 301, 302, 410}


@dataclass(frozen=True)
class PublicPage:
    """How long caches may store a public response, and its cache tags: None for any tag.

    max_age: seconds for caches further on. life: seconds for the page cache, which hears of changes.
    """

    max_age: int
    immutable: bool
    tags: frozenset[str] | None
    life: int = PAGE_LIFE


def public_page_of(response: HttpResponseBase) -> PublicPage | None:
    """How a response of a public view may be stored; None for a response that is private or not cacheable."""
    return getattr(response, "public_page", None)


def public_page(
    view: Callable[..., HttpResponseBase] | None = None,
    *,
    max_age: int = PAGE_LIFE,
    life: int = PAGE_LIFE,
    immutable: bool = False,
    reads: tuple[str, ...] = (),
) -> Callable[..., Any]:
    """Mark a view as anonymous and cacheable: `@public_page`, `@public_page(max_age=10, reads=("page",))`.

    The view answers GET and HEAD only. The request it gets has no cookie, session, account or message, and only the
    query parameters named in `reads`. Browsers and proxies may store its response for `max_age` seconds. The page cache
    keeps it until a tag is invalidated, for `max_age` or `life` seconds at most, whichever is longer. An `immutable` one
    never changes. The ETag is the one the view has set, or is computed from the content.
    """
    if view is None:
        return partial(public_page, max_age=max_age, life=life, immutable=immutable, reads=reads)
    life = max(max_age, life)
    if life >= LOOK_BACK.total_seconds() and not immutable:
        raise ValueError(
            f"A page cached for {life} s would outlive what invalidates it: LOOK_BACK in cache_tags.py."
        )

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return method_not_allowed(request, ["GET", "HEAD"])
        forget_the_reader(request)
        request.GET = allowed_query(request, reads)  # type: ignore[assignment]  # the stubs want one that cannot change
        request.META["QUERY_STRING"] = request.GET.urlencode()
        cast(Any, request).cache_tags = None
        _activate_language_of_path(request)
        response = _read(lambda: _rendered(view(request, *args, **kwargs)))
        if response.status_code in CACHEABLE:
            tags = cast(Any, request).cache_tags
            stored = PublicPage(max_age, immutable, tags, life)
            cast(Any, response).public_page = stored
        return response

    marked: Any = page  # a function may have attributes, which its type does not know
    marked.is_public = True
    marked.reads = reads
    marked.csrf_exempt = True  # it writes nothing; other methods get 405, not 403
    return page


def tag_response(request: HttpRequest, *tags: str) -> None:
    """Give the response these cache tags and SITE_WIDE (cache_tags.py). Without a call, any tag invalidates it."""
    tagged: Any = request  # public_page adds the attribute
    tagged.cache_tags = (getattr(request, "cache_tags", None) or frozenset([SITE_WIDE])) | set(tags)


def _read(render: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The page, read from the replica when that knows of all changes that the page cache knows of."""
    if not has_replica():
        return render()
    state = cache_state()
    return read(render, state.position, state.read_at)


def _activate_language_of_path(request: HttpRequest) -> None:
    """The first language for a path without one, whatever the browser prefers."""
    language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    translation.activate(language)
    request.LANGUAGE_CODE = language


def _rendered(response: HttpResponseBase) -> HttpResponseBase:
    return response.render() if isinstance(response, SimpleTemplateResponse) else response
