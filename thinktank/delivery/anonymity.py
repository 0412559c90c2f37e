"""Making a request nobody's, so that the answer cannot depend on who asks."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest


def forget_the_reader(request: HttpRequest) -> None:
    """Take cookies, session, account and messages away.

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
