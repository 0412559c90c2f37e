"""Functions for `live_site.call`: they act in a live site, or report from it."""

import datetime
import secrets
import uuid

from django.core.management import call_command
from django.http import HttpResponse
from django.utils import timezone

from polls import tally, voting
from polls.models import BallotInbox, Poll, PollVoter
from polls.tally import count_ballots, read_tally
from tests.polls.making import make_poll
from thinktank.readers.cookie import EPOCH, LONGEST_LIFE, Reader, cookie_name, remember
from thinktank.readers.tickets import issue_ticket


def new_poll(**fields):
    """[uid, path]"""
    poll = make_poll(**fields)
    return [str(poll.uid), poll.path_in("en")]


def close_in(uid, seconds):
    """When the poll will close, in seconds since 1970."""
    poll = Poll.objects.get(uid=uid)
    poll.closes_at = timezone.now() + datetime.timedelta(seconds=seconds)
    poll.save()
    return poll.closes_at.timestamp()


def counted(uid):
    """[voters, ballots, {option number: votes}]"""
    poll = Poll.objects.get(uid=uid)
    votes = {str(number): n for number, n in count_ballots(poll.pk).votes.items()}
    return [PollVoter.objects.filter(poll=poll).count(), BallotInbox.objects.filter(poll=poll).count(), votes]


def cast_while_tallies_are_stored(uid, votes):
    """Vote, and store the tally after each vote, while other processes do the same. Returns a list of what went wrong."""
    voting.STORE_TALLY_EVERY, tally.PENDING_AT_MOST, tally.PENDING_KEPT = 1, 6, 3
    poll, wrong, seen = Poll.objects.get(uid=uid), [], 0
    for n in range(1, votes + 1):
        ballot = {"ballot_id": uuid.UUID(bytes=secrets.token_bytes(16)), "voter_key": secrets.token_bytes(32)}
        outcome = voting.cast_ballot(poll.pk, choices=[1 + n % 4], language="en", **ballot)
        shown = read_tally(poll.pk)
        if outcome is not voting.Outcome.COUNTED:
            wrong.append(f"vote {n} was {outcome}")
        if shown.voters <= seen or shown.voters < n or shown.voters != shown.votes.total():
            wrong.append(f"after vote {n} the tally was {shown}, before it {seen}")
        seen = shown.voters
    return wrong


def shown(uid):
    """[voters, ballots that are pending] as every page reads them."""
    poll = Poll.objects.get(uid=uid)
    return [read_tally(poll.pk).voters, BallotInbox.objects.pending().filter(poll=poll).count()]


def is_sound():
    call_command("check_polls")
    return True


def readers_with_tickets(uid, readers, ballots):
    """So many readers, each with the cookie and the tickets that POST ticket/ would have given."""
    poll = Poll.objects.get(uid=uid)
    return [_reader_with_tickets(poll, ballots) for _ in range(readers)]


def _reader_with_tickets(poll, ballots):
    secret = secrets.token_bytes(32)
    response = HttpResponse()
    remember(response, Reader(secret, EPOCH), timezone.now() + LONGEST_LIFE)
    tickets = [issue_ticket(f"poll|{poll.uid}", secret, timezone.now()) for _ in range(ballots)]
    return {
        "cookie": f"{cookie_name()}={response.cookies[cookie_name()].value}",
        "ballots": [(ballot_id.hex, ticket) for ballot_id, ticket in tickets],
    }
