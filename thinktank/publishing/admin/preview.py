"""The preview: the page of the edition that publishing would make now, which is built but not saved."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from thinktank.language import languages
from thinktank.publishing.admin.checks import with_findings
from thinktank.publishing.editions.build import build_preview
from thinktank.publishing.editions.checks import findings_of
from thinktank.publishing.models import Edition, Publication
from thinktank.publishing.public.pages import edition_context
from thinktank.publishing.public.surroundings import surroundings_of
from thinktank.publishing.publication_types import type_named
from thinktank.publishing.revisions.save import newest_revision
from thinktank.publishing.revisions.snapshot import completed

if TYPE_CHECKING:
    from thinktank.publishing.admin.publication import PublicationAdmin


def preview(
    request: HttpRequest, admin: PublicationAdmin, publication: Publication, language: str
) -> HttpResponse:
    revision = newest_revision(publication)
    if revision is None:
        admin.message_user(request, _("Save it first."), "warning")
        return HttpResponseRedirect(admin.change_url(publication))
    publication_type, now = type_named(publication.type), timezone.now()
    with translation.override(language):
        edition = build_preview(publication, revision, language, now=now)
        context = edition_context(
            publication_type,
            edition,
            surroundings_of(edition, now),
            now,
            reader_language=language,
            preview=True,
        )
        context |= {"preview": _ways_on(admin, publication, language), "missing_languages": []}
        html = render_to_string(publication_type.detail_template, context, _as_a_reader(request, edition))
    findings = findings_of(type(publication), completed(type(publication), revision.snapshot), language)
    page = with_findings(html, findings)
    return HttpResponse(page, headers={"X-Robots-Tag": "noindex", "Content-Language": language})


def _ways_on(admin: PublicationAdmin, publication: Publication, language: str) -> dict[str, Any]:
    """The links of a preview: back to the form, to the preview in another language, to publishing."""
    others = [
        {
            "name_after_in": languages.name_after_in(code),
            "path": admin.page_url(publication, "preview", code),
        }
        for code in languages.codes()
        if code != language
    ]
    return {
        "form": admin.change_url(publication),
        "publish": admin.page_url(publication, "publish", language),
        "others": others,
    }


def _as_a_reader(request: HttpRequest, edition: Edition) -> HttpRequest:
    """The request that a reader would make for the public page. Language links and menus depend on its path."""
    reader = copy(request)
    reader.LANGUAGE_CODE = edition.language
    reader.path = reader.path_info = edition.get_absolute_url()
    reader.user = AnonymousUser()
    return reader
