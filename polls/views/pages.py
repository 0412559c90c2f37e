"""The public pages of polls: the list, a poll's page, its results as JSON and as CSV."""

import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from polls.lookup import poll_at
from polls.models import FormerWording, Poll
from polls.results import PollResults, results_of, results_of_each
from polls.table import MEDIA_TYPE, as_csv
from thinktank.addresses.alternates import canonical_links, canonical_links_in_every_language
from thinktank.addresses.former import no_longer_public
from thinktank.addresses.models import Address
from thinktank.delivery.cache_tags import list_tag, subject_tag
from thinktank.delivery.decorators import public_page, tag_response
from thinktank.delivery.paging import get_page
from thinktank.language import languages

PER_PAGE = 20


@public_page(max_age=10, reads=("page",))
def poll_list(request: HttpRequest) -> HttpResponse:
    language, at = request.LANGUAGE_CODE, timezone.now()
    tag_response(request, list_tag("poll"))
    polls = Poll.objects.public_in(language, at).open_first(at)
    page = get_page(polls, request, PER_PAGE)
    context = {
        "page_obj": page,
        "polls": results_of_each(list(page), language, at),
        "breadcrumbs": [(_("Home"), f"/{language}/")],
    }
    return render(request, "polls/poll_list.html", context | canonical_links_in_every_language(request))


@public_page(max_age=10)
def poll_detail(request: HttpRequest, slug: str) -> HttpResponse:
    language, at = request.LANGUAGE_CODE, timezone.now()
    previewed = getattr(request, "previewed", None)
    try:
        poll = previewed or poll_at(language, slug, at)
    except Http404:
        return _answer_at_former_address(request, slug, at)
    tag_response(request, subject_tag(poll.uid))
    paths = {code: poll.path_in(code) for code in languages.codes()}
    context = canonical_links(request, paths) | {
        "previewed": previewed,
        "poll": results_of(poll, language, at),
        "former_wordings": _former_wordings(poll, language),
        "breadcrumbs": [(_("Home"), f"/{language}/"), (_("Polls"), f"/{language}/polls/")],
    }
    return render(request, "polls/poll_detail.html", context)


def _answer_at_former_address(request: HttpRequest, slug: str, at: datetime.datetime) -> HttpResponse:
    """Redirect to the poll's present page, or say that the poll is gone. Raises Http404 for an address never used."""
    language = request.LANGUAGE_CODE
    addresses = Address.objects.public(at).at(language, Poll.address_prefix, slug)
    owner_uid = addresses.values_list("owner_uid", flat=True).first()
    if owner_uid is None:
        raise Http404
    if moved := Poll.objects.public_in(language, at).filter(uid=owner_uid).first():
        return HttpResponsePermanentRedirect(moved.path_in(language))
    return no_longer_public(request, Poll, owner_uid)


def _former_wordings(poll: Poll, language: str) -> list[dict[str, Any]]:
    rows = FormerWording.objects.filter(poll=poll, language=language).select_related("option")
    return [
        {
            "text": row.text,
            "until": row.until,
            "now": languages.word(row.option or poll, "label" if row.option else "question", language),
        }
        for row in rows
    ]


@public_page(max_age=5)
def poll_results(request: HttpRequest, slug: str) -> HttpResponse:
    language, at = request.LANGUAGE_CODE, timezone.now()
    poll = poll_at(language, slug, at)
    tag_response(request, subject_tag(poll.uid))
    return JsonResponse(_as_json(results_of(poll, language, at)))


@public_page(max_age=5)
def poll_results_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The same results in all languages in which the poll has a page. Two queries for each."""
    language, at = request.LANGUAGE_CODE, timezone.now()
    poll = poll_at(language, slug, at)
    tag_response(request, subject_tag(poll.uid))
    others = [code for code in languages.codes() if code != language and poll.is_public_in(code)]
    return HttpResponse(
        as_csv([results_of(poll, code, at) for code in (language, *others)]),
        content_type=f"{MEDIA_TYPE}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{slug}.csv"'},
    )


def _as_json(shown: PollResults) -> dict[str, Any]:
    counts = shown.counts
    return {
        "poll": str(shown.uid),
        "question": shown.question,
        "language": shown.language,
        "open": shown.is_open,
        "opens_at": shown.opens_at,
        "closes_at": shown.closes_at,
        "results": counts
        and {
            "total": counts.total,
            "ballots": counts.voters,
            "taken_over": counts.imported,
            "percentages_of": "votes" if shown.is_single else "voters",
            "options": [
                {
                    "number": option.number,
                    "label": option.label,
                    "votes": option.votes,
                    "percent": option.percent,
                    "taken_over": option.imported,
                }
                for option in shown.options
            ],
        },
    }
