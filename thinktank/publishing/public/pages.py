"""What the public pages of a publication show: its live page, its print view, its old editions, the list it is in.

The context that all types share is made here, once; views.py has the views. The record of a publication (its editions,
what changed) is in history.py.
"""

import datetime
from collections.abc import Iterable, Mapping
from itertools import starmap
from typing import Any

from django.conf import settings
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from thinktank.addresses.alternates import absolute, alternates, canonical_links_in_every_language
from thinktank.addresses.directory import directory
from thinktank.delivery.cache_tags import list_tag, publication_tag, subject_tag
from thinktank.delivery.decorators import tag_response
from thinktank.delivery.fragments import page_key
from thinktank.delivery.paging import MAX_PAGE, get_page
from thinktank.language import languages
from thinktank.language.records import Record
from thinktank.publishing.editions.content_format import upgraded
from thinktank.publishing.models import Edition, Relation
from thinktank.publishing.models.edition import EditionQuerySet
from thinktank.publishing.public.downloads import downloads_of
from thinktank.publishing.public.headers import headers_of
from thinktank.publishing.public.long_list import LongList
from thinktank.publishing.public.lookup import LookupResult, find_at_address, find_numbered, withdrawal_note
from thinktank.publishing.public.share_image import share_image_of
from thinktank.publishing.public.short_address import letter_to_a_colleague, short_path
from thinktank.publishing.public.surroundings import (
    Surroundings,
    query_surroundings,
    subjects_of,
    surroundings_from,
)
from thinktank.publishing.publication_types import Context, PublicationType, kinds_of, type_named

PER_PAGE = 20
LONG = 5  # minutes to read, one for each picture, from which a text has its contents and notes in the margins
OUTCOMES = (Relation.Role.REPORTS_ON, Relation.Role.RESULT_OF)
TERM_SETS = ("topics", "regions", "projects", "audiences")


def edition_page(
    request: HttpRequest, publication_type: PublicationType, slug: str, *, is_print: bool = False
) -> HttpResponse:
    """The live page of a publication at its address, or where it went, or what became of it."""
    now = timezone.now()
    answer = find_at_address(publication_type.name, publication_type.prefix, request.LANGUAGE_CODE, slug, now)
    return respond(request, publication_type, answer, now, is_print=is_print)


def numbered_edition_page(
    request: HttpRequest, publication_type: PublicationType, slug: str, number: int
) -> HttpResponse:
    """One edition by its number, for ever, with a banner when it is not the current one."""
    now = timezone.now()
    answer = find_numbered(publication_type.name, request.LANGUAGE_CODE, slug, number, now)
    return respond(request, publication_type, answer, now, is_numbered=True)


def respond(
    request: HttpRequest,
    publication_type: PublicationType,
    answer: LookupResult | None,
    now: datetime.datetime,
    *,
    is_numbered: bool = False,
    is_print: bool = False,
) -> HttpResponse:
    """The page of the edition that was found, or where it went, or what became of it. Raises Http404 without one."""
    if answer is None:
        raise Http404
    if answer.moved_to:
        return HttpResponsePermanentRedirect(answer.moved_to)
    if answer.gone:
        return gone_page(request, answer.gone, now)
    edition = answer.edition
    if edition is None:
        raise Http404
    around = query_surroundings(edition, now)
    _remember(request, edition)
    surroundings = surroundings_from(around, edition, now)
    context = edition_context(
        publication_type,
        edition,
        surroundings,
        now,
        reader_language=request.LANGUAGE_CODE,
        is_numbered=is_numbered,
    )
    tag_response(request, *tags_of(edition, surroundings))
    context["is_print"] = is_print
    context["page_key"] = page_key(
        request.path, edition.pk, edition.erased_at, edition.live_until, around.rows
    )
    response = render(request, publication_type.detail_template, context)
    for name, value in headers_of(context, request.LANGUAGE_CODE, now):
        response[name] = value
    return response


def _remember(request: HttpRequest, edition: Edition) -> None:
    """For manage.py explain_page: which edition the page shows."""
    explained: Any = request
    explained.edition = edition


def tags_of(edition: Edition, surroundings: Surroundings) -> set[str]:
    """What changes this page: its own publication, those around it and those that its text links to, live or not.

    The list of its type has its neighbours, its subjects have what may be suggested, its series has the other parts.
    """
    around = [edition, *filter(None, [surroundings.earlier, surroundings.later])]
    around += [row for row, _role, _is_source in surroundings.related]
    around += [row for row, _shared in surroundings.suggested]
    return {
        list_tag(edition.type),
        *map(subject_tag, subjects_of(edition.content)),
        *map(subject_tag, filter(None, [surroundings.series_uid])),
        *(publication_tag(row.publication_uid) for row in around),
        *map(publication_tag, edition.content.get("links", {})),
    }


