"""Which editions and corrections a feed has. Everything here reads live editions, as lists do."""

import datetime
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from thinktank.publishing.models import Edition, Listing
from thinktank.publishing.models.edition import EditionQuerySet
from thinktank.publishing.public.lookup import listed_under
from thinktank.publishing.publication_types import PublicationType, types_with_lists

MOST_TEXTS, MOST_CORRECTIONS, MOST_EDITIONS = 30, 20, 50  # in one feed

type Ids = QuerySet[Any, Any]


def of_types(
    types: Iterable[PublicationType], language: str, at: datetime.datetime, **narrower: str
) -> EditionQuerySet[Edition]:
    """The newest live editions of each type. Events are listed by their day, so no type crowds out another."""
    each = [
        Edition.objects.live(at).in_language(language).of_type(one.name).filter(**narrower) for one in types
    ]
    newest = [Q(pk__in=editions.newest_first().values("pk")[:MOST_TEXTS]) for editions in each]
    found = Q(pk__in=[])
    for among in newest:
        found |= among
    return Edition.objects.filter(found)


def of_subject(subject_uid: UUID, language: str, at: datetime.datetime) -> EditionQuerySet[Edition]:
    """The newest live editions under a topic, person, institution ..."""
    ids: Ids = listed_under(subject_uid, language, at).ids
    return Edition.objects.filter(pk__in=ids[:MOST_TEXTS])


def of_series(series_uid: UUID, language: str, at: datetime.datetime) -> EditionQuerySet[Edition]:
    """The newest live parts of a series in this language."""
    parts = Edition.objects.live(at).in_language(language)
    return parts.filter(publication__series_part__series__uid=series_uid).newest_first()


def last_published(candidates: EditionQuerySet[Edition]) -> list[Edition]:
    """Of these, the texts that were published last, with `changed_at`: when they last changed by more than a trifle."""
    moments = sorted(candidates.values_list("first_live_from", "pk"), reverse=True)
    chosen = [pk for _moment, pk in moments[:MOST_TEXTS]]
    versions = Edition.objects.filter(
        publication=OuterRef("publication"),
        language=OuterRef("language"),
        number__lte=OuterRef("number"),
        is_minor=False,
    )
    changed_at = Subquery(versions.order_by("-number").values("live_from")[:1])
    editions = Edition.objects.filter(pk__in=chosen).defer("plain_text").annotate(changed_at=changed_at)
    return list(editions.order_by("-first_live_from", "-pk"))


def corrections(language: str, at: datetime.datetime) -> EditionQuerySet[Edition]:
    """The editions in a language that said what was wrong, of texts that are still live, newest first."""
    live = Edition.objects.live(at).filter(publication=OuterRef("publication"), language=OuterRef("language"))
    names = [each.name for each in types_with_lists()]
    return (
        Edition.objects.on_record(at)
        .in_language(language)
        .filter(Exists(live), correction__filled=True, type__in=names)
        .for_lists()
        .order_by("-live_from", "-pk")
    )


def corrections_under(subject_uid: UUID, language: str, at: datetime.datetime) -> EditionQuerySet[Edition]:
    """The same of texts under a topic, person, institution ..."""
    listed = Listing.objects.filter(edition=OuterRef("pk"), subject_uid=subject_uid)
    return corrections(language, at).filter(Exists(listed))


def corrections_in(series_uid: UUID, language: str, at: datetime.datetime) -> EditionQuerySet[Edition]:
    """The same of the parts of a series."""
    return corrections(language, at).filter(publication__series_part__series__uid=series_uid)


def history_of(edition: Edition, at: datetime.datetime) -> list[Edition]:
    """The editions of a text in its language that may still be read, newest first."""
    of_this_text = Edition.objects.filter(
        publication_uid=edition.publication_uid, language=edition.language, live_from__lte=at
    )
    return list(of_this_text.on_record(at).for_lists().order_by("-number")[:MOST_EDITIONS])
