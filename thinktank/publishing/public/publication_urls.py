"""The addresses of every type of publication, such as `articles:article_detail`, made from its `PublicationType`."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path, register_converter

from thinktank.delivery.cache_tags import PAGE_LIFE, TAGGED_PAGE_LIFE
from thinktank.delivery.decorators import public_page
from thinktank.publishing.public import memento, views
from thinktank.publishing.public.file_pages import TEN_MINUTES, FileKindConverter
from thinktank.publishing.publication_types import PublicationType, types_with_lists

View = Callable[..., HttpResponseBase]

register_converter(FileKindConverter, "file_kind")


def publication_urls() -> list[URLResolver]:
    """The addresses of all types that have a list, each under its prefix."""
    return [
        path(f"{each.prefix}/", include((_list_and_pages(each), each.prefix))) for each in types_with_lists()
    ]


def _list_and_pages(publication_type: PublicationType) -> list[URLPattern | URLResolver]:
    view = _bound(views.publication_list, publication_type, reads=("kind", "on", "page"))
    return [path("", view, name=f"{publication_type.name}_list"), *pages_of(publication_type)]


def pages_of(publication_type: PublicationType) -> list[URLPattern | URLResolver]:
    """The addresses of one publication, relative to its list. Those that only this type has come first."""

    def at(route: str, view: View, name: str, **policy: Any) -> URLPattern:
        bound = _bound(view, publication_type, **policy)
        return path(f"<slug:slug>/{route}", bound, name=f"{publication_type.name}{name}")

    max_age = PAGE_LIFE if publication_type.max_age is None else publication_type.max_age
    page = {"max_age": max_age, "life": TAGGED_PAGE_LIFE}
    numbered, two = "editions/<int:number>/", "editions/<int:old>-<int:new>/"
    own = [path("", include(publication_type.own_urls))] if publication_type.own_urls else []
    return [
        *own,
        at("", views.publication_detail, "_detail", **page),
        at("print/", views.publication_print, "_print", **page),
        at("<file_kind:kind>/", views.publication_file, "_file"),
        at("editions/", views.publication_editions, "_editions", reads=("on",)),
        at("editions/timemap/", memento.timemap, "_timemap"),
        path(
            "<slug:slug>/editions/timegate/",
            partial(memento.timegate, publication_type=publication_type),
            name=f"{publication_type.name}_timegate",
        ),
        at(numbered, views.publication_edition, "_edition", **page),
        at(
            f"{numbered}<file_kind:kind>/",
            views.publication_edition_file,
            "_edition_file",
            max_age=TEN_MINUTES,
        ),
        at(
            f"{numbered}fig-<int:figure>.csv",
            views.publication_chart_data,
            "_chart_data",
            max_age=TEN_MINUTES,
            immutable=True,
        ),
        at(two, views.publication_changes, "_changes"),
    ]


def _bound(view: View, publication_type: PublicationType, **policy: Any) -> View:
    """The view as the public page of one type; `policy` goes to `public_page`."""

    @public_page(**policy)
    @wraps(view)
    def bound(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
        return view(request, publication_type, **arguments)

    return bound
