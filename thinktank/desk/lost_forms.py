"""A form whose session or token has ended on the way: what was typed is carried on, and sent by the same person again.

Fields are carried only when the browser says that one of our own pages sent them; files cannot be carried.
"""

import json
import re

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thinktank.delivery import errors
from thinktank.delivery.areas import is_desk
from thinktank.delivery.bad_input import FORBIDDEN_CHARACTERS
from thinktank.delivery.origin import SentFrom, sent_from
from thinktank.desk.guard import Guarded, Returned

CARRIED = "carried"  # the field of the sign-in form that holds what was typed
TYPED_BY = "typed_by"  # the field of the desk's forms that says by whose account they were opened
NOT_CARRIED = re.compile("csrfmiddlewaretoken|password")
TOKEN_ENDED = gettext_lazy(
    "You have signed in again since you opened this form, or it was open for too long. Nothing is saved yet, but nothing is lost: press the button again."
)


def may_be_carried(request) -> bool:
    """Whether this is a form of the desk, sent from its own page."""
    is_form = request.method == "POST" and is_desk(request) and sent_from(request) is SentFrom.OWN_PAGE
    return is_form and request.path not in {reverse("admin:logout"), reverse("admin:set_language")}


def packed(request) -> str:
    """What was sent and where to, as one text."""
    fields = [(name, values) for name, values in request.POST.lists() if not NOT_CARRIED.search(name)]
    sent = {"path": request.get_full_path(), "fields": fields, "files": bool(request.FILES)}
    return json.dumps(sent, ensure_ascii=False)


def send_again(request, carried: str, sentence: str, status: int = 200):
    """The page that holds the fields of `packed` and sends them once more; the desk's home when they make no sense."""
    found = _unpacked(carried)
    if found is None:
        return HttpResponseRedirect(reverse("admin:index"))
    typed_by = (dict(found["fields"]).get(TYPED_BY) or [""])[-1]
    if typed_by not in {"", str(request.user.pk)}:
        messages.warning(request, _("What was typed under another account was not carried over."))
        return HttpResponseRedirect(reverse("admin:index"))
    context = admin.site.each_context(request) | found
    context |= {"title": _("Not saved yet"), "sentence": sentence}
    return TemplateResponse(request, "admin/send_again.html", context, status=status)


def _unpacked(carried):
    try:
        found = json.loads(carried)
        fields = [(_text(name), [_text(value) for value in values]) for name, values in found["fields"]]
        path = str(found["path"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not url_has_allowed_host_and_scheme(path, None) or not path.startswith(reverse("admin:index")):
        return None
    return {"path": path, "fields": fields, "files": bool(found.get("files"))}


def _text(sent):
    """JSON can say what no form can, half a surrogate pair for one."""
    return FORBIDDEN_CHARACTERS.sub("", str(sent))


def csrf_failure(request, reason=""):
    """Instead of Django's page: on the desk the form comes back as it was typed, with a new token."""
    if not may_be_carried(request):
        return errors.csrf_failure(request, reason)
    request.csrf_processing_done = True  # what follows shows a page and does nothing
    if request.path == reverse("admin:login") or not admin.site.has_permission(request):
        return admin.site.sign_in_again(request)
    match = request.resolver_match
    model_admin = getattr(match.func, "model_admin", None)
    if isinstance(model_admin, Guarded) and _is_form(match, model_admin):
        request.returned = Returned(TOKEN_ENDED, 403)
        view = admin.site.admin_view(model_admin.changeform_view)
        return view(request, match.kwargs.get("object_id"))
    return send_again(request, packed(request), TOKEN_ENDED, status=403)


def _is_form(match, model_admin):
    """Whether the address is that of a form which `changeform_view` shows; uploads have a view of their own."""
    name = f"{model_admin.opts.app_label}_{model_admin.opts.model_name}"
    if match.url_name == f"{name}_add":
        return type(model_admin).add_view is ModelAdmin.add_view
    return match.url_name == f"{name}_change"


def told_to_script(request, response):
    """Where a form leads that js/desk/save.js has sent: a script cannot read the address of a redirect."""
    if response.status_code != 302 or "X-Desk-Save" not in request.headers or not request.user.is_staff:
        return response
    told = HttpResponse(status=204, headers={"X-Location": response.headers["Location"]})
    told.cookies = response.cookies
    return told


def without_fields(request):
    """The request as one that only asks: for showing a page in the place of a form that is not taken."""
    request.method, request.POST = "GET", QueryDict()
    return request
