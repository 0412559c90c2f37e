"""Checking stored editions: digests, cards, numbers without gaps, intervals that do not overlap."""

from collections.abc import Iterator
from dataclasses import dataclass

from thinktank.publishing.editions.compile import card_of
from thinktank.publishing.models import Edition, Erasure
from thinktank.publishing.revisions.digests import digest_of


@dataclass
class Verification:
    """How many editions were checked, which of them are erased, and a sentence for each difference."""

    checked: int
    tombstones: list[str]
    differing: list[str]


def verify_editions() -> Verification:
    """Check every stored edition. Reads all of them once and writes nothing."""
    result = Verification(0, [], [])
    editions = Edition.objects.order_by("publication_id", "language", "number")
    erased_by_act = set(Erasure.objects.values_list("edition_id", flat=True))
    before = None
    for edition in editions.iterator(chunk_size=200):
        result.checked += 1
        name = f"{edition.publication_uid} {edition.language} {edition.number}"
        if edition.erased_at:
            result.tombstones.append(name)
            if edition.pk not in erased_by_act:
                result.differing.append(f"{name}: blank, but no erasure says so")
        else:
            result.differing.extend(f"{name}: {what}" for what in _differences(edition))
        result.differing.extend(f"{name}: {what}" for what in _sequence(before, edition))
        before = edition
    return result


def _differences(edition: Edition) -> Iterator[str]:
    if digest_of(edition) != edition.digest:
        yield "the digest differs from its record"
    if edition.content and card_of(edition.content) != edition.card:
        yield "the card differs from its record"


def _sequence(before: Edition | None, edition: Edition) -> Iterator[str]:
    own = (edition.publication_id, edition.language)
    if before is None or (before.publication_id, before.language) != own:
        if edition.number != 1:
            yield "editions before it are missing"
        return
    if edition.number != before.number + 1:
        yield "an edition before it is missing"
    if before.live_until is None or before.live_until > edition.live_from:
        yield "its time overlaps that of the edition before it"
