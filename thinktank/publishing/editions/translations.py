"""Whether a translation is out of date. Texts decide, not timestamps (rule 7 of docs/architecture.md)."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Subquery

from thinktank.delivery.cache_tags import invalidate, publication_tag
from thinktank.language import languages
from thinktank.publishing.models import Edition, StillValid
from thinktank.publishing.models.edition import EditionQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def is_outdated(
    translation: Edition, editions: Collection[Edition], found_valid_for: Collection[int] = ()
) -> bool:
    """Whether the live edition of the original differs from the one that this translation was made from.

    `editions` are those of the publication that are on record, the live one of each language last. `found_valid_for`
    are the ids of originals for which an editor confirmed the translation. Minor editions do not count.
    """
    source = next((edition for edition in editions if edition.pk == translation.translates_id), None)
    if source is None:
        return False
    later = sorted(
        (e for e in editions if e.language == source.language and e.number > source.number),
        key=lambda e: e.number,
    )
    if not later or later[-1].text_digest == source.text_digest:
        return False
    last_valid = max((e.number for e in later if e.pk in found_valid_for), default=source.number)
    return any(not edition.is_minor for edition in later if edition.number > last_valid)


def outdated_ones(language: str, at: datetime.datetime) -> EditionQuerySet[Edition]:
    """The live editions in this language that `is_outdated` calls so, found by the database.

    It begins with the originals that have ended, for only they can have a newer edition.
    """
    others = [code for code in languages.codes() if code != language]
    ended = Edition.objects.filter(language__in=others, ended_as__in=Edition.End.values, live_until__lte=at)
    later = Edition.objects.filter(
        publication=OuterRef("publication"),
        language=OuterRef("translates__language"),
        number__gt=OuterRef("translates__number"),
        live_from__lte=at,
        erased_at=None,
    )
    found_valid = StillValid.objects.filter(
        translation=OuterRef(OuterRef("pk")),
        original__publication=OuterRef("publication"),
        original__language=OuterRef("language"),
        original__number__gte=OuterRef("number"),
        original__live_from__lte=at,
        original__erased_at=None,
    )
    newest = later.order_by("-number").values("text_digest")[:1]
    return (
        Edition.objects.in_language(language)
        .live(at)
        .filter(translates__in=ended.values("pk"), translates__erased_at=None)
        .filter(Exists(later.filter(~Exists(found_valid), is_minor=False)))
        .exclude(translates__text_digest=Subquery(newest))
    )


def source_id_of(translation: Edition) -> int | None:
    """The id of the newest original that an editor confirmed the translation for, else of the one it was made from."""
    found_valid = translation.found_valid_for.order_by("-original__number").values_list(
        "original_id", flat=True
    )
    return found_valid.first() or translation.translates_id


def confirm_translation(
    translation: Edition, original: Edition, *, by: User | None, now: datetime.datetime
) -> None:
    """Record that an editor found the translation still valid for this edition of the original; its page says so."""
    invalidate(publication_tag(original.publication_uid))
    StillValid.objects.get_or_create(
        translation=translation, original=original, defaults={"said_at": now, "said_by": by}
    )
