"""Invalidating the cached pages that publishing, ending or erasing an edition changes: see delivery/cache_tags.py."""

import datetime
from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.utils import timezone

from thinktank.delivery.cache_tags import (
    SITE_WIDE,
    expire_pages_at,
    invalidate,
    list_tag,
    publication_tag,
    subject_tag,
)
from thinktank.publishing.models import Edition, Listing, Relation, SeriesPart
from thinktank.publishing.working_copies import publication_models


def invalidate_pages_of(editions: Iterable[Edition]) -> None:
    """Invalidate every cached page that shows these editions. Call it in the transaction that makes, ends or erases them."""
    editions = list(editions)
    for edition in editions:
        publication_models()[edition.type].keep_for_lists(edition)
    if editions:
        invalidate(*_tags_of(editions))
    expire_pages_at(*(moment for edition in editions for moment in _moments_of(edition)))


def _tags_of(editions: list[Edition]) -> set[str]:
    """The tags of their own pages, of pages that show them as related or as parts, and of the lists they are or were in."""
    ids = {edition.publication_id for edition in editions}
    subjects = Listing.objects.filter(edition__publication__in=ids).values_list("subject_uid", flat=True)
    series = SeriesPart.objects.filter(publication__in=ids).order_by().values_list("series__uid", flat=True)
    relations = Relation.objects.filter(Q(source__in=ids) | Q(target__in=ids)).order_by()
    ends = relations.values_list("source__uid", "target__uid")
    return {
        *(publication_tag(edition.publication_uid) for edition in editions),
        *(list_tag(edition.type) for edition in editions),
        *(subject_tag(uid) for uid in [*subjects.distinct(), *series]),
        *(publication_tag(uid) for pair in ends for uid in pair),
        # pages about the institute are in the menus
        *([] if all(edition.prefix for edition in editions) else [SITE_WIDE]),
    }


def _moments_of(edition: Edition) -> tuple[datetime.datetime | None, ...]:
    return edition.live_from, edition.live_until, *_changes_by_the_clock(edition)


def _changes_by_the_clock(edition: Edition) -> Iterator[datetime.datetime]:
    """The later moments at which time alone changes its page, such as the start of an event."""
    facts = edition.card.get("facts")
    at: datetime.datetime | None = timezone.now()
    next_change = publication_models()[edition.type].next_change
    while facts and at and (at := next_change(facts, at)):
        yield at


def tags_of_relation(relation: Relation) -> list[str]:
    """Both publications show it."""
    return [publication_tag(relation.source.uid), publication_tag(relation.target.uid)]


def tags_of_part(part: SeriesPart) -> list[str]:
    """The page of the series and those of its parts, which have its tag; the new part's own page has none yet."""
    return [publication_tag(part.publication.uid), subject_tag(part.series.uid)]
