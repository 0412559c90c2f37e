"""Signing in without typing a password, which takes a second each time: for tests that are about something else."""

from http.cookiejar import Cookie
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from tests.factories import make_editor


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
