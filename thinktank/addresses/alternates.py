"""The canonical address of a page and its versions in other languages, for search engines and readers.

The filters of a list (`?kind=news`) are part of its address: sorted by name, without empty ones.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypedDict
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest

from thinktank.delivery.media_host import are_files_here
from thinktank.delivery.paging import page_asked
from thinktank.language import languages

type Paths = Mapping[str, str | None]  # {language: path}; empty where the page does not exist
type Filters = Mapping[str, Any]  # {name in the query: value}


class Translation(TypedDict):
    """A link to a page in another language."""

    language: str
    name: str  # of the language, in that language
    invitation: str
    path: str


def absolute(path: str) -> str:
    """The address of a path of this site. Uses SITE_ORIGIN, never the host that a request names.

    The address of a file (`file_address`) stays as it is.
    """
    return (
        path
        if settings.MEDIA_ORIGIN and path.startswith(settings.MEDIA_ORIGIN)
        else settings.SITE_ORIGIN + path
    )


def file_address(path: str) -> str:
    """Where a page gets the file of this path: at MEDIA_ORIGIN, or at the path itself when that is not set."""
    return path if are_files_here() else settings.MEDIA_ORIGIN + path


def with_query(path: str, filters: Filters) -> str:
    """The path with the filters as its query, without empty ones."""
    query = urlencode(sorted((name, value) for name, value in filters.items() if value))
    return f"{path}?{query}" if query else path


def alternates(paths: Paths) -> list[tuple[str, str]]:
    """(hreflang, address) of every version of a page, itself included; then "x-default"."""
    versions = [(code, absolute(path)) for code in languages.codes() if (path := paths.get(code))]
    return [*versions, ("x-default", versions[0][1])] if versions else []


def canonical_links(
    request: HttpRequest, paths: Paths, filters: Callable[[str], Filters] | None = None
) -> dict[str, Any]:
    """`canonical`, `alternates` and `translations` for the template of a page that exists at these paths.

    `filters(language)` gives the filters of the page's list with the values of that language. A page of the list after
    the first has its own address, and no alternates, since in another language it may show other entries.
    """
    chosen: Callable[[str], Filters] = filters or (lambda language: {})
    page = page_asked(request)
    narrowed = {code: path and with_query(path, chosen(code)) for code, path in paths.items()}
    language = request.LANGUAGE_CODE
    own = with_query(paths[language] or "", {**chosen(language), "page": page if page > 1 else None})
    return {
        "canonical": absolute(own),
        "alternates": alternates(narrowed) if page == 1 else [],
        "translations": translations_at(narrowed, language),
    }


def translations_at(paths: Paths, language: str) -> list[Translation]:
    """The language links of a page in this language."""
    return [
        {
            "language": code,
            "name": languages.own_name_of(code),
            "invitation": languages.invitation_to(code),
            "path": path,
        }
        for code, path in paths.items()
        if path and code != language
    ]


def canonical_links_in_every_language(
    request: HttpRequest, filters: Callable[[str], Filters] | None = None
) -> dict[str, Any]:
    """The same for a list or the front page, which exists in every language."""
    rest = request.path.removeprefix(f"/{request.LANGUAGE_CODE}/")
    return canonical_links(request, {code: f"/{code}/{rest}" for code in languages.codes()}, filters)
