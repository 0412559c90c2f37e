"""What search engines are told of a page's address and of its versions in other languages."""

from django.conf import settings

from thinktank.language import languages


def absolute(path):
    """The address of a path of this site; never made from what a request says its host is."""
    return settings.SITE_ORIGIN + path


def alternates(paths):
    """(hreflang, address) of every version of a page, itself included, given {language: path}; then "x-default"."""
    versions = [(code, absolute(paths[code])) for code in languages.codes() if paths.get(code)]
    return [*versions, ("x-default", versions[0][1])] if versions else []


def place_of(paths, language):
    """`canonical` and `alternates` for the template of a page that exists at these paths."""
    return {"canonical": absolute(paths[language]), "alternates": alternates(paths)}


def place_in_every_language(request):
    """The same for a list or the front page, which every language has; `?page=` is part of the address."""
    language = request.LANGUAGE_CODE
    rest = request.path.removeprefix(f"/{language}/")
    page = request.GET.get("page", "")
    suffix = f"?page={page}" if page.isascii() and page.isdigit() and 1 < int(page[:9]) <= 1000 else ""
    place = place_of({code: f"/{code}/{rest}" for code in languages.codes()}, language)
    return place if not suffix else {"canonical": place["canonical"] + suffix, "alternates": []}
