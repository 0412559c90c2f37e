"""The list of all editions of a publication in one language: live, past and scheduled."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from thinktank.language import languages
from thinktank.publishing.admin import permissions
from thinktank.publishing.admin.responses import show
from thinktank.publishing.admin.states import moment_in_words, state_of
from thinktank.publishing.models import Edition, Publication, UnmadeFile

if TYPE_CHECKING:
    from thinktank.publishing.admin.publication import PublicationAdmin


def edition_list(
    request: HttpRequest, admin: PublicationAdmin, publication: Publication, language: str
) -> HttpResponse:
    now = timezone.now()
    editions = Edition.objects.filter(publication_id=publication.pk, language=language)
    rows = editions.for_lists().select_related("made_by", "words_from", "revision").order_by("-number")
    return show(
        request,
        admin,
        publication,
        "editions",
        title=_("Editions in %(language)s") % {"language": languages.name_after_in(language)},
        language=language,
        state=state_of(publication, language, now),
        rows=[(edition, state_in_words(edition, now)) for edition in rows],
        unmade=UnmadeFile.objects.of(rows),
        now=now,
        readable={e.pk for e in editions.on_record(now).only("pk")},
        may_erase=permissions.may(request, admin, permissions.ERASE, publication),
        may_publish=permissions.may(request, admin, permissions.PUBLISH, publication),
    )


def state_in_words(edition: Edition, now: datetime.datetime) -> str:
    if edition.erased_at:
        return _("erased")
    if edition.live_from > now:
        return _("scheduled for %(moment)s") % {"moment": moment_in_words(edition.live_from)}
    if edition.is_live(now):
        return _("live")
    return edition.get_ended_as_display()
