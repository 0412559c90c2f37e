"""Finding editions for public pages. Public code reads editions only; it cannot import working copies."""

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from thinktank.addresses.models import Address
from thinktank.database.prepared import prepared
from thinktank.delivery.cache_tags import subject_tag
from thinktank.language import languages
from thinktank.publishing.models import Edition, Listing
from thinktank.publishing.models.edition import EditionQuerySet
from thinktank.publishing.public.long_list import LongList
from thinktank.publishing.public.short_address import uids_of


@dataclass(frozen=True)
class LookupResult:
    """What an address has for readers: an edition to show, a new path to redirect to, or an edition that is gone."""

    edition: Edition | None = None
    moved_to: str = ""
    gone: Edition | None = None  # withdrawn or erased: only its public note may be shown


def find_at_address(
    type_name: str, prefix: str, language: str, slug: str, at: datetime.datetime
) -> LookupResult | None:
    """What a reader gets at /<language>/<prefix>/<slug>/ at a moment; None when nothing was ever there.

    A publication that is not live in the reader's language is shown in another one.
    """
    if found := _live_at(type_name=type_name, language=language, slug=slug, at=at):
        return LookupResult(edition=found[0])
    if owner_uid := _owner_of(language, prefix, slug, at):
        return _answer_for(owner_uid, language, at)
    foreign = Edition.objects.live(at).of_type(type_name).filter(slug=slug).first()
    return _answer_for(foreign.publication_uid, language, at) if foreign else None


@prepared
def _live_at(type_name: str, language: str, slug: str, at: datetime.datetime) -> EditionQuerySet[Edition]:
    """At most one edition in practice; the order makes the choice definite if two had the same slug."""
    return Edition.objects.live(at).of_type(type_name).in_language(language).filter(slug=slug).order_by("pk")


def _owner_of(language: str, prefix: str, slug: str, at: datetime.datetime) -> UUID | None:
    found = Address.objects.public(at).at(language, prefix, slug)
    return found.values_list("owner_uid", flat=True).first()


def _answer_for(publication_uid: UUID, language: str, at: datetime.datetime) -> LookupResult | None:
    of_publication = Edition.objects.filter(publication_uid=publication_uid)
    editions = {edition.language: edition for edition in of_publication.live(at)}
    if language in editions:
        return LookupResult(moved_to=editions[language].get_absolute_url())
    was_live = of_publication.in_language(language).filter(live_from__lte=at)
    if newest := was_live.order_by("-number").first():
        if newest.ended_as == Edition.End.WITHDRAWN or newest.erased_at:
            return LookupResult(gone=newest)
        return LookupResult(edition=newest)
    for code in languages.codes():
        if code in editions:
            return LookupResult(edition=editions[code])
    return None


def find_by_short_code(code: str, language: str, at: datetime.datetime) -> LookupResult | None:
    """Where the short address of a publication leads (see short_address.py); None when it was never live."""
    if not (uids := uids_of(code)):
        return None
    first = Edition.objects.filter(publication_uid__range=uids).order_by("live_from", "pk")
    uid = first.values_list("publication_uid", flat=True).first()
    return _answer_for(uid, language, at) if uid else None


def find_numbered(
    type_name: str, language: str, slug: str, number: int, at: datetime.datetime
) -> LookupResult | None:
    """One edition by its number at an address that its publication has or had, on record or gone; None when unknown."""
    editions = _editions_at(type_name, language, slug, at)
    numbered = editions.filter(number=number)
    return _on_record(numbered, at) or _gone(numbered, at)


def find_two(
    type_name: str, language: str, slug: str, numbers: tuple[int, int], at: datetime.datetime
) -> tuple[dict[int, Edition] | LookupResult, list[Edition]] | None:
    """Two editions of a publication: ({number: edition}, its whole history), or (LookupResult, []) when one is gone.

    None when one of them is unknown. At most four queries.
    """
    editions = _editions_at(type_name, language, slug, at)
    history = list(editions.on_record(at).for_lists().order_by("-number"))
    wanted = [edition.pk for edition in history if edition.number in numbers]
    if len(wanted) == len(numbers):
        return {edition.number: edition for edition in Edition.objects.filter(pk__in=wanted)}, history
    missing = set(numbers) - {edition.number for edition in history}
    gone = [_gone(editions.filter(number=number), at) for number in sorted(missing)]
    return (gone[0], []) if gone[0] and all(gone) else None


def _editions_at(type_name: str, language: str, slug: str, at: datetime.datetime) -> EditionQuerySet[Edition]:
    """All editions in one language of the publication that has or had this address; empty when there is none."""
    here = Edition.objects.filter(language=language, type=type_name, slug=slug, live_from__lte=at)
    publication_uid = here.values_list("publication_uid", flat=True).first()
    if publication_uid is None:
        return Edition.objects.none()
    return Edition.objects.filter(publication_uid=publication_uid, language=language)


def _on_record(numbered: EditionQuerySet[Edition], at: datetime.datetime) -> LookupResult | None:
    edition = numbered.on_record(at).first()
    return LookupResult(edition=edition) if edition else None


def _gone(numbered: EditionQuerySet[Edition], at: datetime.datetime) -> LookupResult | None:
    gone = numbered.filter(live_from__lte=at).first()
    return LookupResult(gone=gone) if gone else None


def withdrawal_note(gone: Edition, at: datetime.datetime) -> str:
    """The public note of the withdrawal that took an edition off the record; may be empty."""
    later = Edition.objects.filter(
        publication_uid=gone.publication_uid, language=gone.language, number__gte=gone.number,
        ended_as=Edition.End.WITHDRAWN, live_until__lte=at,
    )  # fmt: skip
    return later.order_by("number").values_list("public_note", flat=True).first() or ""


def listed_under(
    subject_uid: UUID, language: str, at: datetime.datetime, size: int | None = None, **narrower: str
) -> LongList:
    """Live editions under a topic, person, institution ..., newest first. `narrower` are filters on the editions.

    `size`, their number, saves the query that counts them.
    """
    values = {"subject_uid": subject_uid, "language": language, "at": at, **narrower}
    return LongList(_ids_under, values, [subject_tag(subject_uid)], size=size)


def _ids_under(
    subject_uid: UUID, language: str, at: datetime.datetime, **narrower: str
) -> QuerySet[Listing, Any]:
    on_editions = {f"edition__{name}": value for name, value in narrower.items()}
    return _live_under(subject_uid, language, at).filter(**on_editions).values_list("edition")


def _live_under(subject_uid: UUID, language: str, at: datetime.datetime) -> QuerySet[Listing]:
    """The listings of live editions under a subject, newest first."""
    live = Q(live_until=None) | Q(live_until__gt=at)
    listings = Listing.objects.filter(live, subject_uid=subject_uid, language=language, live_from__lte=at)
    return listings.order_by("-dated", "-first_live_from", "-edition")


NEWEST_LOOKED_AT = 500  # editions of a subject: they bound the work of listed_with


def listed_with(subject_uid: UUID, language: str, at: datetime.datetime) -> dict[UUID, int]:
    """The other subjects of the newest editions under a subject: {uid: number of editions}. One query."""
    return dict(_subjects_with(subject_uid=subject_uid, language=language, at=at))


@prepared
def _subjects_with(subject_uid: UUID, language: str, at: datetime.datetime) -> QuerySet[Listing, Any]:
    editions = _live_under(subject_uid, language, at).values("edition")[:NEWEST_LOOKED_AT]
    others = Listing.objects.filter(edition__in=editions).exclude(subject_uid=subject_uid).order_by()
    return others.values_list("subject_uid").annotate(n=Count("pk"))
