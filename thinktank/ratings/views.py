from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from thinktank.addresses.alternates import absolute
from thinktank.delivery.cache_tags import publication_tag
from thinktank.delivery.decorators import public_page, tag_response
from thinktank.publishing.models import Edition
from thinktank.ratings.changes import ratings_tag
from thinktank.ratings.models import STARS
from thinktank.ratings.rate import Current, Outcome, current_rating, rate
from thinktank.ratings.retention import PEPPERS, pepper_of
from thinktank.ratings.summary import find_rateable, summary_of
from thinktank.readers.cookie import LONGEST_LIFE, Reader, reader_of, reader_or_new, remember
from thinktank.readers.decorators import for_readers, posted_json
from thinktank.readers.networks import networks_of
from thinktank.readers.peppers import has_pepper, voter_key
from thinktank.readers.refusal import Refusal, busy
from thinktank.readers.submissions import Steps, answer_step, sender_of, whole_number
from thinktank.readers.throttle import Allowance, admit, give_back, minutes_of, spend
from thinktank.readers.tickets import issue_ticket

MOST_VERSIONS = 10**9
CHANGES = "ratings"
MOST_CHANGES, AN_HOUR = 10, 3600  # changes by one reader of one rating, within so many seconds


def _edition(request: HttpRequest, uid: UUID) -> Edition:
    edition = find_rateable(uid, request.LANGUAGE_CODE, timezone.now())
    if edition is None:
        raise Http404
    return edition


def _key_of(edition: Edition, reader: Reader) -> bytes:
    """The reader's voter key. Raises SecretUnavailable."""
    uid = edition.publication_uid
    return voter_key(pepper_of(edition.publication_id, uid), uid, reader.secret)


def _subject(edition: Edition) -> str:
    """What a ticket for rating this publication is sealed for."""
    return f"rating|{edition.publication_uid}"


@public_page(max_age=5)
def rating_results(request: HttpRequest, uid: UUID) -> HttpResponse:
    edition = _edition(request, uid)
    tag_response(request, publication_tag(uid), ratings_tag(edition.publication_id))
    summary = summary_of(edition.publication_id)
    return JsonResponse(
        {
            "publication": str(uid),
            "ratings": summary.n,
            "average": summary.average,
            "best": summary.best,
            "distribution": {share.stars: share.n for share in summary.shares} or None,
        }
    )


def _begin(request: HttpRequest, edition: Edition) -> tuple[Reader, str, Current]:
    """(reader, ticket, present rating) of somebody who is about to rate."""
    reader = reader_or_new(request)
    admit(request, str(edition.publication_uid), timezone.now())
    _id, ticket = issue_ticket(_subject(edition), reader.secret, timezone.now())
    return reader, ticket, current_rating(edition.publication_id, _key_of(edition, reader))


@for_readers
@require_POST
def rating_ticket(request: HttpRequest, uid: UUID) -> HttpResponse:
    edition = _edition(request, uid)
    reader, ticket, current = _begin(request, edition)
    response = JsonResponse({"ticket": ticket, "my": _as_json(current)})
    remember(response, reader, timezone.now() + LONGEST_LIFE)
    return response


def _as_json(current: Current) -> dict[str, int | None] | None:
    return {"version": current.version, "stars": current.stars} if current.version else None


@for_readers(asks_to_confirm=True)
@require_http_methods(["GET", "HEAD", "POST"])
def rating_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show the reader's own rating and the form; count what is sent."""
    edition = _edition(request, uid)
    steps = (_own_page, _confirm_page, _rate_by_form, _rate_by_script)
    return answer_step(request, Steps(*(partial(step, edition=edition) for step in steps)))


