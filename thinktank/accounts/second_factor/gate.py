"""Who counts as signed in: only a session in which the second factor has been proved.

A session with a password alone belongs to nobody: `request.user` is anonymous at every address, so that whatever asks
for a member of staff refuses. Only the pages of the second step ask `half_signed_in`.
"""

import time
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from thinktank.accounts.sessions import PROVED_AT, put_off_end

PROOF_SERVES = 15 * 60  # seconds: so long a proof lets dangerous acts pass

# Called with the account when a session has proved its second factor for the first time.
listeners: list[Callable[[User], None]] = []

type View = Callable[[HttpRequest], HttpResponseBase]


def second_factor(get_response: View) -> View:
    """Middleware: makes `request.user` anonymous until the second factor is proved."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.user = cast(User, SimpleLazyObject(lambda: _who(request)))
        return get_response(request)

    return middleware


def _who(request: HttpRequest) -> User | AnonymousUser:
    user = get_user(request)
    if user.is_anonymous or not has_passed(request):
        return AnonymousUser()
    put_off_end(request)
    return user


def has_passed(request: HttpRequest) -> bool:
    return not settings.SECOND_FACTOR or PROVED_AT in request.session


def half_signed_in(request: HttpRequest) -> User | None:
    """Whose password this session has, when the second factor is still to come."""
    if SESSION_KEY not in getattr(request, "session", ()) or has_passed(request):
        return None
    user = get_user(request)
    return user if isinstance(user, User) and user.is_staff else None


def step_back(request: HttpRequest) -> None:
    """After a password, for the rest of the request: nobody has signed in yet."""
    request.session.pop(PROVED_AT, None)
    request._cached_user = request.user  # type: ignore[attr-defined]  # what get_user of Django's middleware returns
    request.user = AnonymousUser()


def mark_proved(request: HttpRequest, user: User) -> None:
    """Note that this account's second factor was proved just now. The session gets another key."""
    if PROVED_AT not in request.session:
        for listener in listeners:
            listener(user)
    request.session.cycle_key()
    request.session[PROVED_AT] = int(time.time())
    request.user = user


def is_proof_fresh(request: HttpRequest) -> bool:
    """Whether the last proof is recent enough for a dangerous act."""
    if not settings.SECOND_FACTOR:
        return True
    return 0 <= time.time() - request.session.get(PROVED_AT, 0) < PROOF_SERVES
