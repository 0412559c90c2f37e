"""For `live_site.call`: what the tests need done or told inside a live site."""

import datetime
import secrets

from django.core.management import call_command
from django.http import HttpResponse
from django.utils import timezone

from polls.models import BallotInbox, Poll, PollVoter
from polls.tally import count_ballots
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


def is_sound():
    call_command("check_polls")
    return True


def readers_with_tickets(uid, readers, ballots):
    """As many readers, each with a cookie and tickets: what POST ticket/ would have given them."""
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
