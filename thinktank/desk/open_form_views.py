"""Addresses to which the pages of open forms tell what is typed, and which tell who else has the same form open."""

import datetime
import uuid
from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.urls import Resolver404, path, resolve, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from thinktank.accounts.names import name_of
from thinktank.desk.guard import Guarded, is_form
from thinktank.desk.models import STILL_OPEN, OpenForm
from thinktank.desk.open_forms import key_of, mine
from thinktank.language import languages

STILL_TYPING = datetime.timedelta(seconds=20)
MOST_KEPT = 100  # forms of one account; the oldest are forgotten
NOT_KEPT = ("csrfmiddlewaretoken", "password")


def unsaved_forms(request: HttpRequest) -> list[tuple[OpenForm, str]]:
    """(form, what it is about) of the forms in which this person typed something and did not save it; the newest first."""
    found = [
        (form, _form_at(request, form.place))
        for form in mine(request).with_fields().order_by("-kept_at")[:20]
    ]
    return [(form, _about(request, *place)) for form, place in found if place]


def _about(request: HttpRequest, model_admin: Guarded, object_id: str | None) -> str:
    thing = model_admin.get_object(request, object_id) if object_id else None
    kind = str(model_admin.opts.verbose_name)
    return f"{kind}: {thing}" if thing else _("New: %(kind)s") % {"kind": kind}


@require_POST
def open_form(request: HttpRequest) -> HttpResponse:
    """Hears from the page of a form. Fields: key, place, typed_in, typed (anything: since the last time), form.

    `form` has the fields as a browser would send them; it is left out when they have not changed, and empty when they
    are again as they were saved. Answers with JSON: others (sentences), kept_at (the time in words, or empty).
    """
    key, place = key_of(request.POST.get("key")), request.POST.get("place", "")
    found = _form_at(request, place)
    if key is None or found is None:
        return JsonResponse({"error": _("There is no such form.")}, status=400)
    if request.POST.get("typed_by") not in (None, str(request.user.pk)):
        return JsonResponse({"error": _("Somebody else is signed in in this browser now.")}, status=409)
    model_admin, object_id = found
    at = timezone.now()
    form = _heard(request, key, place, at)
    if form is None:
        return JsonResponse({"error": _("There is no such form.")}, status=400)
    saved_since: Any = getattr(
        model_admin, "saved_since", lambda *_: []
    )  # a form whose object keeps revisions has it
    saved = saved_since(request, object_id, request.POST.get("based_on", ""))
    kept_at = date_format(localtime(form.kept_at), "TIME_FORMAT") if form.packed is not None else ""
    return JsonResponse({"others": [*_others(request, form, at), *saved], "kept_at": kept_at})


def _heard(request: HttpRequest, key: uuid.UUID, place: str, at: datetime.datetime) -> OpenForm | None:
    """Note what the page told. None when the key is that of somebody else's form."""
    with transaction.atomic():
        form = OpenForm.objects.select_for_update().filter(key=key).first()
        form = form or OpenForm(key=key, account=cast(User, request.user), place=place, opened_at=at)
        if form.account_id != request.user.pk or form.place != place:
            return None
        form.seen_at = at
        if "typed" in request.POST:
            typed_in = request.POST.get("typed_in", "")
            form.typed_at, form.typed_in = at, typed_in if typed_in in languages.codes() else ""
        if "form" in request.POST:
            fields = _without_secrets(request.POST["form"])
            form.packed, form.kept_at = None, None
            if fields:
                form.fields, form.kept_at = fields, at
        form.save()
        oldest = mine(request).with_fields().order_by("-kept_at").values_list("pk", flat=True)[MOST_KEPT:]
        if oldest:
            OpenForm.objects.filter(pk__in=list(oldest)).delete()
    return form


@require_safe
def signed_in_again(request: HttpRequest) -> HttpResponse:
    """The page of the small window in which somebody signs in whose session ended beside an open form."""
    context = admin.site.each_context(request) | {"title": _("You are signed in again")}
    return TemplateResponse(request, "admin/signed_in_again.html", context)


@require_safe
def token(request: HttpRequest) -> HttpResponse:
    """A token for the form that stayed open while somebody signed in again."""
    return JsonResponse({"token": get_token(request), "account": str(request.user.pk)})


@require_POST
def discard(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    form = mine(request).filter(key=key).first()
    if form is None:
        return HttpResponseRedirect(reverse("admin:index"))
    form.delete()
    is_there = _form_at(request, form.place) is not None and request.POST.get("back") != "desk"
    return HttpResponseRedirect(form.place if is_there else reverse("admin:index"))


def _others(request: HttpRequest, form: OpenForm, at: datetime.datetime) -> list[str]:
    """A sentence for each other person who has the same form open; forms of new objects are open to one alone."""
    if form.place.endswith("/add/"):
        return []
    opened = (
        OpenForm.objects.filter(place=form.place)
        .seen_since(at - STILL_OPEN)
        .exclude(account=cast(User, request.user))
    )
    first: dict[int, OpenForm] = {}
    for each in opened.select_related("account").order_by("opened_at"):
        shown = first.setdefault(each.account_id, each)
        if each.typed_at and (shown.typed_at is None or each.typed_at > shown.typed_at):
            shown.typed_at, shown.typed_in = each.typed_at, each.typed_in
    return [_sentence(each, at) for each in first.values()]


def _sentence(form: OpenForm, at: datetime.datetime) -> str:
    opened = localtime(form.opened_at)
    said = {
        "name": name_of(form.account),
        "time": date_format(
            opened, "TIME_FORMAT" if opened.date() == localtime(at).date() else "DATETIME_FORMAT"
        ),
        "language": languages.name_after_in(form.typed_in) if form.typed_in else "",
    }
    if form.typed_at is None or form.typed_at < at - STILL_TYPING:
        return _("%(name)s has had this open since %(time)s.") % said
    if not form.typed_in:
        return _("%(name)s has had this open since %(time)s, and is typing.") % said
    return _("%(name)s has had this open since %(time)s, and is typing in %(language)s.") % said


def _form_at(request: HttpRequest, place: str) -> tuple[Guarded, str | None] | None:
    """(the admin of the form, the id of its object) at this path; None for another page, and for a form that is not open to this person."""
    try:
        match = resolve(place)
    except Resolver404:
        return None
    model_admin = getattr(match.func, "model_admin", None)
    if not isinstance(model_admin, Guarded) or not is_form(match, model_admin):
        return None
    object_id = match.kwargs.get("object_id")
    if not object_id:
        return (model_admin, None) if model_admin.has_add_permission(request) else None
    thing = model_admin.get_object(request, object_id)
    is_open = thing is not None and model_admin.has_change_permission(request, thing)
    return (model_admin, object_id) if is_open else None


def _without_secrets(sent: str) -> list[tuple[str, list[str]]]:
    """(name, values) of the fields of a form as a browser encodes it. Raises TooManyFieldsSent, which answers 400."""
    fields = QueryDict(sent, encoding="utf-8")
    return [(name, values) for name, values in fields.lists() if not any(each in name for each in NOT_KEPT)]


def open_form_urls(site: Any) -> list[Any]:
    return [
        path("open-form/", site.admin_view(open_form), name="open_form"),
        path("open-form/signed-in/", site.admin_view(signed_in_again), name="open_form_signed_in"),
        path("open-form/token/", site.admin_view(token), name="open_form_token"),
        path("open-form/<uuid:key>/discard/", site.admin_view(discard), name="open_form_discard"),
    ]
