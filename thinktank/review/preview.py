"""The preview that a link shows: the record of the texts in their languages, without anything around them.

The page is that of readers without its surroundings: related texts, neighbours, the series, polls and ratings are not asked
for, so that nothing but this one text can be on it. Links to other texts lead only to what is live.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString

from thinktank.addresses.alternates import file_address
from thinktank.language import languages
from thinktank.library.atomic_storage import rendition_name
from thinktank.library.models import RenditionSet
from thinktank.publishing.editions.build import build_preview
from thinktank.publishing.editions.release import scheduled_editions
from thinktank.publishing.models import Publication, Reference
from thinktank.publishing.public.pages import edition_context
from thinktank.publishing.public.surroundings import Surroundings, surroundings_of
from thinktank.publishing.publication_types import type_named
from thinktank.publishing.revisions.save import newest_revision
from thinktank.publishing.working_copies import model_of
from thinktank.review.models import SharedLink
from thinktank.review.texts import digest_of

IDS = re.compile(r'(\b(?:id|for|aria-labelledby|aria-describedby)="|\bhref="#)')
# What readers' pages say that a link does not open, or that names an address which is not public yet
LEFT_OUT: dict[str, Any] = {
    "recording": None,
    "pdf": None,
    "downloads": {},
    "canonical": "",
    "short_address": "",
    "missing_languages": [],
    "corrected": None,
    "layout": "review/article.html",
    "is_print": True,
}


@dataclass(frozen=True)
class Text:
    """One language of the preview. `digest` is of what was saved, so that an answer is about what was seen."""

    language: str
    title: str
    html: SafeString
    digest: str


def working_copy_of(link: SharedLink) -> Publication:
    """The text that a link opens."""
    return model_of(link.text).objects.get(pk=link.text.pk)


def texts_of(request: HttpRequest, link: SharedLink, token: str, now: datetime.datetime) -> list[Text]:
    """The texts that a link shows; a language that has no words yet is left out."""
    publication = working_copy_of(link)
    codes = [code for code in link.codes() if languages.word(publication, "title", code)]
    return [_text(request, publication, code, token, now, is_alone=len(codes) == 1) for code in codes]


def _text(
    request: HttpRequest,
    publication: Publication,
    language: str,
    token: str,
    now: datetime.datetime,
    *,
    is_alone: bool,
) -> Text:
    revision = newest_revision(publication)
    if revision is None:
        return Text(language, languages.word(publication, "title", language), SafeString(""), "")
    publication_type = type_named(publication.type)
    with translation.override(language):
        edition = build_preview(publication, revision, language, now=now)
        links = surroundings_of(edition, now).links
        context = edition_context(
            publication_type, edition, _nothing_around(links), now, reader_language=language
        )
        edition.publication_id = 0  # so that no polls and no ratings are asked for
        page: str = render_to_string(publication_type.detail_template, context | LEFT_OUT, request)
    html = _article_in(page).replace(public_pictures(), pictures_of(token))
    if not is_alone:
        html = IDS.sub(rf"\g<1>{language}-", html)
    return Text(language, edition.title, SafeString(html), digest_of(revision.snapshot, language))


def _nothing_around(links: dict[str, str]) -> Surroundings:
    return Surroundings(
        own=[],
        translations=[],
        history=[],
        related=[],
        suggested=[],
        links=links,
        earlier=None,
        later=None,
        series_uid=None,
        parts=[],
        is_outdated=False,
    )


def _article_in(html: str) -> str:
    """Without what stands before and after it on the page of readers, such as the way to its list."""
    return html[html.index("<article") : html.rindex("</article>") + len("</article>")]


def public_pictures() -> str:
    return file_address(settings.MEDIA_URL + rendition_name("", "").rstrip("/") + "/")


def pictures_of(token: str) -> str:
    return f"{reverse('review:shared', args=[token])}pictures/"


def shows_picture(link: SharedLink, key: str) -> bool:
    """Whether renditions under this key are of a picture in the working copies of the link's texts, or in what is scheduled."""
    shown = Reference.objects.filter(target_type=Reference.TargetType.IMAGE)
    if link.release:
        own = shown.filter(publication__in=link.release.items.values("publication"))
        shown = own.filter(Q(edition=None) | Q(edition__in=scheduled_editions(link.release)))
    else:
        shown = shown.filter(publication_id=link.text.pk, edition=None)
    uids = shown.values("target_uid")
    return RenditionSet.objects.filter(key=key, image__uid__in=uids).exists()
