"""The pages that are looked at: one of every kind in every language, from the demo as it is served."""

import re
import urllib.error
import urllib.request

from lxml import etree

from tests.bench import content

KINDS = {  # name: what its path looks like after the language; the first one found is taken
    "home": r"",
    "articles": r"articles/",
    "article": r"articles/(round-table|kruglyy-stol)[^/]*/",
    "long article": r"articles/(quiet-machinery|tikhaya|tihaya)[^/]*/",
    "events": r"events/",
    "event": r"events/[^/]+/",
    "reports": r"reports/",
    "report": r"reports/[^/]+/",
    "experts": r"experts/",
    "expert": r"experts/[^/]+/",
    "organisation": r"organizations/[^/]+/",
    "topics": r"topics/",
    "topic": r"topics/[^/]+/",
    "region": r"regions/[^/]+/",
    "project": r"projects/[^/]+/",
    "audience": r"for/[^/]+/",
    "series": r"series/[^/]+/",
    "polls": r"polls/",
    "poll": r"polls/[^/]+/",
    "archive": r"archive/",
    "page": r"about/",
    "accessibility": r"accessibility/",
}
BESIDE = {  # name: (the kind it belongs to, what is added to its path)
    "print": ("article", "print/"),
    "editions": ("article", "editions/"),
    "edition": ("article", "editions/1/"),
    "not found": ("articles", "no-such-article/"),
}


def load():
    """For `LiveSite.call`: the demo."""
    content.load()


def read(url):
    """(status, body) of an address."""
    try:
        with urllib.request.urlopen(url) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def all_paths(site):
    """Every path of the sitemap."""
    return [
        address.removeprefix(site.url)
        for part in _locations(f"{site.url}/sitemap.xml")
        for address in _locations(part)
    ]


def _locations(address):
    return etree.fromstring(read(address)[1]).xpath("//*[local-name() = 'loc']/text()")


def by_kind(paths, languages=("en", "ru")):
    """{(name, language): path} of one page of each kind there is."""
    found = {}
    for language in languages:
        for name, pattern in KINDS.items():
            matching = [path for path in paths if re.fullmatch(f"/{language}/{pattern}", path)]
            if matching:
                found[name, language] = matching[0]
        for name, (kind, more) in BESIDE.items():
            if (kind, language) in found:
                found[name, language] = found[kind, language] + more
    return found
