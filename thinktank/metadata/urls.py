"""The addresses of citations and linksets, under those of every publication: /en/reports/x/cite/bib/."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, register_converter

from thinktank.delivery.cache_tags import TAGGED_PAGE_LIFE
from thinktank.delivery.decorators import public_page
from thinktank.metadata import views
from thinktank.metadata.citations.styles import FORMATS
from thinktank.publishing.publication_types import PublicationType, publication_types


class FileEnding:
    """Converts the last part of an address to the ending of a file: `<citation_format:ending>`."""

    regex = "|".join(FORMATS)

    @staticmethod
    def to_python(value: str) -> str:
        return value

    @staticmethod
    def to_url(value: str) -> str:
        return value


register_converter(FileEnding, "citation_format")


def citation_urls() -> list[URLPattern]:
    """The addresses of each type."""
    return [pattern for each in publication_types() for pattern in _of(each)]


def _of(publication_type: PublicationType) -> list[URLPattern]:
    base = f"{publication_type.prefix}/<slug:slug>/" if publication_type.prefix else "<slug:slug>/"
    name, end = publication_type.name, "cite/<citation_format:ending>/"
    return [
        path(base + end, _bound(views.citation, publication_type), name=f"{name}_citation"),
        path(
            f"{base}editions/<int:number>/{end}",
            _bound(views.edition_citation, publication_type),
            name=f"{name}_edition_citation",
        ),
        path(
            f"{base}editions/<int:number>/linkset.json",
            _bound(views.edition_linkset, publication_type),
            name=f"{name}_edition_linkset",
        ),
    ]


def _bound(
    view: Callable[..., HttpResponse], publication_type: PublicationType
) -> Callable[..., HttpResponse]:
    """The view as the public page of one type."""

    @public_page(life=TAGGED_PAGE_LIFE)
    @wraps(view)
    def bound(request: HttpRequest, **arguments: Any) -> HttpResponse:
        return view(request, publication_type, **arguments)

    return bound
