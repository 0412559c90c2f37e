"""Sitemaps (sitemaps.org protocol 0.9): every page that has content, with its languages and its picture.

The index names a file of lists, people, topics and polls, and for each type of publication files of a thousand
publications each, by their ids: a publication stays in its file, and no file needs the ones before it. News of the
last two days have a file of their own.
"""

import datetime
import itertools
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

from django.db.models import F, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from articles.choices import Kind
from articles.publication_type import ARTICLES
from polls.models import Poll
from thinktank.addresses.alternates import absolute, alternates
from thinktank.addresses.directory import LISTED_PREFIXES, directory
from thinktank.addresses.models import address_path
from thinktank.delivery.decorators import public_page
from thinktank.language import languages
from thinktank.library.pictures import image_url, largest_width
from thinktank.pages.site import site_in
from thinktank.publishing.models import Edition
from thinktank.publishing.publication_types import publication_types, types_with_lists

PUBLICATIONS_PER_FILE = 1000  # each has an address in every language; the protocol allows 50,000 addresses
NEWS_FOR = datetime.timedelta(days=2)
MOST_NEWS = 1000
SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
XHTML = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
IMAGE = 'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'

type Paths = Mapping[str, str]  # {language: path}


@public_page(max_age=600)
def sitemap_index(request: HttpRequest) -> HttpResponse:
    files = [("lists", None), *_files_of_publications()]
    written = "".join(
        f"<sitemap><loc>{absolute(f'/sitemap-{name}.xml')}</loc>{_lastmod(changed)}</sitemap>\n"
        for name, changed in files
    )
    return _xml(f"<sitemapindex {SITEMAP}>\n{written}</sitemapindex>\n")


@public_page(max_age=600)
def sitemap_of_lists(request: HttpRequest) -> HttpResponse:
    """The front page, lists, and pages without editions: people, topics, polls."""
    pages = [*_lists(), *_subjects(), *_polls()]
    return _urlset("".join(_entry(path, _links(paths)) for paths in pages for path in paths.values()))


@public_page(max_age=600)
def sitemap_of_publications(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """The live editions of a type whose publications have ids in the thousand of this number. Raises Http404."""
    prefixes = {each.name: each.prefix for each in publication_types()}
    if name not in prefixes or number > 10**12:
        raise Http404
    written = "".join(_publications(prefixes[name], number))
    if not written:
        raise Http404
    return _urlset(written)


@public_page(max_age=60)
def sitemap_of_news(request: HttpRequest) -> HttpResponse:
    """News of the last two days (https://www.google.com/schemas/sitemap-news/0.9), also when there are none."""
    now = timezone.now()
    news = (
        Edition.objects.live(now)
        .of_type(ARTICLES.name)
        .filter(language__in=languages.codes(), kind=Kind.NEWS)
        .filter(first_live_from__gt=now - NEWS_FOR, dated__gt=(now - 2 * NEWS_FOR).date())
        .for_lists()
        .order_by("-first_live_from", "-pk")[:MOST_NEWS]
    )
    return _xml(f"<urlset {SITEMAP} {NEWS}>\n{''.join(map(_news, news))}</urlset>\n")


def _files_of_publications() -> list[tuple[str, datetime.datetime]]:
    """(name, when the newest edition went live) of every file, from an index alone."""
    rows = (
        Edition.objects.live(timezone.now())
        .order_by()
        .values("prefix", block=F("publication_id") / PUBLICATIONS_PER_FILE)
        .annotate(changed=Max("live_from"))
    )
    names = {each.prefix: each.name for each in publication_types()}
    found = [(names[row["prefix"]], row["block"], row["changed"]) for row in rows if row["prefix"] in names]
    return [(f"{name}-{block}", changed) for name, block, changed in sorted(found)]


def _publications(prefix: str, number: int) -> Iterator[str]:
    first = number * PUBLICATIONS_PER_FILE
    rows = (
        Edition.objects.live(timezone.now())
        .filter(prefix=prefix, publication_id__gte=first, publication_id__lt=first + PUBLICATIONS_PER_FILE)
        .order_by("publication_id", "language")
        .values_list("publication_id", "language", "slug", "live_from", "card__cover___files")
    )
    for _publication, group in itertools.groupby(rows.iterator(), key=lambda row: row[0]):
        editions = list(group)
        paths = {language: address_path(language, prefix, slug) for _id, language, slug, *_rest in editions}
        links = _links(paths)
        for _id, language, _slug, changed, files in editions:
            yield _entry(paths[language], links, changed, files)


def _lists() -> Iterator[Paths]:
    """The front page and every list in all languages; lists of subjects (regions, projects ...) only when not empty."""
    yield {code: f"/{code}/" for code in languages.codes()}
    for prefix in [*(each.prefix for each in types_with_lists()), "polls", "archive"]:
        yield {code: f"/{code}/{prefix}/" for code in languages.codes()}
    for prefix in LISTED_PREFIXES:
        if filled := [code for code in languages.codes() if directory().all(code, prefix)]:
            yield {code: f"/{code}/{prefix}/" for code in filled}


def _subjects() -> Iterator[Paths]:
    """People, institutions, topics ..., each with the languages in which it is public."""
    for prefix in LISTED_PREFIXES:
        found: dict[str, dict[str, str]] = {}
        for code in languages.codes():
            for entry in directory().all(code, prefix):
                found.setdefault(entry.uid, {})[code] = entry.path
        yield from found.values()


def _polls() -> Iterator[Paths]:
    found: dict[int, dict[str, str]] = {}
    for code in languages.codes():
        for poll in Poll.objects.public_in(code).order_by("pk"):
            found.setdefault(poll.pk, {})[code] = poll.path_in(code) or ""
    yield from found.values()


def _links(paths: Paths) -> str:
    """The languages of a page, as the page itself names them; nothing when there is one."""
    if len(paths) < 2:
        return ""
    return "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>'
        for code, address in alternates(paths)
    )


def _entry(path: str, links: str, changed: datetime.datetime | None = None, files: Any = None) -> str:
    """`files`: those of its cover, as the record of a picture has them. No path has a sign that XML needs escaped."""
    origin, image = absolute(""), ""
    if files:
        cover = {"_files": files}
        address = absolute(image_url(cover, width=largest_width(cover)))
        image = f"<image:image><image:loc>{address}</image:loc></image:image>"
    return f"<url><loc>{origin}{path}</loc>{_lastmod(changed)}{links}{image}</url>\n"


def _news(edition: Edition) -> str:
    address, name = absolute(edition.get_absolute_url()), site_in(edition.language, "/").name
    return (
        f"<url><loc>{escape(address)}</loc><news:news><news:publication><news:name>{escape(name)}</news:name>"
        f"<news:language>{edition.language}</news:language></news:publication>"
        f"<news:publication_date>{_moment(edition.first_live_from)}</news:publication_date>"
        f"<news:title>{escape(edition.title)}</news:title></news:news></url>\n"
    )


def _lastmod(changed: datetime.datetime | None) -> str:
    return f"<lastmod>{_moment(changed)}</lastmod>" if changed else ""


def _moment(value: datetime.datetime) -> str:
    return value.astimezone(datetime.UTC).isoformat(timespec="seconds")


def _urlset(entries: str) -> HttpResponse:
    return _xml(f"<urlset {SITEMAP} {XHTML} {IMAGE}>\n{entries}</urlset>\n")


def _xml(written: str) -> HttpResponse:
    content = f'<?xml version="1.0" encoding="UTF-8"?>\n{written}'
    return HttpResponse(content, content_type="application/xml")
