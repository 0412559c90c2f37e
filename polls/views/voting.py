"""A reader votes: a ticket, the vote, the receipt."""

import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polls.lookup import poll_at
from polls.models import BallotInbox, Poll
from polls.results import results_of
from polls.rules import InvalidChoices, rules_of
from polls.voting import Outcome, cast_ballot, has_voted
from thinktank.addresses.alternates import absolute, translations_at
from thinktank.language import languages
from thinktank.monitoring.metrics import BALLOTS
from thinktank.readers.cookie import LONGEST_LIFE, Reader, reader_of, reader_or_new, remember
from thinktank.readers.decorators import for_readers, posted_json
from thinktank.readers.peppers import voter_key
from thinktank.readers.refusal import Refusal, busy
from thinktank.readers.secret_files import SecretUnavailable
from thinktank.readers.submissions import Steps, answer_step, sender_of, whole_number
from thinktank.readers.throttle import admit
from thinktank.readers.tickets import issue_ticket

COOKIE_OUTLIVES_POLL_BY = datetime.timedelta(days=30)
MOST_BOXES = 100


@for_readers
@require_POST
def poll_ticket(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a browser what it needs to vote: its cookie, a ballot id and a ticket for it."""
    poll = _open_poll(request, slug)
    reader = reader_or_new(request)
    already = has_voted(poll.pk, _key_of(poll, reader))
    if not already:
        admit(request, str(poll.uid), timezone.now())
    ballot_id, ticket = issue_ticket(_subject(poll), reader.secret, timezone.now())
    response = JsonResponse(
        {"ballot_id": ballot_id.hex, "ticket": ticket, "my": "voted" if already else None}
    )
    remember(response, reader, _cookie_until(poll))
    return response


@for_readers(asks_to_confirm=True)
@require_http_methods(["GET", "HEAD", "POST"])
def poll_vote(request: HttpRequest, slug: str) -> HttpResponse:
    steps = (_ballot_paper, _confirm_page, _vote_by_form, _vote_by_script)
    return answer_step(request, Steps(*(partial(step, slug=slug) for step in steps)))


def _poll(request: HttpRequest, slug: str) -> Poll:
    """The poll at this address, open or not: a vote's own transaction decides whether it is open."""
    return poll_at(request.LANGUAGE_CODE, slug, timezone.now())


def _open_poll(request: HttpRequest, slug: str) -> Poll:
    """The same, for what begins a vote. Raises Refusal (409) when the poll is closed."""
    poll = _poll(request, slug)
    if not poll.is_open(timezone.now()):
        raise _refusal(Outcome.NOT_OPEN)
    return poll


def _refusal(outcome: Outcome) -> Refusal:
    if outcome is Outcome.BUSY:
        return busy()
    sentences = {
        Outcome.ALREADY_VOTED: (409, _("A vote from this browser has already been counted.")),
        Outcome.NOT_OPEN: (409, _("This poll no longer accepts votes.")),
        Outcome.OTHER_CHOICES: (
            422,
            _("This ballot has already been counted with a different answer and cannot be changed."),
        ),
    }
    status, sentence = sentences[outcome]
    return Refusal(status, outcome.value, sentence)


def _subject(poll: Poll) -> str:
    """What a ticket for this poll is sealed for."""
    return f"poll|{poll.uid}"


def _cookie_until(poll: Poll) -> datetime.datetime:
    return poll.closes_at + COOKIE_OUTLIVES_POLL_BY if poll.closes_at else timezone.now() + LONGEST_LIFE


def _key_of(poll: Poll, reader: Reader) -> bytes:
    """The reader's voter key. Raises Refusal for a closed poll whose pepper has been destroyed, and
    SecretUnavailable for an open poll without its pepper.
    """
    try:
        return voter_key(poll.pepper(), poll.uid, reader.secret)
    except SecretUnavailable:
        if poll.has_closed(timezone.now()):
            raise _refusal(Outcome.NOT_OPEN) from None
        raise


def _cast(request: HttpRequest, poll: Poll, ticket: object, choices: list[Any]) -> tuple[UUID, bool]:
    """Cast the ballot; return (ballot id, whether it is new). Raises Refusal."""
    reader, ballot_id = sender_of(request, ticket, _subject(poll))
    try:
        outcome = cast_ballot(
            poll.pk,
            ballot_id=ballot_id,
            voter_key=_key_of(poll, reader),
            choices=choices,
            language=request.LANGUAGE_CODE,
        )
    except InvalidChoices as invalid:
        raise Refusal(422, "choices", str(invalid)) from invalid
    BALLOTS.labels(outcome.value).inc()
    if outcome not in (Outcome.COUNTED, Outcome.REPEATED):
        raise _refusal(outcome)
    return ballot_id, outcome is Outcome.COUNTED


def _vote_by_script(request: HttpRequest, slug: str) -> HttpResponse:
    payload = posted_json(request)
    poll = _poll(request, slug)
    choices = payload.get("choices")
    if not isinstance(choices, list):
        raise Refusal(422, "choices", _("Choose an answer."))
    ballot_id, is_new = _cast(request, poll, payload.get("ticket"), choices)
    shown = results_of(poll, request.LANGUAGE_CODE, timezone.now(), has_voted=True)
    receipt = {
        "receipt": ballot_id.hex,
        "receipt_path": _receipt_path(shown.path, ballot_id),
        "results_html": render_to_string("polls/_results.html", {"poll": shown, "chosen": choices}),
    }
    return JsonResponse(receipt, status=201 if is_new else 200)


def _vote_by_form(request: HttpRequest, slug: str) -> HttpResponse:
    poll = _poll(request, slug)
    ballot_id, _is_new = _cast(request, poll, request.POST["ticket"], _ticked(request))
    path = _receipt_path(poll.path_in(request.LANGUAGE_CODE), ballot_id)
    return HttpResponseRedirect(path, status=303)


def _receipt_path(path_of_poll: str, ballot_id: UUID) -> str:
    return f"{path_of_poll}receipt/{ballot_id}/"


def _ticked(request: HttpRequest) -> list[int | str]:
    """The numbers of the boxes ticked in a form. Other texts stay as they are: the poll's rules refuse them."""
    ticked = request.POST.getlist("choice")[:MOST_BOXES]
    numbers = [(whole_number(text), text) for text in ticked]
    return [text if number is None else number for number, text in numbers]


def _ballot_paper(
    request: HttpRequest,
    slug: str,
    *,
    status: int = 200,
    error: str = "",
    ticked: list[int | str] | None = None,
) -> HttpResponse:
    """A page with nothing but the poll's form, for browsers without scripts."""
    language, at = request.LANGUAGE_CODE, timezone.now()
    poll = _poll(request, slug)
    shown = results_of(poll, language, at)
    if not shown.is_open:
        return HttpResponseRedirect(shown.path)
    context = _links_below(poll, language, "vote/")
    context |= {"poll": shown, "error": error, "ticked": ticked or []}
    return render(request, "polls/poll_vote.html", context, status=status)


def _links_below(poll: Poll, language: str, rest: str) -> dict[str, Any]:
    """For a page below a poll's own: the canonical address is the poll's, the language links stay on this page."""
    paths = {code: poll.path_in(code) for code in languages.codes()}
    below = {code: path and f"{path}{rest}" for code, path in paths.items()}
    return {"canonical": absolute(paths[language]), "translations": translations_at(below, language)}


def _confirm_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the choice once more, with the ticket that the second click needs. Counts nothing."""
    poll = _open_poll(request, slug)
    ticked, rules = _ticked(request), rules_of(poll.pk, timezone.now())
    if rules is None:
        raise Http404
    try:
        choices = rules.canonical(ticked)
    except InvalidChoices as invalid:
        return _ballot_paper(request, slug, status=422, error=str(invalid), ticked=ticked)
    reader = reader_or_new(request)
    if has_voted(poll.pk, _key_of(poll, reader)):
        raise _refusal(Outcome.ALREADY_VOTED)
    admit(request, str(poll.uid), timezone.now())
    _ballot_id, ticket = issue_ticket(_subject(poll), reader.secret, timezone.now())
    shown = results_of(poll, request.LANGUAGE_CODE, timezone.now())
    chosen = [option for option in shown.options if option.number in choices]
    context = _links_below(poll, request.LANGUAGE_CODE, "vote/")
    context |= {"poll": shown, "chosen": chosen, "ticket": ticket}
    response = render(request, "polls/poll_confirm.html", context)
    remember(response, reader, _cookie_until(poll))
    return response


@for_readers
@require_safe
def poll_receipt(request: HttpRequest, slug: str, ballot_id: UUID) -> HttpResponse:
    """Show the voter that the ballot is in the urn, and the counts as far as voters may see them."""
    poll = _poll(request, slug)
    choices = BallotInbox.objects.filter(pk=ballot_id, poll=poll).values_list("choices", flat=True).first()
    if choices is None:
        raise Http404
    reader = reader_of(request)
    at = timezone.now()
    voted = reader is not None and not poll.has_closed(at) and has_voted(poll.pk, _key_of(poll, reader))
    shown = results_of(poll, request.LANGUAGE_CODE, at, has_voted=voted)
    context = _links_below(poll, request.LANGUAGE_CODE, f"receipt/{ballot_id}/")
    context |= {"poll": shown, "chosen": choices, "ballot_id": ballot_id.hex}
    response = render(request, "polls/poll_receipt.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
