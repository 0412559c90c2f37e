"""Signing in without typing a password, which takes a second each time: for tests that are about something else.

Importing this lets `Client.force_login` prove the second factor too, as everybody has done who works at the desk.
"""

import time
from http.cookiejar import Cookie
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in
from django.test import Client

from tests.factories import PASSWORD, make_editor
from thinktank.accounts.second_factor import factors
from thinktank.accounts.sessions import PROVED_AT

_force_login = Client.force_login


def _force_login_with_second_factor(self, user, backend=None):
    user_logged_in.connect(_prove)
    try:
        _force_login(self, user, backend)
    finally:
        user_logged_in.disconnect(_prove)


def _prove(sender, request, user, **signal):
    request.session[PROVED_AT] = int(time.time())


Client.force_login = _force_login_with_second_factor


def recovery_codes_of(name):
    """Codes for the second step of this account, which gets a second factor if it has none. Each works once."""
    user = get_user_model().objects.get(username=name)
    if not factors.has_factor(user):
        factors.add_app(user, "JBSWY3DPEHPK3PXP", "")
    return factors.recovery_codes_of(user).get_unused_codes()


def new_editor(name):
    """For `live_site.call`: the session cookie of a new editor who has signed in, as its name and value."""
    return session_of(make_editor(name, password=None))


def session_of(user):
    """For `live_site.call`: the session cookie of a user who has signed in, as its name and value."""
    client = Client()
    client.force_login(user)
    return settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value


def cookie_of(url, name, value):
    """That cookie for Python's own client (http.cookiejar), of the site at this address."""
    host = urlsplit(url).hostname
    return Cookie(
        0, name, value, None, False, host, False, False, "/", True, False, None, True, None, None, {}
    )


def second_step(client, name, **more):
    """What this client is answered that has given the password of this account and now gives a recovery code."""
    headers = more.pop("headers", {})
    sent = {"code": recovery_codes_of(name)[0]} | more
    return client.post("/admin/second-step/", sent, headers=headers)


def sign_in_on(page, site, name, password=PASSWORD):
    """In a browser: type the password and a recovery code, and arrive at the desk."""
    codes = site.call(recovery_codes_of, name)
    page.goto(f"{site.url}/admin/login/?next=/admin/")
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    page.click("[type=submit]")
    page.fill("#id_code", codes[0])
    page.click("#code-form [type=submit]")
    page.wait_for_url("**/admin/")