def gone_page(request: HttpRequest, gone: Edition, now: datetime.datetime) -> HttpResponse:
    """The 410 page of an edition that was withdrawn or erased, with the public note and the languages still live."""
    _remember(request, gone)
    tag_response(request, publication_tag(gone.publication_uid))
    live = Edition.objects.live(now).filter(publication_uid=gone.publication_uid).for_lists()
    context = {
        "public_note": withdrawal_note(gone, now),
        "edition_language": gone.language,
        "translations": [_translation(row) for row in live],
    }
    response = render(request, "publishing/withdrawn.html", context, status=410)
    response["X-Robots-Tag"] = "noindex"
    return response


def edition_context(
    publication_type: PublicationType,
    edition: Edition,
    surroundings: Surroundings,
    now: datetime.datetime,
    *,
    reader_language: str,
    preview: bool = False,
    is_numbered: bool = False,
) -> Context:
    """Everything a detail template prints: the record, and the surroundings read live.

    Works on an edition that is not saved too: that is what a preview is.
    """
    content = upgraded(edition.content)
    language = edition.language
    live_here = next((row for row in surroundings.history if row.is_live(now)), None)
    canonical = absolute((live_here or edition).get_absolute_url())
    versions = [live_here, *surroundings.translations] if live_here and not preview else []
    links = surroundings.links | subject_links(content, language)
    newer = live_here if live_here and live_here.pk != edition.pk and not preview else None
    return {
        "edition": edition,
        "content": content,
        "surroundings": surroundings,
        "publication_type": publication_type,
        "people": people_of(edition, content),
        "institutions": [_institution(institution, language) for institution in content["institutions"]],
        "terms": {name: _terms(content[name], language) for name in TERM_SETS},
        "translations": [_translation(row) for row in surroundings.translations],
        "missing_languages": _missing_languages(language, surroundings),
        "related": [*starmap(_related, surroundings.related), *starmap(_suggested, surroundings.suggested)],
        "earlier": surroundings.earlier,
        "later": surroundings.later,
        "links": links,
        "links_key": tuple(sorted(links.items())),
        "takeaways_key": tuple(content.get("takeaways", {}).items()),
        "series": _series(surroundings, edition),
        "history": surroundings.history,
        "corrected": _corrected(edition, surroundings.history),
        "is_long": content["reading_minutes"] + len(content["images"]) >= LONG and len(content["toc"]) > 2,
        "newer": newer,
        "ended": "" if preview or edition.is_live(now) else edition.ended_as,
        "breadcrumbs": breadcrumbs_of(publication_type, edition),
        "shown_language": reader_language if reader_language != language else "",
        "language_after_in": languages.name_after_in(language),
        "canonical": canonical,
        "short_address": absolute(short_path(edition.publication_uid, language)),
        "letter": letter_to_a_colleague(edition.title, canonical),
        "alternates": alternates({row.language: row.get_absolute_url() for row in versions}),
        "origin": settings.SITE_ORIGIN,
        "share_image": share_image_of(edition, surroundings, content["cover"]),
        "outdated_translation": surroundings.is_outdated,
        "preview": preview,
        "is_print": False,
        "is_numbered": is_numbered,
        "downloads": downloads_of(edition, surroundings, now, is_numbered=is_numbered),
        **publication_type.extra_context(edition, content, newer),
    }


def _corrected(edition: Edition, history: Iterable[Edition]) -> Edition | None:
    """The latest edition up to this one that corrected an error, or None."""
    past = [row for row in history if row.number <= edition.number]
    return next((row for row in [edition, *past] if row.correction), None)


def _path_of(uid: str, language: str) -> str:
    entry = directory().find(uid, language) if uid else None
    return entry.path if entry else ""


def subject_links(content: Record, language: str) -> dict[str, str]:
    """{uid: path} of people, institutions ... that the text leads to, in this language or one they have."""
    codes = [language, *languages.codes()]
    found = {
        uid: next(filter(None, (_path_of(uid, code) for code in codes)), "")
        for uid in content.get("subject_links", [])
    }
    return {uid: path for uid, path in found.items() if path}


def people_of(edition: Edition, content: Mapping[str, Any]) -> list[Record]:
    """Everybody on the record, with the path of those who have a page today."""
    return [person | {"path": _path_of(person["uid"], edition.language)} for person in content["people"]]


def _institution(institution: Record, language: str) -> Record:
    return institution | {"path": _path_of(institution["uid"], language)}


def _terms(entries: Iterable[Record], language: str) -> list[Record]:
    return [entry | {"path": _path_of(entry["uid"], language)} for entry in entries]


def _translation(row: Edition) -> Context:
    return {
        "language": row.language,
        "name": languages.own_name_of(row.language),
        "invitation": languages.invitation_to(row.language),
        "path": row.get_absolute_url(),
    }


def _missing_languages(language: str, surroundings: Surroundings) -> list[dict[str, str]]:
    present = {language, *(row.language for row in surroundings.translations)}
    return [
        {"language": code, "name_after_in": languages.name_after_in(code)}
        for code in languages.codes()
        if code not in present
    ]


