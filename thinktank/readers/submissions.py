"""The steps that a vote and a rating share.

A script sends JSON with a ticket, and it counts. A form cannot carry a ticket, since its page is the same for
everybody: the first POST is answered with a page that asks to confirm and carries a ticket, and the second one counts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_protect

from thinktank.readers.cookie import Reader, reader_of
from thinktank.readers.decorators import SAFE_METHODS
from thinktank.readers.refusal import FORM_TYPES
from thinktank.readers.tickets import read_ticket

MOST_DIGITS = 9

Step = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True)
class Steps:
    """What a view answers at each step; each may raise Refusal."""

    show: Step  # GET: the empty form
    confirm: Step  # a form without a ticket: counts nothing
    count_form: Step  # a form with a ticket
    count_json: Step


def answer_step(request: HttpRequest, steps: Steps) -> HttpResponse:
    """Answer whichever step this request is. A form that counts needs Django's CSRF token as well as its ticket."""
    if request.method in SAFE_METHODS:
        return steps.show(request)
    if request.content_type not in FORM_TYPES:
        return steps.count_json(request)
    if "ticket" in request.POST:
        return csrf_protect(steps.count_form)(request)
    return steps.confirm(request)


def sender_of(request: HttpRequest, ticket: object, subject: str) -> tuple[Reader, UUID]:
    """The reader who sends this ticket, and the ballot id in it. Raises Refusal: see read_ticket."""
    reader = reader_of(request)
    ballot_id = read_ticket(ticket, subject, reader.secret if reader else None, timezone.now())
    return cast(Reader, reader), ballot_id  # read_ticket has refused a browser without a cookie


def whole_number(text: str) -> int | None:
    """The number that a form's field holds in ASCII digits; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
