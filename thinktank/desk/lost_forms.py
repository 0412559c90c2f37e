"""Rescues a form whose session or CSRF token ended while it was being filled in: its fields go through the sign-in and
the same person sends them again.

Fields are carried only when the browser says that one of our own pages sent them. Files cannot be carried.
"""

import json
import re
from typing import TYPE_CHECKING, Any, TypedDict, cast

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thinktank.delivery import errors
from thinktank.delivery.areas import is_desk
from thinktank.delivery.bad_input import FORBIDDEN_CHARACTERS
from thinktank.delivery.origin import SentFrom, sent_from
from thinktank.desk.guard import Guarded, Returned, is_form, return_form

if TYPE_CHECKING:
    from thinktank.desk.site import DeskSite

CARRIED = "carried"  # the field of the sign-in form with the fields of the lost form
TYPED_BY = "typed_by"  # the field of the desk's forms with the key of the account that opened them
NOT_CARRIED = re.compile("csrfmiddlewaretoken|password")
TOKEN_ENDED = gettext_lazy(
    "You have signed in again since you opened this form, or it was open for too long. Nothing is saved yet, but nothing is lost: press the button again."
)


class LostForm(TypedDict):
    """What a browser sent: the path with its query, (name, values) of each field, and whether there were files."""

    path: str
    fields: list[tuple[str, list[str]]]
    files: bool


def may_be_carried(request: HttpRequest) -> bool:
    """Whether this is a form of the desk, sent from its own page."""
    is_form = request.method == "POST" and is_desk(request) and sent_from(request) is SentFrom.OWN_PAGE
    return is_form and request.path not in {reverse("admin:logout"), reverse("admin:set_language")}


def packed(request: HttpRequest) -> str:
    """The form that was sent, as JSON of a LostForm."""
    fields = [(name, values) for name, values in request.POST.lists() if not NOT_CARRIED.search(name)]
    sent = {"path": request.get_full_path(), "fields": fields, "files": bool(request.FILES)}
    return json.dumps(sent, ensure_ascii=False)


def send_again(
    request: HttpRequest, carried: str, sentence: str | Promise, status: int = 200
) -> HttpResponse:
    """A page with the fields of `packed`, which sends them again; a redirect to the desk when they cannot be read."""
    found = _unpacked(carried)
    if found is None:
        return HttpResponseRedirect(reverse("admin:index"))
    typed_by = (dict(found["fields"]).get(TYPED_BY) or [""])[-1]
    if typed_by not in {"", str(request.user.pk)}:
        messages.warning(request, _("What was typed under another account was not carried over."))
        return HttpResponseRedirect(reverse("admin:index"))
    context = admin.site.each_context(request) | cast(dict[str, Any], found)
    context |= {"title": _("Not saved yet"), "sentence": sentence}
    return TemplateResponse(request, "admin/send_again.html", context, status=status)


def _unpacked(carried: str) -> LostForm | None:
    try:
        found = json.loads(carried)
        fields = [(_text(name), [_text(value) for value in values]) for name, values in found["fields"]]
        path = str(found["path"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not url_has_allowed_host_and_scheme(path, None) or not path.startswith(reverse("admin:index")):
        return None
    return {"path": path, "fields": fields, "files": bool(found.get("files"))}


def _text(sent: Any) -> str:
    """JSON can contain what a form cannot, such as half a surrogate pair."""
    return FORBIDDEN_CHARACTERS.sub("", str(sent))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Show a form of the desk again as it was filled in, with a new token; elsewhere, an error page."""
    if not may_be_carried(request):
        return errors.csrf_failure(request, reason)
    # What follows only shows a page. Django sets and reads this attribute of the request.
    request.csrf_processing_done = True  # type: ignore[attr-defined]
    if request.path == reverse("admin:login") or not admin.site.has_permission(request):
        return cast("DeskSite", admin.site).sign_in_again(request)
    match = request.resolver_match
    model_admin = getattr(match and match.func, "model_admin", None)
    if match and isinstance(model_admin, Guarded) and is_form(match, model_admin):
        return_form(request, Returned(TOKEN_ENDED, 403))
        view = admin.site.admin_view(model_admin.changeform_view)
        return view(request, match.kwargs.get("object_id"))
    return send_again(request, packed(request), TOKEN_ENDED, status=403)


def told_to_script(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Replace a redirect by 204 with X-Location for js/desk/save.js: a script cannot read where a redirect leads."""
    if response.status_code != 302 or "X-Desk-Save" not in request.headers or not request.user.is_staff:
        return response
    told = HttpResponse(status=204, headers={"X-Location": response.headers["Location"]})
    told.cookies = response.cookies
    return told


def without_fields(request: HttpRequest) -> HttpRequest:
    """Turn the request into a GET without fields, to show a page instead of accepting the form."""
    request.method = "GET"
    request.POST = QueryDict()
    return request
