"""The page to which an invitation leads: the owner of a new account sets the password, then the second factor."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from thinktank.accounts import invitations
from thinktank.accounts.second_factor.gate import step_back
from thinktank.accounts.sessions import end_sessions, note_beginning
from thinktank.desk.second_factor.pages import FOLDER, page_context


@sensitive_post_parameters()
def invitation(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    account = invitations.account_of(uid, token)
    context = page_context(request) | {"is_signed_in": False}
    if account is None:
        context["title"] = _("This link no longer works")
        return TemplateResponse(request, f"{FOLDER}/invitation_over.html", context, status=410)
    form = SetPasswordForm(account, request.POST if request.method == "POST" else None)
    if form.is_valid():
        request.user = account  # who acts, for the audit log
        form.save()
        end_sessions([account.pk])
        login(request, account)
        note_beginning(request)
        if settings.SECOND_FACTOR:
            step_back(request)
        return HttpResponseRedirect(reverse("admin:second_step" if settings.SECOND_FACTOR else "admin:index"))
    context |= {"title": _("Set your password"), "form": form, "account": account}
    return TemplateResponse(request, f"{FOLDER}/invitation.html", context)
