"""The addresses of feeds: everything, each type and kind, each topic, person ..., and the editions of one text."""

import datetime
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from thinktank.addresses.alternates import absolute, with_query
from thinktank.database.many_keys import with_keys
from thinktank.delivery.cache_tags import TAGGED_PAGE_LIFE, list_tag, publication_tag, subject_tag
from thinktank.delivery.decorators import public_page, tag_response
from thinktank.pages.site import site_in
from thinktank.publishing.models import Edition
from thinktank.publishing.models.edition import EditionQuerySet
from thinktank.publishing.publication_types import (
    PublicationType,
    kind_label,
    types_with_lists,
)
from thinktank.search import filters as search_filters
from thinktank.search.facets import NAMES
from thinktank.search.find import find
from thinktank.search.models import SearchDocument
from thinktank.search.query import LONGEST
from thinktank.search.views import tag_search
from thinktank.syndication.feeds import sources
from thinktank.syndication.feeds.entries import correction_entry, edition_entries, entries_of
from thinktank.syndication.feeds.feed import Entry, Feed
from thinktank.syndication.feeds.formats import FORMATS
from thinktank.syndication.lookup import live_edition_at, subject_at
from thinktank.taxonomy.models import Series

View = Callable[..., HttpResponse]


@public_page(life=TAGGED_PAGE_LIFE)
def site_feed(request: HttpRequest, form: str) -> HttpResponse:
    """Everything that is published in a language."""
    types, language, now = types_with_lists(), request.LANGUAGE_CODE, timezone.now()
    tag_response(request, *(list_tag(each.name) for each in types))
    texts = sources.of_types(types, language, now)
    return respond(
        request,
        form,
        "",
        f"/{language}/",
        _entries(request, texts, sources.corrections(language, now), now),
    )


def type_feed(publication_type: PublicationType) -> View:
    """The view of a type's feed; `?kind=` narrows it as it does the list."""

    @public_page(life=TAGGED_PAGE_LIFE, reads=("kind",))
    def feed(request: HttpRequest, form: str) -> HttpResponse:
        language, now = request.LANGUAGE_CODE, timezone.now()
        kind = request.GET.get("kind", "")
        if kind and kind not in publication_type.kinds.values:
            raise Http404
        tag_response(request, list_tag(publication_type.name))
        narrower = {"kind": kind} if kind else {}
        texts = sources.of_types([publication_type], language, now, **narrower)
        corrected = sources.corrections(language, now).filter(type=publication_type.name, **narrower)
        name = str(kind_label(publication_type.name, kind)) if kind else str(publication_type.plural)
        page = with_query(publication_type.list_path(language), narrower)
        return respond(request, form, name, page, _entries(request, texts, corrected, now))

    return feed


def subject_feed(model: Any) -> View:
    """The view of the feed of a topic, person, institution, series ..."""

    @public_page(life=TAGGED_PAGE_LIFE)
    def feed(request: HttpRequest, form: str, slug: str) -> HttpResponse:
        found = subject_at(request, model, slug, f"feed.{form}")
        if isinstance(found, HttpResponse):
            return found
        language, now = request.LANGUAGE_CODE, timezone.now()
        tag_response(request, subject_tag(found.uid))
        is_series = model is Series
        texts = (sources.of_series if is_series else sources.of_subject)(found.uid, language, now)
        corrected = (sources.corrections_in if is_series else sources.corrections_under)(
            found.uid, language, now
        )
        entries = _entries(request, texts, corrected, now)
        return respond(request, form, found.label_in(language), found.path_in(language), entries)

    return feed


def editions_feed(publication_type: PublicationType) -> View:
    """The view of the feed of one text: its new editions and corrections."""

    @public_page(life=TAGGED_PAGE_LIFE)
    def feed(request: HttpRequest, form: str, slug: str) -> HttpResponse:
        edition = live_edition_at(request, publication_type, slug, f"editions/feed.{form}")
        if isinstance(edition, HttpResponse):
            return edition
        now = timezone.now()
        tag_response(request, publication_tag(edition.publication_uid))
        name = _("Editions: %(title)s") % {"title": edition.title}
        entries = edition_entries(sources.history_of(edition, now), now)
        return respond(request, form, name, edition.get_absolute_url(), entries)

    return feed


@public_page(reads=("q", *NAMES), max_age=60)
def search_feed(request: HttpRequest, form: str) -> HttpResponse:
    """The texts in the reader's language that a search finds, the last published first. 404 without a search."""
    tag_search(request)
    typed, chosen, now = (
        " ".join(request.GET.get("q", "").split()),
        search_filters.chosen(request),
        timezone.now(),
    )
    if len(typed) > LONGEST or not (typed or chosen):
        raise Http404
    found = find(typed, request.LANGUAGE_CODE, list(chosen.values()), now)
    keys = [] if found.because else found.keys
    documents = with_keys(SearchDocument.objects.order_by(), keys).values("edition")
    editions = Edition.objects.live(now).in_language(request.LANGUAGE_CODE).filter(pk__in=documents)
    entries = entries_of(sources.last_published(editions), request.LANGUAGE_CODE, now)
    page = search_filters.path_of(reverse("search:search"), typed, chosen, request.LANGUAGE_CODE)
    name = _("Search: %(typed)s") % {"typed": typed or page.partition("?")[2]}
    return respond(request, form, name, page, entries)


def _entries(
    request: HttpRequest,
    texts: EditionQuerySet[Edition],
    corrected: EditionQuerySet[Edition],
    now: datetime.datetime,
) -> list[Entry]:
    """Texts and corrections together, the last that was published or corrected first."""
    editions = sources.last_published(texts)
    linked = {uid for edition in editions for uid in edition.content.get("links", {})}
    tag_response(request, *map(publication_tag, linked))
    entries = entries_of(editions, request.LANGUAGE_CODE, now)
    entries += [correction_entry(edition) for edition in corrected[: sources.MOST_CORRECTIONS]]
    return sorted(entries, key=lambda entry: (entry.published, entry.id), reverse=True)


def respond(request: HttpRequest, form: str, name: str, page: str, entries: Iterable[Entry]) -> HttpResponse:
    """The feed at the address of the request. `name`: of what it has; empty for everything. `page`: the path that shows it."""
    site, language = site_in(request.LANGUAGE_CODE, request.path), request.LANGUAGE_CODE
    feed = Feed(
        title=f"{site.name}: {name}" if name else site.name,
        subtitle=site.tagline,
        address=absolute(with_query(request.path, request.GET.dict())),
        page=absolute(page),
        language=language,
        publisher=site.name,
        rights=site.rights,
        hub=settings.WEBSUB_HUB,
        entries=tuple(entries),
    )
    chosen = FORMATS[form]
    return HttpResponse(chosen.write(feed), content_type=f"{chosen.media_type}; charset=utf-8")
