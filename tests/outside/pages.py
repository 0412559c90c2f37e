"""The pages that are looked at: one of every kind in every language, from the demo as it is served."""

import re
import urllib.error
import urllib.request

from lxml import etree, html

from tests.bench import content

SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
KINDS = {  # name: its English path; the first one of the sitemap that is like it is taken
    "home": "/en/",
    "articles": "/en/articles/",
    "article": "/en/articles/round-table[^/]*/",
    "long article": "/en/articles/quiet-machinery[^/]*/",
    "corrected article": "/en/articles/eleven[^/]*/",
    "gallery": "/en/articles/look-for-the-red-one/",
    "audio": "/en/articles/no-red-telephone/",
    "events": "/en/events/",
    "event": "/en/events/[^/]+/",
    "coming event": "/en/events/reading-the-gauge[^/]*/",
    "cancelled event": "/en/events/winter-roads[^/]*/",
    "reports": "/en/reports/",
    "report": "/en/reports/towards[^/]*/",
    "experts": "/en/experts/",
    "expert": "/en/experts/[^/]+/",
    "organisations": "/en/organizations/",
    "organisation": "/en/organizations/[^/]+/",
    "topics": "/en/topics/",
    "topic": "/en/topics/[^/]+/",
    "region": "/en/regions/[^/]+/",
    "project": "/en/projects/[^/]+/",
    "audience": "/en/for/[^/]+/",
    "series": "/en/series/[^/]+/",
    "polls": "/en/polls/",
    "poll": "/en/polls/[^/]+/",
    "closed poll": "/en/polls/[^/]*freight[^/]*/",
    "archive": "/en/archive/",
    "page": "/en/about/",
    "accessibility": "/en/accessibility/",
    "funding": "/en/funding/",
}
BESIDE = {  # name: (the kind it belongs to, what is added to its path)
    "print": ("article", "print/"),
    "editions": ("corrected article", "editions/"),
    "edition": ("corrected article", "editions/1/"),
    "what changed": ("corrected article", "editions/1-3/"),
    "not found": ("articles", "no-such-article/"),
}
LINKED = {  # name: (the kind it belongs to, where its path stands on that page)
    "error report": ("article", "string(//*[@class='report-error']/a/@href)"),
    "rating": ("article", "string(//form[@data-ballot='rating']/@action)"),
}
ERRORS = [400, 403, 429, 500, 503]  # beside "not found"


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
    """Of its pages or files: pictures have a `loc` too, in another namespace."""
    return etree.fromstring(read(address)[1]).xpath("//s:loc/text()", namespaces={"s": SITEMAPS})


def by_kind(site, paths):
    """{(name, language): path} of one page of each kind there is, and of the same page in the other languages."""
    found = {}
    for name, pattern in KINDS.items():
        if path := next((path for path in paths if re.fullmatch(pattern, path)), None):
            found |= {(name, language): path for language, path in _in_every_language(site, path).items()}
    for name, (kind, more) in BESIDE.items():
        found |= {(name, language): path + more for (of, language), path in found.items() if of == kind}
    for name, (kind, place) in LINKED.items():
        there = {language: path for (of, language), path in found.items() if of == kind}
        found |= {(name, language): _page(site, path).xpath(place) for language, path in there.items()}
    return found


def _page(site, path):
    return html.fromstring(read(site.url + path)[1])


def _in_every_language(site, path):
    """What the page itself says: its own and its alternates' paths by language."""
    links = _page(site, path).xpath("//link[@rel='alternate'][@hreflang]")
    alternates = {link.get("hreflang"): link.get("href").removeprefix(site.url) for link in links}
    alternates.pop("x-default", None)
    return alternates or {path.split("/")[1]: path}
