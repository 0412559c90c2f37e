import datetime

from django.http import Http404, HttpResponsePermanentRedirect, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polls.models import BallotInbox, FormerWording, Poll
from polls.rules import InvalidChoices, rules_of
from polls.standing import poll_at, standing_of, standings_of
from polls.tally import fresh_tally
from polls.voting import Outcome, cast_ballot, has_voted
from thinktank.addresses.alternates import absolute, place_in_every_language, place_of, translations_at
from thinktank.addresses.former import no_longer_public
from thinktank.addresses.models import Address
from thinktank.delivery.generations import listing, subject
from thinktank.delivery.pages import public_page, shows
from thinktank.delivery.paging import get_page
from thinktank.language import languages
from thinktank.readers.cookie import LONGEST_LIFE, reader_of, reader_or_new, remember
from thinktank.readers.decorators import for_readers, posted_json
from thinktank.readers.peppers import voter_key
from thinktank.readers.refusal import FORM_TYPES, Refusal, busy
from thinktank.readers.secret_files import SecretUnavailable
from thinktank.readers.throttle import admit
from thinktank.readers.tickets import issue_ticket, read_ticket

PER_PAGE = 20
KEPT_AFTER_CLOSING = datetime.timedelta(days=30)
MOST_BOXES = 100


@public_page(max_age=10, reads=("page",))
def poll_list(request):
    language, at = request.LANGUAGE_CODE, timezone.now()
    shows(request, listing("poll"))
    polls = Poll.objects.public_in(language, at).open_first(at)
    page = get_page(polls, request, PER_PAGE)
    context = {
        "page_obj": page,
        "polls": standings_of(list(page), language, at),
        "breadcrumbs": [(_("Home"), f"/{language}/")],
    }
    return render(request, "polls/poll_list.html", context | place_in_every_language(request))


@public_page(max_age=10)
def poll_detail(request, slug):
    language, at = request.LANGUAGE_CODE, timezone.now()
    previewed = getattr(request, "previewed", None)
    poll = previewed or poll_at(language, slug, at)
    if poll is None:
        return _moved(request, slug, at)
    shows(request, subject(poll.uid))
    paths = {code: poll.path_in(code) for code in languages.codes()}
    context = place_of(request, paths) | {
        "previewed": previewed,
        "poll": standing_of(poll, language, at),
        "former_wordings": _former_wordings(poll, language),
        "breadcrumbs": [(_("Home"), f"/{language}/"), (_("Polls"), f"/{language}/polls/")],
    }
    return render(request, "polls/poll_detail.html", context)


def _moved(request, slug, at):
    """A redirect to where the poll's page is now, or a page that says it is gone; 404 when there never was one."""
    language = request.LANGUAGE_CODE
    addresses = Address.objects.public(at).at(language, Poll.address_prefix, slug)
    owner_uid = addresses.values_list("owner_uid", flat=True).first()
    if owner_uid is None:
        raise Http404
    if moved := Poll.objects.public_in(language, at).filter(uid=owner_uid).first():
        return HttpResponsePermanentRedirect(moved.path_in(language))
    return no_longer_public(request, Poll, owner_uid)


def _former_wordings(poll, language):
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
def poll_results(request, slug):
    language, at = request.LANGUAGE_CODE, timezone.now()
    poll = poll_at(language, slug, at)
    if poll is None:
        raise Http404
    shows(request, subject(poll.uid))
    return JsonResponse(_as_json(standing_of(poll, language, at)))


def _as_json(standing):
    results = standing.results
    return {
        "poll": str(standing.uid),
        "question": standing.question,
        "language": standing.language,
        "open": standing.is_open,
        "opens_at": standing.opens_at,
        "closes_at": standing.closes_at,
        "results": results
        and {
            "total": results.total,
            "ballots": results.voters,
            "taken_over": results.imported,
            "percentages_of": "votes" if standing.is_single else "voters",
            "options": [
                {
                    "number": option.number,
                    "label": option.label,
                    "votes": option.votes,
                    "percent": option.percent,
                    "taken_over": option.imported,
                }
                for option in standing.options
            ],
        },
    }


def _open_poll(request, slug):
    """The poll at this address, if it takes votes now. 404 when there is none, Refusal (409) when it has closed."""
    at = timezone.now()
    poll = poll_at(request.LANGUAGE_CODE, slug, at)
    if poll is None:
        raise Http404
    if not poll.is_open(at):
        raise _refusal(Outcome.NOT_OPEN)
    return poll


def _refusal(outcome):
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


def _subject(poll):
    return f"poll|{poll.uid}"


def _kept_until(poll):
    now = timezone.now()
    return poll.closes_at + KEPT_AFTER_CLOSING if poll.closes_at else now + LONGEST_LIFE


def _key_of(poll, reader):
    """Who this reader is in this poll. A closed poll may have lost its pepper: nobody is anybody there."""
    try:
        return voter_key(poll.pepper(), poll.uid, reader.secret)
    except SecretUnavailable:
        if poll.has_closed(timezone.now()):
            raise _refusal(Outcome.NOT_OPEN) from None
        raise


@for_readers
@require_POST
def poll_ticket(request, slug):
    """What a browser needs to vote: its cookie, a ballot id and a ticket for it."""
    poll = _open_poll(request, slug)
    reader = reader_or_new(request)
    already = has_voted(poll.pk, _key_of(poll, reader))
    if not already:
        admit(request, str(poll.uid), timezone.now())
    ballot_id, ticket = issue_ticket(_subject(poll), reader.secret, timezone.now())
    response = JsonResponse(
        {"ballot_id": ballot_id.hex, "ticket": ticket, "my": "voted" if already else None}
    )
    remember(response, reader, _kept_until(poll))
    return response


