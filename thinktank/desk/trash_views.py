"""The page of the trash: what was deleted on the desk, to restore it or, for administrators, to delete it for good."""

from typing import Any, cast

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from thinktank.accounts.history_notes import in_every_language
from thinktank.accounts.permissions import is_limited_to_own
from thinktank.desk import history, trash
from thinktank.desk.models import Trashed

SHOWN = 200  # the newest


@require_safe
def trash_page(request: HttpRequest) -> HttpResponse:
    """What this person could make anew; `?model=articles.article`: of this kind alone."""
    found = Trashed.objects.filter(model__in=_models(request)).select_related("deleted_by").defer("packed")
    if is_limited_to_own(request.user):
        found = found.filter(deleted_by=cast(User, request.user))
    if model := request.GET.get("model"):
        found = found.filter(model=model)
    rows = [(each, _kind(each)) for each in found[:SHOWN]]
    context = admin.site.each_context(request) | {
        "title": _("Trash"),
        "rows": rows,
        "days": trash.KEPT_FOR.days,
        "may_purge": request.user.is_superuser,
    }
    return TemplateResponse(request, "admin/trash.html", context)


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    trashed = get_object_or_404(Trashed, pk=pk)
    is_others = trashed.deleted_by_id != request.user.pk
    if trashed.model not in _models(request) or (is_others and is_limited_to_own(request.user)):
        raise PermissionDenied
    model_admin = admin.site.get_model_admin(apps.get_model(trashed.model))
    try:
        thing = trash.restore(trashed)
    except trash.CannotRestore as error:
        sentence = _(
            "“%(name)s” cannot be restored: what it belongs to is gone or its place is taken (%(what)s)."
        )
        messages.error(request, sentence % {"name": trashed.name, "what": error})
        return HttpResponseRedirect(reverse("admin:trash"))
    after = getattr(model_admin, "after_restoring", None)
    if after:
        after(thing)
    history.tell("restored", thing, [])
    message = in_every_language(lambda: _("Restored from the trash."))
    model_admin.log_change(request, thing, message)
    messages.success(request, _("“%(name)s” is back.") % {"name": trashed.name})
    return HttpResponseRedirect(
        reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk])
    )


@require_POST
def purge(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.is_superuser:
        raise PermissionDenied
    trashed = get_object_or_404(Trashed, pk=pk)
    history.tell("purged", trashed, [])
    trashed.delete()
    messages.success(request, _("“%(name)s” was deleted for good.") % {"name": trashed.name})
    return HttpResponseRedirect(reverse("admin:trash"))


def _models(request: HttpRequest) -> list[str]:
    """Labels of the models of which this person may add an object."""
    return [
        model._meta.label_lower
        for model, each in admin.site._registry.items()
        if each.has_add_permission(request)
    ]


def _kind(trashed: Trashed) -> str:
    return str(apps.get_model(trashed.model)._meta.verbose_name)


def trash_urls(site: Any) -> list[Any]:
    return [
        path("trash/", site.admin_view(trash_page), name="trash"),
        path("trash/<int:pk>/restore/", site.admin_view(restore), name="trash_restore"),
        path("trash/<int:pk>/purge/", site.admin_view(purge), name="trash_purge"),
    ]
