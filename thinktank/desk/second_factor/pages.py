"""What the pages of the second factor share: who is there, what stands around a page, and where it leads."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME as NEXT
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from thinktank.accounts.notices import tell_of_sign_in
from thinktank.accounts.second_factor.gate import half_signed_in, mark_proved
from thinktank.accounts.sign_in import page_or_desk, remember_browser
from thinktank.desk import lost_forms

FOLDER = "admin/second_factor"


def whose(request: HttpRequest) -> User | None:
    """Who is at the second step: somebody whose password was right, or who is signed in; None for anybody else."""
    if user := half_signed_in(request):
        return user
    return request.user if isinstance(request.user, User) and admin.site.has_permission(request) else None


def page_context(request: HttpRequest, carried: str = "") -> dict[str, Any]:
    """What every page needs before the desk is open: no menu, and where to go on."""
    context = admin.site.each_context(request) | {"is_nav_sidebar_enabled": False}
    context["carried"] = carried or request.POST.get(lost_forms.CARRIED, "")
    context[NEXT] = request.POST.get(NEXT) or request.GET.get(NEXT, "")
    return context


def are_passkeys_possible(request: HttpRequest) -> bool:
    """Browsers offer passkeys to sites with a name and https, and to localhost."""
    host = request.get_host().partition(":")[0]
    return host == "localhost" or (settings.SITE_IS_HTTPS and not host.replace(".", "").isdigit())


def to_page(name: str, request: HttpRequest) -> HttpResponse:
    """Redirect to this page of the desk, which leads on to where this request was to lead."""
    after = request.POST.get(NEXT) or request.GET.get(NEXT)
    query = f"?{urlencode({NEXT: after})}" if after else ""
    return HttpResponseRedirect(reverse(f"admin:{name}") + query)


def go_on(request: HttpRequest, user: User, to: str = "") -> HttpResponseBase:
    """After a proof: open the desk, and lead back to what was asked for or typed before."""
    carried = request.POST.get(lost_forms.CARRIED, "")
    was_signed_in = half_signed_in(request) is None
    if not was_signed_in:
        tell_of_sign_in(request, user)
    mark_proved(request, user)
    if carried:
        response: HttpResponseBase = lost_forms.send_again(request, carried, carried_sentence(was_signed_in))
    else:
        target = to or request.POST.get(NEXT) or reverse("admin:index")
        response = HttpResponseRedirect(page_or_desk(target))
    remember_browser(request, response)
    return response


def carried_sentence(was_signed_in: bool) -> str:
    if was_signed_in:
        return _("You have confirmed that it is you. What you typed is still here, and not saved yet.")
    return _("You are signed in again. What you typed is still here, and not saved yet.")
