"""The same state machine, publishing through the pages of the desk."""

from zoneinfo import ZoneInfo

import time_machine
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.desk.desk import page
from tests.desk.posting import form_values
from tests.publishing.editors import HOUR, HOURS, LANGUAGES, Editors

DONE = 302


class RefusedAtTheDesk(Exception):
    """The page refused the act with a sentence."""


class EditorsAtTheDesk(Editors):
    REFUSALS = RefusedAtTheDesk

    def __init__(self):
        self.client = None
        super().__init__()

    def _signed_in(self):
        if self.client is None:
            user = get_user_model().objects.create(username="chief", is_staff=True, is_superuser=True)
            self.client = Client()
            self.client.force_login(user)
        return self.client

    def _send(self, name, *arguments, **typed):
        """Fill in a page of the desk and press its button, at the state machine's time."""
        with time_machine.travel(self.now, tick=False):
            client, address = self._signed_in(), page(self.article, name, *arguments)
            response = client.get(address)
            if response.status_code == 200:
                response = client.post(address, form_values(response) | typed)
        assert response.status_code in (DONE, 200, 409, 422), response.status_code
        return response

    def _do(self, name, *arguments, **typed):
        response = self._send(name, *arguments, **typed)
        if response.status_code != DONE:
            raise RefusedAtTheDesk(response.status_code)

    def _typed(self, moment):
        return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).strftime("%Y-%m-%dT%H:%M")

    def do_save(self):
        self._do("change", _continue="1")
        self.article.refresh_from_db()

    def do_publish(self, asked, at, rebuild):
        """The first POST shows the plan for the chosen moment, the second carries it out."""
        (language,) = asked
        chosen = {"when": "later" if at else "now", "at": self._typed(at) if at else ""}
        chosen |= {"waiting": "rebuild" if rebuild else "cancel"}
        shown = self._send("publish", language, **chosen)
        confirmed = {name: form_values(shown)[name] for name in ("basis", "choice")}
        self._do("publish", language, **chosen, **confirmed, _publish="1")

    def do_cancel(self, language):
        self._do("cancel", language)

    def do_expire(self, language, at):
        self._do("expire", language, at=self._typed(at))

    def do_withdraw(self, language):
        self._do("withdraw", language, public_note="Wrong.")

    def do_erase(self, edition):
        self._do("erase", edition.language, edition.number, reason="A court order", sure="on")

    def do_begin_a_correction(self, language):
        self._do("correct", language)

    @rule(language=LANGUAGES, rebuild=st.booleans())
    def publish_now(self, language, rebuild):
        asked = [language]
        self.both(
            lambda: self.do_publish(asked, None, rebuild),
            lambda: self.model.publish(asked, self.now, self.now, rebuild),
        )

    @rule(language=LANGUAGES, hours=HOURS)
    def schedule(self, language, hours):
        asked, at = [language], self.beginning + hours * HOUR
        if at > self.now:
            self.both(
                lambda: self.do_publish(asked, at, True),
                lambda: self.model.publish(asked, at, self.now, True),
            )

    @rule(language=LANGUAGES, hours=HOURS)
    def expire(self, language, hours):
        """The desk offers expiring for live editions, at whole minutes."""
        at = self.beginning + hours * HOUR
        if self.model.live(language, self.now) and at > self.now:
            self.both(
                lambda: self.do_expire(language, at),
                lambda: self.model.expire(language, at, self.now),
            )
