"""Who acts in the current request, for entries of acts that are not told it."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse

from thinktank.accounts.second_factor.gate import half_signed_in

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


def who_acts() -> User | None:
    """The member of staff who sent the request, also at the second step; None outside of requests, and in those of readers."""
    request = _request.get()
    user = getattr(request, "user", None)
    if request is None or user is None:
        return None
    return user if user.is_authenticated else half_signed_in(request)


def remember_who_acts(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, after Django's authentication. Reads no session: `who_acts` does, when something is recorded."""

    def answer(request: HttpRequest) -> HttpResponse:
        token = _request.set(request)
        try:
            return get_response(request)
        finally:
            _request.reset(token)

    return answer