def _own_page(request: HttpRequest, edition: Edition, *, status: int = 200, error: str = "") -> HttpResponse:
    reader = reader_of(request)
    current = None
    if reader and has_pepper(PEPPERS, edition.publication_uid):
        current = current_rating(edition.publication_id, _key_of(edition, reader))
    context = _context(edition) | {"current": current, "error": error}
    response = render(request, "ratings/rating_detail.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _context(edition: Edition) -> dict[str, Any]:
    return {
        "edition": edition,
        "canonical": absolute(edition.get_absolute_url()),
        "uid": edition.publication_uid,
        "summary": summary_of(edition.publication_id),
        "all_stars": STARS,
    }


def _rate(
    request: HttpRequest, edition: Edition, ticket: object, stars: object, version: object
) -> tuple[bool, Current]:
    """Store the rating; return (whether it is new, the reader's present rating). Raises Refusal."""
    if type(stars) is not int or stars not in STARS:
        raise Refusal(422, "stars", _("Choose from one to five stars."))
    if type(version) is not int or not 1 <= version <= MOST_VERSIONS:
        raise Refusal(422, "version", _("We could not read what you sent."))
    reader, _id = sender_of(request, ticket, _subject(edition))
    key, at = _key_of(edition, reader), timezone.now()
    is_change = version > current_rating(edition.publication_id, key).version
    allowances = _allowances(request, edition, key) if is_change else []
    if wait := spend(CHANGES, allowances, at):
        raise _too_often(wait)
    outcome, current = rate(edition.publication_id, voter_key=key, version=version, stars=stars)
    if outcome is not Outcome.COUNTED:
        give_back(CHANGES, allowances, at)
    if outcome is Outcome.BUSY:
        raise busy()
    if outcome is Outcome.CHANGED_MEANWHILE:
        sentence = _("You have rated this in another window. Send your rating again to change it.")
        raise Refusal(409, outcome.value, sentence, facts={"my": _as_json(current)})
    return outcome is Outcome.COUNTED, current


def _allowances(request: HttpRequest, edition: Edition, key: bytes) -> list[Allowance]:
    """How many rows one reader may write about this publication, and one network about all of them: no row of a
    rating is ever deleted.
    """
    reader = Allowance(f"reader|{edition.publication_uid}|{key.hex()}", MOST_CHANGES, AN_HOUR)
    limits = (2 * settings.BALLOTS_PER_SUBSCRIBER, 2 * settings.BALLOTS_PER_NETWORK)
    return [reader, *map(Allowance, networks_of(request), limits)]


def _too_often(wait: int) -> Refusal:
    sentence = ngettext(
        "The rating has been changed too often. Try again in %(n)d minute.",
        "The rating has been changed too often. Try again in %(n)d minutes.",
        minutes_of(wait),
    ) % {"n": minutes_of(wait)}
    return Refusal(429, "too_many", sentence, retry_after=wait)


def _rate_by_script(request: HttpRequest, edition: Edition) -> HttpResponse:
    payload = posted_json(request)
    is_new, current = _rate(
        request, edition, payload.get("ticket"), payload.get("stars"), payload.get("version")
    )
    context = {"summary": summary_of(edition.publication_id), "current": current}
    answer = {"my": _as_json(current), "results_html": render_to_string("ratings/_summary.html", context)}
    return JsonResponse(answer, status=201 if is_new else 200)


def _rate_by_form(request: HttpRequest, edition: Edition) -> HttpResponse:
    _rate(request, edition, request.POST["ticket"], _number(request, "stars"), _number(request, "version"))
    return HttpResponseRedirect(request.path, status=303)


def _number(request: HttpRequest, name: str) -> int | None:
    return whole_number(request.POST.get(name, ""))


def _confirm_page(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show the stars once more, with the ticket that the second click needs. Counts nothing."""
    stars = _number(request, "stars")
    if stars not in STARS:
        return _own_page(request, edition, status=422, error=_("Choose from one to five stars."))
    reader, ticket, current = _begin(request, edition)
    context = _context(edition) | {
        "current": current,
        "stars": stars,
        "version": current.version + 1,
        "ticket": ticket,
    }
    response = render(request, "ratings/rating_confirm.html", context)
    remember(response, reader, timezone.now() + LONGEST_LIFE)
    return response
