"""Telling the kept pages what publishing, ending and erasing changed: see delivery/generations.py."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from thinktank.delivery.generations import (
    FURNITURE,
    begin_generation,
    listing,
    publication,
    set_deadlines,
    subject,
)
from thinktank.publishing.models import Edition, Listing, Relation
from thinktank.publishing.working_copies import publication_models


def announce(editions: Iterable[Edition]) -> None:
    """These editions are new, have another end, or are blank. Call in the transaction that made them so."""
    editions = list(editions)
    for edition in editions:
        publication_models()[edition.type].keep_for_lists(edition)
    keys = set().union(*(_keys_of(edition) for edition in editions))
    begin_generation(*keys)
    set_deadlines(*(moment for edition in editions for moment in _moments_of(edition)))


def _keys_of(edition):
    """What shows it: its own pages, those around it, the lists it stands or stood in."""
    siblings = Listing.objects.filter(
        edition__publication=edition.publication_id, edition__language=edition.language
    )
    around = Relation.objects.filter(Q(source=edition.publication_id) | Q(target=edition.publication_id))
    ends = around.values_list("source__uid", "target__uid")
    return {
        publication(edition.publication_uid),
        listing(edition.type),
        *(subject(uid) for uid in siblings.values_list("subject_uid", flat=True).distinct()),
        *(publication(uid) for pair in ends for uid in pair),
        *([] if edition.prefix else [FURNITURE]),  # pages stand in the menus
    }


def _moments_of(edition):
    return edition.live_from, edition.live_until, *_changes_by_the_clock(edition)


def _changes_by_the_clock(edition):
    """The moments at which what it tells of begins and ends, such as an event."""
    facts, at = edition.card.get("facts"), timezone.now()
    next_change = publication_models()[edition.type].next_change
    while facts and (at := next_change(facts, at)):
        yield at