@for_readers(asks_to_confirm=True)
@require_http_methods(["GET", "HEAD", "POST"])
def poll_vote(request, slug):
    """JSON with a ticket counts; a form without a ticket is asked to confirm; the confirmed form counts."""
    if request.method != "POST":
        return _ballot_paper(request, slug)
    if request.content_type not in FORM_TYPES:
        return _vote_by_script(request, slug)
    if "ticket" in request.POST:
        return csrf_protect(_vote_by_form)(request, slug)
    return _confirm_page(request, slug)


def _cast(request, poll, ticket, choices):
    """Cast what was sent; (ballot id, is it new). Raises Refusal."""
    reader = reader_of(request)
    ballot_id = read_ticket(ticket, _subject(poll), reader and reader.secret, timezone.now())
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
    if outcome not in (Outcome.COUNTED, Outcome.REPEATED):
        raise _refusal(outcome)
    return ballot_id, outcome is Outcome.COUNTED


def _existing_poll(request, slug):
    """For casting: whether the poll is open is decided inside the vote's transaction."""
    poll = poll_at(request.LANGUAGE_CODE, slug, timezone.now())
    if poll is None:
        raise Http404
    return poll


def _vote_by_script(request, slug):
    payload = posted_json(request)
    poll = _existing_poll(request, slug)
    choices = payload.get("choices")
    if not isinstance(choices, list):
        raise Refusal(422, "choices", _("Choose an answer."))
    ballot_id, is_new = _cast(request, poll, payload.get("ticket"), choices)
    standing = _standing_for_voter(poll, request.LANGUAGE_CODE)
    receipt = {
        "receipt": ballot_id.hex,
        "receipt_path": _receipt_path(standing, ballot_id),
        "results_html": render_to_string("polls/_results.html", {"poll": standing, "chosen": choices}),
    }
    return JsonResponse(receipt, status=201 if is_new else 200)


def _vote_by_form(request, slug):
    poll = _existing_poll(request, slug)
    ballot_id, _is_new = _cast(request, poll, request.POST["ticket"], _ticked(request))
    path = f"{poll.path_in(request.LANGUAGE_CODE)}receipt/{ballot_id}/"
    return HttpResponseRedirect(path, status=303)


def _standing_for_voter(poll, language):
    return standing_of(poll, language, timezone.now(), has_voted=True, tally_by=fresh_tally)


def _receipt_path(standing, ballot_id):
    return f"{standing.path}receipt/{ballot_id}/"


def _ticked(request):
    """Boxes ticked in a form, as numbers; what is no number is left as it is and refused later."""
    ticked = request.POST.getlist("choice")[:MOST_BOXES]
    return [int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else text for text in ticked]


def _ballot_paper(request, slug, *, status=200, error="", ticked=()):
    """The poll's form on a page of its own, for browsers without scripts."""
    poll = poll_at(request.LANGUAGE_CODE, slug, timezone.now())
    if poll is None:
        raise Http404
    standing = standing_of(poll, request.LANGUAGE_CODE, timezone.now())
    if not standing.is_open:
        return HttpResponseRedirect(standing.path)
    context = _place_beside(poll, request.LANGUAGE_CODE, "vote/")
    context |= {"poll": standing, "error": error, "ticked": ticked}
    return render(request, "polls/poll_vote.html", context, status=status)


def _place_beside(poll, language, rest):
    """Of a page below a poll's own: what search engines are led to is the poll's; the switch of languages stays here."""
    paths = {code: poll.path_in(code) for code in languages.codes()}
    below = {code: path and f"{path}{rest}" for code, path in paths.items()}
    return {"canonical": absolute(paths[language]), "translations": translations_at(below, language)}


def _confirm_page(request, slug):
    """Counts nothing: shows the choice once more, with the ticket that a second click needs."""
    poll = _open_poll(request, slug)
    ticked = _ticked(request)
    try:
        choices = rules_of(poll.pk, timezone.now()).canonical(ticked)
    except InvalidChoices as invalid:
        return _ballot_paper(request, slug, status=422, error=str(invalid), ticked=ticked)
    reader = reader_or_new(request)
    if has_voted(poll.pk, _key_of(poll, reader)):
        raise _refusal(Outcome.ALREADY_VOTED)
    admit(request, str(poll.uid), timezone.now())
    _ballot_id, ticket = issue_ticket(_subject(poll), reader.secret, timezone.now())
    standing = standing_of(poll, request.LANGUAGE_CODE, timezone.now())
    chosen = [option for option in standing.options if option.number in choices]
    context = _place_beside(poll, request.LANGUAGE_CODE, "vote/")
    context |= {"poll": standing, "chosen": chosen, "ticket": ticket}
    response = render(request, "polls/poll_confirm.html", context)
    remember(response, reader, _kept_until(poll))
    return response


@for_readers
@require_safe
def poll_receipt(request, slug, ballot_id):
    """Nobody's but the voter's: that the ballot is in the urn, and the counts as voters may see them."""
    poll = _existing_poll(request, slug)
    choices = BallotInbox.objects.filter(pk=ballot_id, poll=poll).values_list("choices", flat=True).first()
    if choices is None:
        raise Http404
    reader = reader_of(request)
    at = timezone.now()
    voted = reader is not None and not poll.has_closed(at) and has_voted(poll.pk, _key_of(poll, reader))
    standing = standing_of(poll, request.LANGUAGE_CODE, at, has_voted=voted, tally_by=fresh_tally)
    context = _place_beside(poll, request.LANGUAGE_CODE, f"receipt/{ballot_id}/")
    context |= {"poll": standing, "chosen": choices, "ballot_id": ballot_id.hex}
    response = render(request, "polls/poll_receipt.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
