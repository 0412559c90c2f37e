"""Where a page is: its one canonical address, and its versions in other languages, for search engines and readers.

What a list is narrowed by (`?kind=news`) is part of its address: fields in the order of their names, none that is empty.
"""

from urllib.parse import urlencode

from django.conf import settings

from thinktank.delivery.paging import page_asked
from thinktank.language import languages


def absolute(path):
    """The address of a path of this site; never made from what a request says its host is."""
    return settings.SITE_ORIGIN + path


def with_query(path, chosen):
    """The path with a query that says what was chosen: {name: value}; what is empty is left out."""
    query = urlencode(sorted((name, value) for name, value in chosen.items() if value))
    return f"{path}?{query}" if query else path


def alternates(paths):
    """(hreflang, address) of every version of a page, itself included, given {language: path}; then "x-default"."""
    versions = [(code, absolute(paths[code])) for code in languages.codes() if paths.get(code)]
    return [*versions, ("x-default", versions[0][1])] if versions else []


def place_of(request, paths, chosen=None):
    """`canonical`, `alternates` and `translations` for the template of a page that exists at these paths.

    `chosen(language)` gives what the list on the page is narrowed by, in the words of that language's addresses. A
    page of the list after the first has an address of its own; in another language it may hold something else.
    """
    chosen, page = chosen or (lambda language: {}), page_asked(request)
    narrowed = {code: path and with_query(path, chosen(code)) for code, path in paths.items()}
    language = request.LANGUAGE_CODE
    own = with_query(paths[language], chosen(language) | {"page": page if page > 1 else None})
    return {
        "canonical": absolute(own),
        "alternates": alternates(narrowed) if page == 1 else [],
        "translations": translations_at(narrowed, language),
    }


def translations_at(paths, language):
    """What the language links of a page in this language lead to, given {language: path}."""
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


def place_in_every_language(request, chosen=None):
    """The same for a list or the front page, which every language has."""
    rest = request.path.removeprefix(f"/{request.LANGUAGE_CODE}/")
    return place_of(request, {code: f"/{code}/{rest}" for code in languages.codes()}, chosen)
