"""Building an edition. Publishing and previews both use it, so that a preview shows what would be published."""

import datetime
from typing import Any

from django.utils import timezone

from thinktank.publishing.editions.kinds import name_after, named
from thinktank.publishing.editions.plan import PlannedEdition, plan_edition
from thinktank.publishing.models import Edition, Publication, Revision


def build_edition(
    publication: Publication,
    planned: PlannedEdition,
    *,
    now: datetime.datetime,
    at: datetime.datetime | None = None,
    **columns: Any,
) -> Edition:
    """The next edition in the planned language, not saved.

    It goes live at `at`, by default at the planned moment. `columns` are the other columns that the caller sets, such as
    `made_by`, its end, or what it translates.
    """
    at, compiled = at or planned.at, planned.compiled
    editions = Edition.objects.filter(publication_id=publication.pk, language=planned.language)
    newest = editions.order_by("-number").first()
    name = name_after(named(newest), planned)
    return Edition(
        publication_id=publication.pk,
        publication_uid=publication.uid,
        language=planned.language,
        number=newest.number + 1 if newest else 1,
        type=compiled.type,
        prefix=compiled.prefix,
        slug=compiled.slug,
        kind=compiled.kind,
        title=compiled.title,
        standfirst=compiled.standfirst,
        dated=compiled.dated or (newest.dated if newest else timezone.localdate(at)),
        content=compiled.content,
        card=compiled.card,
        plain_text=compiled.plain_text,
        made_as=name.made_as,
        printed_number=name.printed,
        is_minor=planned.is_minor,
        note=planned.note,
        correction=planned.correction,
        text_digest=planned.text_digest,
        words_from=planned.words_from,
        made_at=now,
        live_from=at,
        first_live_from=newest.first_live_from if newest else at,
        **columns,
    )


def build_preview(
    publication: Publication, revision: Revision, language: str, *, now: datetime.datetime
) -> Edition:
    """The edition that publishing this revision now would make. Writes nothing."""
    planned = plan_edition(
        type(publication),
        language,
        at=now,
        why=PlannedEdition.Why.ASKED,
        words_from=revision,
        snapshot=revision.snapshot,
    )
    return build_edition(publication, planned, now=now, revision=revision)
