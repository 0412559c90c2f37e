"""What members of staff see and change of their own security: factors, recovery codes, sessions."""

from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from thinktank.accounts import sessions
from thinktank.accounts.history_notes import note
from thinktank.accounts.second_factor import factors
from thinktank.accounts.second_factor.adapter import Adapter
from thinktank.desk.second_factor.pages import FOLDER, are_passkeys_possible


@require_safe
def my_security(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    codes = factors.recovery_codes_of(user)
    context = admin.site.each_context(request) | {
        "title": _("Security"),
        "factors": factors.factors_of(user),
        "n_codes": factors.n_recovery_codes(user),
        "are_codes_stored": bool(codes and codes.did_view),
        "sessions": sessions.sessions_of(user, request),
        "are_passkeys_possible": are_passkeys_possible(request),
    }
    return TemplateResponse(request, f"{FOLDER}/my_security.html", context)


def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The codes, until their owner says that they are stored; then a form that makes new ones."""
    user = _user(request)
    codes = factors.recovery_codes_of(user)
    if request.method == "POST" and "_stored" in request.POST and codes:
        codes.mark_as_viewed()
        return HttpResponseRedirect(reverse("admin:my_security"))
    if request.method == "POST" and "_renew" in request.POST and factors.has_factor(user):
        factors.renew_recovery_codes(user)
        note(user, user, lambda: _("Recovery codes renewed."))
        return HttpResponseRedirect(reverse("admin:my_security_codes"))
    context = admin.site.each_context(request) | {
        "title": _("Recovery codes"),
        "codes": _unseen(user),
        "n_codes": factors.n_recovery_codes(user),
        "has_factor": factors.has_factor(user),
    }
    return TemplateResponse(request, f"{FOLDER}/recovery_codes.html", context)


@require_safe
def recovery_codes_as_text(request: HttpRequest) -> HttpResponse:
    """The codes as a file. Raises Http404 when they have been stored."""
    codes = _unseen(_user(request))
    if not codes:
        raise Http404
    head = _("Recovery codes for %(site)s, %(name)s. Each works once.") % {
        "site": Adapter().get_totp_issuer(),
        "name": _user(request).get_username(),
    }
    text = "\r\n".join([head, "", *codes, ""])
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
    return response


def _unseen(user: User) -> list[str]:
    """The unused codes while nobody has said that they are stored, in two groups of digits each."""
    codes = factors.recovery_codes_of(user)
    if codes is None or codes.did_view:
        return []
    return [f"{code[:5]} {code[5:]}" for code in codes.get_unused_codes()]


@require_POST
def remove_factor(request: HttpRequest, pk: int) -> HttpResponse:
    user = _user(request)
    try:
        removed = factors.remove(user, pk)
    except Authenticator.DoesNotExist as error:
        raise Http404 from error
    except factors.LastFactor:
        messages.error(request, _("This is your only second factor. Add another one first."))
    else:
        note(user, user, lambda: _("Second factor removed: %(name)s.") % {"name": factors.name_of(removed)})
        messages.success(request, _("The second factor was removed."))
    return HttpResponseRedirect(reverse("admin:my_security"))


@require_POST
def end_session(request: HttpRequest, name: str) -> HttpResponse:
    if sessions.end_session(_user(request), name):
        messages.success(request, _("The session was ended."))
    else:
        messages.info(request, _("That session had ended already."))
    return HttpResponseRedirect(reverse("admin:my_security"))


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    n = sessions.end_other_sessions(_user(request), request)
    sentence = ngettext("%(n)d session was ended.", "%(n)d sessions were ended.", n) % {"n": n}
    messages.success(request, sentence)
    return HttpResponseRedirect(reverse("admin:my_security"))


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 -- the desk lets nobody else in
    return request.user
