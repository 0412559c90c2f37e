"""How the page of something without editions will look, before it is public: the readers' own view, for staff."""

from copy import copy

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import resolve
from django.utils import translation

from thinktank.addresses.models import Addressed, address_path
from thinktank.language import languages


def languages_to_preview(thing: Addressed) -> list[str]:
    """Those in which it has a name, and so an address."""
    return [code for code in languages.codes() if _path(thing, code)]


def preview(request: HttpRequest, thing: Addressed, language: str) -> HttpResponse:
    """The page as readers will find it in this language. Nothing is written, nothing kept. Raises Http404."""
    path = _path(thing, language) if language in languages.codes() else ""
    if not path:
        raise Http404
    with translation.override(language):
        view, arguments, named = resolve(path)
        answer = view.__wrapped__(_as_a_reader(request, path, language, thing), *arguments, **named)
    headers = {"Content-Language": language, "X-Robots-Tag": "noindex", "Cache-Control": "private, no-store"}
    return HttpResponse(answer.content, status=answer.status_code, headers=headers)


def _path(thing, language):
    slug = languages.word(thing, "slug", language)
    return address_path(language, thing.address_prefix, slug) if slug and thing.label_in(language) else ""


def _as_a_reader(request, path, language, thing):
    """`previewed` is what the view shows although it is not public: no request of a reader carries it."""
    reader = copy(request)
    reader.GET, reader.COOKIES, reader.user = QueryDict(), {}, AnonymousUser()
    reader.path = reader.path_info = path
    reader.LANGUAGE_CODE, reader.previewed, reader.cache_tags = language, thing, None
    return reader
