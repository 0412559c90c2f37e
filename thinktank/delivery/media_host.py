"""A host of its own for uploaded files (MEDIA_ORIGIN), so that nothing in a file can act as a page of the site.

That host answers with files of views marked with `@sent_from_media_host` and with nothing else: 404. It reads and sets no
cookie, so files of drafts do not exist there. On the site's own host such a view redirects to it; pictures, which the site has
encoded anew, are sent from both, because the desk shows those of drafts. Without MEDIA_ORIGIN nothing here does anything. See decision 0194.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation

from thinktank.delivery.anonymity import forget_the_reader
from thinktank.delivery.areas import is_desk
from thinktank.delivery.security_headers import FOR_OTHER_SITES

HARMLESS = "default-src 'none'; form-action 'none'; sandbox; frame-ancestors 'none'"

type View = Callable[..., HttpResponseBase]


_files_are_here: ContextVar[bool] = ContextVar("files_are_here", default=False)


def are_files_here() -> bool:
    """Whether the page that is being made is one of the desk: this host alone knows who may see files of drafts."""
    return _files_are_here.get()


@contextmanager
def files_from_here() -> Iterator[None]:
    token = _files_are_here.set(True)
    try:
        yield
    finally:
        _files_are_here.reset(token)


def sent_from_media_host[V: View](*, elsewhere_too: bool = False) -> Callable[[V], V]:
    """Mark a view whose responses are files. `elsewhere_too`: the site's own host sends them as well."""

    def mark(view: V) -> V:
        cast(Any, view).sends_files, cast(Any, view).sends_files_elsewhere = True, elsewhere_too
        return view

    return mark


def media_host(get_response: View) -> View:
    """The middleware: before the page cache, which does not know hosts."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not settings.MEDIA_ORIGIN:
            return get_response(request)
        if _is_media_host(request):
            return _file(request, get_response)
        view = _file_view(request)
        if view is not None and not view.sends_files_elsewhere and request.method in ("GET", "HEAD"):
            response = HttpResponseRedirect(settings.MEDIA_ORIGIN + request.get_full_path())
            response.headers["Cache-Control"] = "private, no-store"
            return response
        with files_from_here() if is_desk(request) else nullcontext():
            return get_response(request)

    return middleware


def _is_media_host(request: HttpRequest) -> bool:
    try:
        host = request.get_host()
    except DisallowedHost:
        return False
    return urlsplit(f"//{host}").hostname == urlsplit(settings.MEDIA_ORIGIN).hostname


def _file_view(request: HttpRequest) -> Any:
    """The view at this path if it sends files, or None."""
    path = request.path_info
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            view = resolve(path).func
        except Resolver404:
            return None
    return view if getattr(view, "sends_files", False) else None


def _file(request: HttpRequest, get_response: View) -> HttpResponseBase:
    if _file_view(request) is None or request.method not in ("GET", "HEAD"):
        return _plain(404)
    forget_the_reader(request)
    response = get_response(request)
    if response.status_code >= 400 and response.status_code != 416:
        return _plain(response.status_code)
    response.cookies.clear()
    for name, value in FOR_OTHER_SITES.items():
        response.headers[name] = value
    return response


def _plain(status: int) -> HttpResponse:
    """An error in words: the site's own page would need style sheets of the other host."""
    response = HttpResponse(f"{status}\n", status=status, content_type="text/plain")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = HARMLESS
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = settings.SECURE_REFERRER_POLICY
    if status == 503:
        response.headers["Retry-After"] = "10"
    return response
