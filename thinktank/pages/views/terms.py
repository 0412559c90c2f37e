"""Lists and pages of topics, regions, audiences, projects and series."""

import datetime
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from events.coming import coming, coming_among
from thinktank.addresses.alternates import canonical_links_in_every_language
from thinktank.delivery.decorators import public_page, tag_response
from thinktank.delivery.paging import only_page
from thinktank.language import languages
from thinktank.language.typography import typeset_lines
from thinktank.pages.subjects import company, find, listed, surroundings
from thinktank.pages.views.archive import archived_types, type_asked
from thinktank.publishing.models import Edition
from thinktank.publishing.models.edition import EditionQuerySet
from thinktank.publishing.public.pages import home_of
from thinktank.publishing.public.past import past_day_asked, subject_on
from thinktank.publishing.public.surroundings import parts_of
from thinktank.publishing.publication_types import Context
from thinktank.taxonomy.models import Audience, Project, Region, Series, Term, Topic

ON_A_TIMELINE = 60  # editions on a page of a project


def _term_list(
    request: HttpRequest, model: type[Term], template: str = "taxonomy/term_list.html"
) -> HttpResponse:
    tag_response(request)
    only_page(request)
    language = request.LANGUAGE_CODE
    terms = [
        {
            "name": term.label_in(language),
            "path": term.path_in(language),
            "description": typeset_lines(languages.word(term, "description", language), language),
            "starts_on": getattr(term, "starts_on", None),
            "ends_on": getattr(term, "ends_on", None),
        }
        for term in model.objects.public_in(language)
    ]
    context = {
        "terms": terms,
        "heading": model._meta.verbose_name_plural,
        "breadcrumbs": [home_of(language)],
    }
    return render(request, template, context | canonical_links_in_every_language(request))


def _term_page[T: Term](
    request: HttpRequest, model: type[T], slug: str, template: str, more: Callable[[HttpRequest, T], Context]
) -> HttpResponse:
    """A term's page. `more(request, term)` returns what its template shows besides name and description."""
    found = find(request, model, slug)
    if isinstance(found, HttpResponse):
        return found
    if past := past_day_asked(request):
        return subject_on(request, found, past, type_asked(request))
    language = request.LANGUAGE_CODE
    context = surroundings(
        request, found, model._meta.verbose_name_plural, lambda language: {"type": type_asked(request)}
    ) | {
        "term": {
            "uid": found.uid,
            "name": found.label_in(language),
            "description": typeset_lines(languages.word(found, "description", language), language),
        },
        "kind_label": model._meta.verbose_name,
        **more(request, found),
    }
    return render(request, template, context)


def _by_type(request: HttpRequest, found: Term) -> Context:
    """The editions of a topic or region, the links of the filter by type, and subjects it often comes with."""
    types, asked = archived_types(), type_asked(request)
    return {
        "page_obj": listed(request, found, type_name=asked),
        "company": company(request, found),
        "kinds": [
            {
                "label": label,
                "path": request.path + (f"?type={name}" if name else ""),
                "is_current": name == asked,
            }
            for name, label in {"": _("All"), **types}.items()
        ],
    }


@public_page(reads=("page",))
def topic_list(request: HttpRequest) -> HttpResponse:
    return _term_list(request, Topic)


@public_page(reads=("page", "type", "on"))
def topic_detail(request: HttpRequest, slug: str) -> HttpResponse:
    return _term_page(request, Topic, slug, "taxonomy/term_detail.html", _by_type)


@public_page(reads=("page",))
def region_list(request: HttpRequest) -> HttpResponse:
    return _term_list(request, Region)


@public_page(reads=("page", "type", "on"))
def region_detail(request: HttpRequest, slug: str) -> HttpResponse:
    return _term_page(request, Region, slug, "taxonomy/term_detail.html", _by_type)


@public_page(reads=("page",))
def audience_list(request: HttpRequest) -> HttpResponse:
    return _term_list(request, Audience)


@public_page(reads=("page", "on"))
def audience_detail(request: HttpRequest, slug: str) -> HttpResponse:
    return _term_page(request, Audience, slug, "taxonomy/audience_detail.html", _marked)


def _marked(request: HttpRequest, found: Term) -> Context:
    return {"page_obj": listed(request, found), "company": company(request, found)}


@public_page(reads=("page",))
def project_list(request: HttpRequest) -> HttpResponse:
    return _term_list(request, Project)


@public_page(reads=("page", "on"))
def project_detail(request: HttpRequest, slug: str) -> HttpResponse:
    return _term_page(request, Project, slug, "taxonomy/project_detail.html", _timeline)


def _timeline(request: HttpRequest, found: Project) -> Context:
    """A project's publications and events: current and coming ones, the next first; then past ones, the latest first."""
    now, today = timezone.now(), timezone.localdate()
    page = listed(request, found, ON_A_TIMELINE)
    is_whole = page.paginator.num_pages == 1
    events = (
        coming_among(page, now) if is_whole else coming(_live_under(found, request.LANGUAGE_CODE, now), now)
    )
    known = {edition.pk for edition in events}
    editions = [edition for edition in page if edition.pk not in known]
    texts = [e for e in reversed(editions) if e.dated > today and e.type != "event"]
    return {
        "page_obj": page,
        "upcoming": (events if page.number == 1 else []) + texts,
        "past": [edition for edition in editions if edition not in texts],
        "company": company(request, found),
        "project": found,
        "has_begun": found.starts_on is None or found.starts_on <= today,
        "has_ended": found.has_ended(today),
    }


def _live_under(found: Project, language: str, at: datetime.datetime) -> EditionQuerySet:
    return Edition.objects.live(at).in_language(language).filter(listings__subject_uid=found.uid).for_lists()


@public_page(reads=("page",))
def series_list(request: HttpRequest) -> HttpResponse:
    return _term_list(request, Series)


@public_page
def series_detail(request: HttpRequest, slug: str) -> HttpResponse:
    return _term_page(request, Series, slug, "taxonomy/series_detail.html", _parts)


def _parts(request: HttpRequest, found: Series) -> Context:
    return {"parts": parts_of(found.uid, request.LANGUAGE_CODE, timezone.now())}
