"""Makers of polls, and a reader's browser as the views see it."""

import datetime
import json

from django.test import Client
from django.utils import timezone

from polls.models import ImportedCount, Option, Poll
from thinktank.readers.cookie import cookie_name

OWN_PAGE = {"sec-fetch-site": "same-origin"}


def make_poll(options=4, *, imported=(), beside=(), **fields):
    """An open poll of one answer in both languages; `imported` are imported counts, in the options' order."""
    told = {
        "question_en": "Which way?",
        "question_ru": "Куда?",
        "opens_at": timezone.now() - datetime.timedelta(hours=1),
    } | fields
    poll = Poll.objects.create(**told)
    made = [
        Option.objects.create(poll=poll, position=n, label_en=f"Way {n}", label_ru=f"Путь {n}")
        for n in range(1, options + 1)
    ]
    for option, n in zip(made, imported, strict=False):
        ImportedCount.objects.create(
            option=option,
            n=n,
            source_en="an earlier page",
            source_ru="прежней страницы",
            date=datetime.date(2026, 1, 15),
        )
    poll.publications.set([publication.pk for publication in beside])
    return poll


def close(poll, moment=None):
    """Close a poll as the clock would, without the checks of the model."""
    moment = moment or timezone.now()
    Poll.objects.filter(pk=poll.pk).update(closes_at=moment)
    poll.refresh_from_db()


class Reader:
    """A new browser; it asks for tickets and votes as ballot.js does."""

    def __init__(self, *, language="en", **headers):
        self.client = Client(enforce_csrf_checks=True, headers=OWN_PAGE | headers)
        self.language = language

    def path(self, poll, rest=""):
        return f"{poll.path_in(self.language)}{rest}"

    def post_json(self, path, body, **headers):
        return self.client.post(path, json.dumps(body), content_type="application/json", headers=headers)

    def ticket(self, poll):
        response = self.post_json(self.path(poll, "ticket/"), {})
        assert response.status_code == 200, response.content
        return response.json()

    def send(self, poll, ballot, choices, **more):
        body = {"ballot_id": ballot["ballot_id"], "ticket": ballot["ticket"], "choices": choices} | more
        return self.post_json(self.path(poll, "vote/"), body)

    def vote(self, poll, *choices):
        return self.send(poll, self.ticket(poll), list(choices))

    @property
    def cookie(self):
        return self.client.cookies.get(cookie_name())
