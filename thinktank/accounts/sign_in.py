"""Signing in to the desk: slows guessing down, locks no account, and leaves threads for readers.

Wrong passwords are counted for the account that was named, whether or not it exists, and for the network. A browser that
has signed in to the account before has a separate count, so that an attacker elsewhere cannot keep editors out. Wrong
codes of the second step are counted in the same way, and apart.
"""

import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, Protocol
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thinktank.readers.networks import networks_of
from thinktank.readers.refusal import Refusal
from thinktank.readers.throttle import Allowance, give_back, minutes_of, spend

SUBJECT = "sign-in"  # of the counts in readers/throttle.py
MOST_ON_ACCOUNT = 10  # wrong passwords in ten minutes
MOST_FROM_NETWORK = (60, 300)  # the same, from one subscriber and from one network
SALT, COOKIE_LIFE = "desk_browser", 180 * 86_400  # seconds
COOKIE = f"{settings.SECURE_COOKIE}desk_browser"
LONGEST_QUEUE = 2  # passwords at once in one process: one is hashed, one waits
LONGEST_WAIT = 3  # seconds
# Endings of the names of desk URLs that are not pages: they accept forms only, answer with data, or redirect
NOT_PAGES = (
    "logout", "set_language", "autocomplete", "jsi18n", "view_on_site", "guide_picture", "_link_targets", "_restore",
    "_byline", "_take_over",
    "_duplicate", "_still_valid", "_codes_text", "_remove", "_end_session", "_end_others", "open_form", "_form_token", "_form_discard",
)  # fmt: skip

_queue = threading.BoundedSemaphore(LONGEST_QUEUE)
_turn = threading.Lock()


class SignInForm(AdminAuthenticationForm):
    request: HttpRequest  # the desk always gives one
    refusal: Refusal | None = None

    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username")
        if name is None or not self.cleaned_data.get("password"):
            return super().clean()
        with refusing(self), _attempt(allowances(self.request, name)):
            return super().clean()


class OwnPasswordForm(AdminPasswordChangeForm):
    """Limits guesses of the old password too, by a person who finds a signed-in browser, and asks for another one."""

    refusal: Refusal | None = None

    def clean_old_password(self) -> str:
        with refusing(self), _attempt([Allowance(f"own|{self.user.pk}", MOST_ON_ACCOUNT)]):
            return super().clean_old_password()

    def clean_new_password1(self) -> str:
        new: str = self.cleaned_data["new_password1"]
        if new == self.cleaned_data.get("old_password"):
            raise forms.ValidationError(_("This is the password you have. Choose another one."))
        return new


class Refusable(Protocol):
    refusal: Refusal | None


@contextmanager
def refusing(form: Refusable) -> Iterator[None]:
    """Turn a Refusal into an error of the form."""
    try:
        yield
    except Refusal as refusal:
        form.refusal = refusal
        raise forms.ValidationError(refusal.sentence, code=refusal.code) from refusal


@contextmanager
def _attempt(allowances: Sequence[Allowance]) -> Iterator[None]:
    """Check a password inside. Raises Refusal, 429 or 503."""
    with _one_at_a_time(), counted(allowances):
        yield


@contextmanager
def counted(allowances: Sequence[Allowance]) -> Iterator[None]:
    """Check a password or a code inside. The attempt counts unless the check succeeds. Raises Refusal, 429."""
    at = timezone.now()
    if wait := spend(SUBJECT, allowances, at):
        minutes = minutes_of(wait)
        sentence = ngettext(
            "Too many wrong attempts. Try again in %(n)d minute.",
            "Too many wrong attempts. Try again in %(n)d minutes.",
            minutes,
        ) % {"n": minutes}
        raise Refusal(429, "too_many", sentence, retry_after=wait)
    yield
    give_back(SUBJECT, allowances, at)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Hash one password at a time, with a short queue: hashing takes 0.2 s of a core, and readers need the threads."""
    busy = Refusal(
        503, "busy", _("Others are signing in just now. Try again in a few seconds."), retry_after=5
    )
    if not _queue.acquire(blocking=False):
        raise busy
    try:
        if not _turn.acquire(timeout=LONGEST_WAIT):
            raise busy
        try:
            yield
        finally:
            _turn.release()
    finally:
        _queue.release()


def allowances(request: HttpRequest, name: str, most: int = MOST_ON_ACCOUNT, of: str = "") -> list[Allowance]:
    """What may be tried on the account of this name. `of` says of what, other than passwords."""
    if browser := known_browser(request, name):
        return [Allowance(f"{of}browser|{browser}", most)]
    account = Allowance(f"{of}account|{name.casefold()}", most)
    return [account, *map(Allowance, networks_of(request), MOST_FROM_NETWORK)]


def known_browser(request: HttpRequest, name: str) -> str | None:
    """The number of a browser that has signed in to this account before; None for any other browser."""
    try:
        digest, browser = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=COOKIE_LIFE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return browser if constant_time_compare(digest, _digest(name)) else None


def _digest(name: str) -> str:
    return salted_hmac(SALT, name.casefold(), algorithm="sha256").hexdigest()[:24]


def remember_browser(request: HttpRequest, response: HttpResponseBase) -> None:
    name = request.user.get_username()
    browser = known_browser(request, name) or secrets.token_hex(8)
    response.set_cookie(
        COOKIE,
        signing.dumps([_digest(name), browser], salt=SALT),
        max_age=COOKIE_LIFE,
        path=reverse("admin:index"),
        secure=settings.SITE_IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )


def answers_passwords(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a view with one of these forms: sets the status of a refusal."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if refusal := getattr(form, "refusal", None):
            response.status_code = refusal.status
            response.headers["Retry-After"] = str(refusal.retry_after)
        return response

    return answer


def lands_on_a_page[Response: HttpResponseBase](view: Callable[..., Response]) -> Callable[..., Response]:
    """For a view that follows `next`: allows the choice of a language and existing pages of the desk, else the desk."""

    @wraps(view)
    def landing(request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        response = view(request, *args, **kwargs)
        if "Location" in response.headers:
            response.headers["Location"] = page_or_desk(response.headers["Location"])
        return response

    return landing


def page_or_desk(address: str) -> str:
    """The address if it is one that `next` may lead to, else that of the desk."""
    return address if _is_a_page(address) else reverse("admin:index")


def _is_a_page(address: str) -> bool:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return False
    try:
        match = resolve(parts.path)
    except Resolver404:
        return False
    is_of_the_desk = match.app_name == "admin" and match.url_name is not None
    return (
        is_of_the_desk and not str(match.url_name).endswith(NOT_PAGES)
    ) or match.view_name == "choose_language"
