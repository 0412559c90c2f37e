"""The second step of signing in, which also proves before a dangerous act that it is still the same person."""

from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import REDIRECT_FIELD_NAME as NEXT
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thinktank.accounts.second_factor import factors
from thinktank.accounts.second_factor.forms import SecondStepForm
from thinktank.accounts.second_factor.gate import half_signed_in, step_back
from thinktank.accounts.sessions import note_beginning
from thinktank.accounts.sign_in import remember_browser
from thinktank.desk import lost_forms
from thinktank.desk.second_factor.pages import (
    FOLDER,
    are_passkeys_possible,
    carried_sentence,
    go_on,
    page_context,
    to_page,
    whose,
)
from thinktank.desk.second_factor.set_up import show_app

if TYPE_CHECKING:
    from thinktank.desk.site import DeskSite


def second_step(request: HttpRequest) -> HttpResponseBase:
    """Ask for a code or a passkey. Django's sign-in and `seen` of the desk lead here."""
    user = whose(request)
    if user is None:
        site = cast("DeskSite", admin.site)
        return (
            site.sign_in_again(request) if lost_forms.CARRIED in request.POST else to_page("login", request)
        )
    if not factors.has_factor(user):
        return to_page("my_security_app", request)
    form = SecondStepForm(request, user, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and form.factor:
        return _passed(request, user, form.factor)
    return ask(request, user, form)


def after_password(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """After the right password, instead of the response that leads to the desk: the second step."""
    note_beginning(request)
    carried = request.POST.get(lost_forms.CARRIED, "")
    if not settings.SECOND_FACTOR:
        if carried:
            response = lost_forms.send_again(request, carried, carried_sentence(was_signed_in=False))
        remember_browser(request, response)
        return response
    user = cast(User, request.user)
    step_back(request)
    if carried:
        return first_page(request, user, carried=carried)
    query = urlencode({NEXT: response.headers["Location"]})
    return HttpResponseRedirect(f"{reverse('admin:second_step')}?{query}")


def first_page(request: HttpRequest, user: User, **context: Any) -> HttpResponse:
    """The page of the second step, or at the first sign-in that of the app, with what is carried along."""
    show = ask if factors.has_factor(user) else show_app
    return show(lost_forms.without_fields(request), user, **context)


def ask(
    request: HttpRequest,
    user: User,
    form: SecondStepForm | None = None,
    *,
    carried: str = "",
    status: int = 200,
    is_token_ended: bool = False,
) -> HttpResponse:
    """The page of the second step. `carried`: a lost form, packed."""
    form = form or SecondStepForm(request, user)
    types = {factor.type for factor in factors.factors_of(user)}
    context = page_context(request, carried) | {
        "title": _("Second step"),
        "form": form,
        "is_signed_in": half_signed_in(request) is None,
        "has_app": factors.Type.TOTP in types,
        "has_passkey": factors.Type.WEBAUTHN in types,
        "options": _options(request, user, types),
        "is_token_ended": is_token_ended,
    }
    response = TemplateResponse(request, f"{FOLDER}/second_step.html", context, status=status)
    if form.refusal:
        response.status_code = form.refusal.status
        response.headers["Retry-After"] = str(form.refusal.retry_after)
    return response


def _options(request: HttpRequest, user: User, types: set[str]) -> dict[str, Any] | None:
    """What the browser needs to ask for a passkey; None when there is none to ask for."""
    if factors.Type.WEBAUTHN not in types or not are_passkeys_possible(request):
        return None
    return webauthn.begin_authentication(user)


def _passed(request: HttpRequest, user: User, factor: Authenticator) -> HttpResponseBase:
    if factor.type == factors.Type.RECOVERY_CODES:
        left = factors.n_recovery_codes(user)
        sentence = ngettext(
            "You used a recovery code. %(n)d is left.", "You used a recovery code. %(n)d are left.", left
        ) % {"n": left}
        messages.warning(request, sentence)
    return go_on(request, user)


def prove_first(request: HttpRequest, user: User) -> HttpResponseBase:
    """Instead of the answer to a request that needs a proof before: the second step, which keeps what was typed."""
    if wants_json(request):
        sentence = _("Prove your second factor first: reload the page.")
        return JsonResponse({"error": {"code": "second_factor", "message": sentence}}, status=403)
    if request.method in ("GET", "HEAD") or not lost_forms.may_be_carried(request):
        return HttpResponseRedirect(_with_next("second_step", request))
    return first_page(request, user, carried=lost_forms.packed(request), status=403)


def _with_next(name: str, request: HttpRequest) -> str:
    after = request.get_full_path() if request.method in ("GET", "HEAD") else reverse("admin:index")
    return f"{reverse(f'admin:{name}')}?{urlencode({NEXT: after})}"


def wants_json(request: HttpRequest) -> bool:
    return "text/html" not in request.headers.get("Accept", "text/html") and request.accepts(
        "application/json"
    )
