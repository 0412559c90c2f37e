"""sitemap.xml (sitemaps.org protocol 0.9) and robots.txt. The sitemap lists every page that has content."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from polls.models import Poll
from thinktank.addresses.directory import LISTED_PREFIXES, directory
from thinktank.delivery.decorators import public_page
from thinktank.language import languages
from thinktank.publishing.models import Edition
from thinktank.publishing.publication_types import types_with_lists

PER_FILE = 10_000  # addresses; the protocol allows 50,000


def _editions() -> QuerySet[Edition]:
    return Edition.objects.live(timezone.now()).order_by("pk").only("language", "prefix", "slug", "live_from")


def _lists(language: str) -> list[str]:
    """Paths of the front page and of every list; lists of subjects (regions, projects ...) only when not empty."""
    publications = [each.prefix for each in types_with_lists()]
    subjects = [prefix for prefix in LISTED_PREFIXES if directory().all(language, prefix)]
    prefixes = [*publications, *subjects, "polls", "archive"]
    return [f"/{language}/", *(f"/{language}/{prefix}/" for prefix in prefixes)]


def _fixed_entries() -> list[dict[str, Any]]:
    """Entries for lists and for pages without editions: people, topics, polls."""
    lists = [path for language in languages.codes() for path in _lists(language)]
    people_and_topics = [
        entry.path
        for language in languages.codes()
        for prefix in LISTED_PREFIXES
        for entry in directory().all(language, prefix)
    ]
    polls = [
        poll.path_in(language)
        for language in languages.codes()
        for poll in Poll.objects.public_in(language).order_by("pk")
    ]
    return [{"loc": settings.SITE_ORIGIN + path} for path in lists + people_and_topics + polls]


@public_page(max_age=600)
def sitemap_index(request: HttpRequest) -> HttpResponse:
    count = Paginator(_editions(), PER_FILE).num_pages
    locations = [f"{settings.SITE_ORIGIN}/sitemap-{number}.xml" for number in range(count + 1)]
    return render(
        request, "syndication/sitemap_index.xml", {"locations": locations}, content_type="application/xml"
    )


@public_page(max_age=600)
def sitemap(request: HttpRequest, number: int) -> HttpResponse:
    """File 0 has lists, people, topics and polls; files from 1 on have the live editions. Raises Http404."""
    if number == 0:
        entries = _fixed_entries()
    else:
        pages = Paginator(_editions(), PER_FILE)
        if number > pages.num_pages:
            raise Http404
        entries = [
            {"loc": settings.SITE_ORIGIN + edition.get_absolute_url(), "lastmod": edition.live_from}
            for edition in pages.page(number)
        ]
    return render(request, "syndication/sitemap.xml", {"entries": entries}, content_type="application/xml")


@public_page(max_age=600)
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /admin/", f"Sitemap: {settings.SITE_ORIGIN}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