def _series(surroundings: Surroundings, edition: Edition) -> Context | None:
    """The position of an edition in its series, or None. Parts of all languages count, so that numbers agree."""
    entry = directory().find(surroundings.series_uid, edition.language) if surroundings.series_uid else None
    here = next(
        (n for n, row in enumerate(surroundings.parts) if row.publication_uid == edition.publication_uid),
        None,
    )
    if entry is None or here is None:
        return None
    return {
        "name": entry.label,
        "path": entry.path,
        "number": here + 1,
        "total": len(surroundings.parts),
        "before": surroundings.parts[here - 1] if here else None,
        "after": surroundings.parts[here + 1] if here + 1 < len(surroundings.parts) else None,
    }


def _related(row: Edition, role: str, is_inward: bool) -> Context:
    return {
        "edition": row,
        "relation_label": _relation_label(row.type, role, is_inward),
        "is_outcome": is_inward and role in OUTCOMES,
    }


def _suggested(row: Edition, shared: str) -> Context:
    """Its label is what both texts share, named in the language of the other text."""
    return {
        "edition": row,
        "relation_label": shared,
        "label_language": row.language,
        "is_outcome": False,
    }


def _relation_label(type: str, role: Any, is_inward: bool) -> str:
    outwards = {
        Relation.Role.REPORTS_ON: str(type_named(type).about),
        Relation.Role.LAUNCHES: _("Presents"),
        Relation.Role.RESULT_OF: _("Result of"),
        Relation.Role.FOLLOWS: _("Follows"),
        Relation.Role.PART_OF: _("Part of"),
    }
    inwards = {
        Relation.Role.REPORTS_ON: _("Our news item"),
        Relation.Role.LAUNCHES: _("Presented at"),
        Relation.Role.RESULT_OF: _("Led to"),
        Relation.Role.FOLLOWS: _("Followed by"),
        Relation.Role.PART_OF: _("Includes"),
    }
    return (inwards if is_inward else outwards)[role]


def breadcrumbs_of(publication_type: PublicationType, edition: Edition) -> list[tuple[str, str]]:
    home = home_of(edition.language)
    if not publication_type.has_list:
        return [home]
    return [home, (str(publication_type.plural), publication_type.list_path(edition.language))]


def home_of(language: str) -> tuple[str, str]:
    """The first of every page's breadcrumbs."""
    return _("Home"), f"/{language}/"


def live_of(request: HttpRequest, publication_type: PublicationType) -> EditionQuerySet:
    """Live editions of a type in the reader's language, without their long texts."""
    return (
        Edition.objects.live(timezone.now())
        .in_language(request.LANGUAGE_CODE)
        .of_type(publication_type.name)
        .for_lists()
    )


def list_context(
    request: HttpRequest, publication_type: PublicationType, without: Iterable[int] = ()
) -> Context:
    """One page of the newest live editions of a type, of one kind when `?kind=` names one; `without` these ids."""
    tag_response(request, list_tag(publication_type.name))
    kinds = kinds_of(publication_type.name)
    asked = request.GET.get("kind", "")
    asked = asked if asked in kinds else ""
    values = {
        "type_name": publication_type.name,
        "language": request.LANGUAGE_CODE,
        "at": timezone.now(),
        "without": list(without),
        **({"kind": asked} if asked else {}),
    }
    base = publication_type.list_path(request.LANGUAGE_CODE)
    tags = [list_tag(publication_type.name)]
    page = get_page(LongList(_ids_of_type, values, tags), request, PER_PAGE)
    choices = {"": _("All"), **kinds}
    return canonical_links_in_every_language(request, lambda language: {"kind": asked}) | {
        "heading": publication_type.plural,
        "breadcrumbs": [home_of(request.LANGUAGE_CODE)],
        "page_obj": page,
        "archive": _archive_of(page, request, publication_type),
        "kind": asked,
        "kinds": [
            {
                "label": label,
                "path": f"{base}?kind={kind}" if kind else base,
                "is_current": kind == asked,
            }
            for kind, label in choices.items()
        ],
    }


def _ids_of_type(
    type_name: str, language: str, at: datetime.datetime, without: list[int], **narrower: str
) -> QuerySet[Edition, Any]:
    live = Edition.objects.live(at).in_language(language).of_type(type_name)
    return live.filter(**narrower).exclude(pk__in=without).newest_first().values_list("pk")


def _archive_of(page: Page[Edition], request: HttpRequest, publication_type: PublicationType) -> Context:
    """The way from a list to the archive: to its beginning, and to the year the page has come to."""
    root, query = f"/{request.LANGUAGE_CODE}/archive/", f"?type={publication_type.name}"
    oldest = page[-1].dated if page else None
    return {
        "path": root + query,
        "year": oldest and oldest.year,
        "year_path": oldest and f"{root}{oldest.year}/{query}",
        "goes_on_there": page.number == MAX_PAGE,
    }
