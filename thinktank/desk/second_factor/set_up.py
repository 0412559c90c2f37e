"""Setting up a factor: an app that shows codes, or a passkey. At the first sign-in this is the second step."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from thinktank.accounts.history_notes import note
from thinktank.accounts.second_factor import factors
from thinktank.accounts.second_factor.adapter import Adapter
from thinktank.accounts.second_factor.forms import AddAppForm, AddPasskeyForm
from thinktank.accounts.second_factor.gate import half_signed_in
from thinktank.desk.second_factor import pages
from thinktank.qr_code import qr_path

KEY = "second_factor_new"  # in the session: the secret of an app, until the app has shown that it knows it


def add_app(request: HttpRequest) -> HttpResponseBase:
    """Set up an app that shows codes; at the first sign-in this is the second step."""
    user = pages.whose(request)
    if user is None or _must_prove(request, user):
        return pages.to_page("second_step" if user else "login", request)
    secret = request.session.get(KEY)
    if request.method != "POST" or "code" not in request.POST or not secret:
        return show_app(request, user)
    form = AddAppForm(secret, request.POST)
    if form.is_valid():
        del request.session[KEY]
        return _added(request, user, factors.add_app(user, secret, form.cleaned_data["code"]))
    return show_app(request, user, form)


def show_app(
    request: HttpRequest,
    user: User,
    form: AddAppForm | None = None,
    *,
    carried: str = "",
    status: int = 200,
    is_token_ended: bool = False,
) -> HttpResponse:
    """The page on which an app is set up. The secret stays until the app has shown that it knows it, also in a second tab."""
    if KEY not in request.session:
        request.session[KEY] = generate_totp_secret()
    form = form or AddAppForm(request.session[KEY])
    secret = form.secret
    address = Adapter().build_totp_url(user, secret)
    context = _context(request, user, form, _("Set up an app"), carried) | {
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "address": address,
        "qr_code": qr_path(address),
        "replaces": Authenticator.objects.filter(user=user, type=factors.Type.TOTP).exists(),
        "is_token_ended": is_token_ended,
    }
    return TemplateResponse(request, f"{pages.FOLDER}/add_app.html", context, status=status)


def add_passkey(request: HttpRequest) -> HttpResponseBase:
    user = pages.whose(request)
    if user is None or _must_prove(request, user):
        return pages.to_page("second_step" if user else "login", request)
    if not pages.are_passkeys_possible(request):
        return pages.to_page("my_security_app", request)
    is_sent = request.method == "POST" and "credential" in request.POST
    form = AddPasskeyForm(request.POST if is_sent else None)
    if form.is_valid():
        name = form.cleaned_data["name"] or _("Passkey %(n)d") % {"n": len(factors.factors_of(user)) + 1}
        return _added(request, user, factors.add_passkey(user, name, form.cleaned_data["credential"]))
    context = _context(request, user, form, _("Add a passkey"))
    context["options"] = webauthn.begin_registration(user, passwordless=False)
    return TemplateResponse(request, f"{pages.FOLDER}/add_passkey.html", context)


def _must_prove(request: HttpRequest, user: User) -> bool:
    """Whether somebody with nothing but the password asks for another factor beside the one the account has."""
    return half_signed_in(request) is not None and factors.has_factor(user)


def _context(request: HttpRequest, user: User, form: Any, title: str, carried: str = "") -> dict[str, Any]:
    return pages.page_context(request, carried) | {
        "title": title,
        "form": form,
        "is_first": not factors.has_factor(user),
        "is_signed_in": half_signed_in(request) is None,
        "are_passkeys_possible": pages.are_passkeys_possible(request),
        "username": user.get_username(),
    }


def _added(request: HttpRequest, user: User, factor: Authenticator) -> HttpResponseBase:
    """Write it into the history; then show the recovery codes if nobody has stored them yet."""
    note(user, user, lambda: _("Second factor added: %(name)s.") % {"name": factors.name_of(factor)})
    codes = factors.recovery_codes_of(user)
    to = reverse("admin:my_security" if codes and codes.did_view else "admin:my_security_codes")
    return pages.go_on(request, user, to)
