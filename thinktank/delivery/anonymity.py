"""Removes from a request what says who sent it, so that the response cannot depend on that."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest


def forget_the_reader(request: HttpRequest) -> None:
    """Remove cookies, session, account and messages from the request.

    Without them Django's middleware neither sets nor deletes a cookie when the response leaves.
    """
    request.COOKIES = {}
    request.META.pop("HTTP_COOKIE", None)
    request.META.pop("CSRF_COOKIE", None)
    request.META.pop("CSRF_COOKIE_NEEDS_UPDATE", None)
    request.user = AnonymousUser()
    for name in ("session", "_messages"):
        if hasattr(request, name):
            delattr(request, name)
