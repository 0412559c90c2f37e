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
from thinktank.publishing.models import Edition, Listing, Relation
from thinktank.publishing.working_copies import publication_models


def invalidate_pages_of(editions: Iterable[Edition]) -> None:
    """Invalidate every cached page that shows these editions. Call it in the transaction that makes, ends or erases them."""
    editions = list(editions)
    for edition in editions:
        publication_models()[edition.type].keep_for_lists(edition)
    tags = set().union(*(_tags_of(edition) for edition in editions))
    invalidate(*tags)
    expire_pages_at(*(moment for edition in editions for moment in _moments_of(edition)))


def _tags_of(edition: Edition) -> set[str]:
    """The tags of its own pages, of pages that show it as related, and of the lists it is or was in."""
    siblings = Listing.objects.filter(
        edition__publication=edition.publication_id, edition__language=edition.language
    )
    relations = Relation.objects.filter(Q(source=edition.publication_id) | Q(target=edition.publication_id))
    ends = relations.values_list("source__uid", "target__uid")
    return {
        publication_tag(edition.publication_uid),
        list_tag(edition.type),
        *(subject_tag(uid) for uid in siblings.values_list("subject_uid", flat=True).distinct()),
        *(publication_tag(uid) for pair in ends for uid in pair),
        *([] if edition.prefix else [SITE_WIDE]),  # pages about the institute are in the menus
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
