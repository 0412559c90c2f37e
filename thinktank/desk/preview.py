"""Previews of pages that have no editions: staff see the response of the public view before the object is public."""

from copy import copy
from typing import Any, cast

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import resolve
from django.utils import translation

from thinktank.addresses.models import Addressed, address_path
from thinktank.language import languages


def languages_to_preview(thing: Addressed) -> list[str]:
    """The languages in which it has a name and a slug."""
    return [code for code in languages.codes() if _path(thing, code)]


def preview(request: HttpRequest, thing: Addressed, language: str) -> HttpResponse:
    """The page as readers will see it in this language. Writes and caches nothing. Raises Http404."""
    path = _path(thing, language) if language in languages.codes() else ""
    if not path:
        raise Http404
    with translation.override(language):
        reader = as_a_reader(request, path, language)
        reader.previewed = thing
        answer = public_answer(reader)
    headers = {"Content-Language": language, "X-Robots-Tag": "noindex", "Cache-Control": "private, no-store"}
    return HttpResponse(answer.content, status=answer.status_code, headers=headers)


def _path(thing: Addressed, language: str) -> str:
    slug = languages.word(thing, "slug", language)
    return address_path(language, thing.address_prefix, slug) if slug and thing.label_in(language) else ""


def as_a_reader(request: HttpRequest, path: str, language: str) -> Any:
    """The request that a reader would make. If it has `previewed`, the view shows that object although it is not public."""
    reader: Any = copy(request)
    reader.GET, reader.COOKIES, reader.user = QueryDict(), {}, AnonymousUser()
    reader.path = reader.path_info = path
    reader.LANGUAGE_CODE, reader.cache_tags = language, None
    return reader


def public_answer(reader: HttpRequest) -> HttpResponse:
    """What the public view at this path answers, without the page cache. Raises Http404."""
    view, arguments, named = resolve(reader.path)
    answer: HttpResponse = cast(Any, view).__wrapped__(reader, *arguments, **named)
    return answer
