"""Saved filters: a search or a choice of filters of a list, under a name, for oneself or for all colleagues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.views.main import ALL_VAR, ERROR_FLAG, PAGE_VAR
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Model, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from thinktank.desk.models import SavedFilter

MOST = 20  # of one person for one list
SHOWN = 60  # above a list, those of colleagues among them
OF_THE_PAGE = {PAGE_VAR, ALL_VAR, ERROR_FLAG, IS_POPUP_VAR}  # what of an address is no filter

asks_first = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Link:
    name: str
    path: str
    is_current: bool
    edit: str  # the path of its form, for those who may change it


@dataclass(frozen=True)
class OfList:
    """What stands above a list. `save`: where the present filter gets a name; empty when there is nothing to save."""

    links: list[Link]
    save: str


def of_list(request: HttpRequest, model: type[Model]) -> OfList | None:
    """One query; None in small windows."""
    if IS_POPUP_VAR in request.GET or not request.user.is_authenticated:
        return None
    label, own = model._meta.label_lower, Q(account=cast(User, request.user))
    found = SavedFilter.objects.filter(own | Q(is_shared=True), model=label)[:SHOWN]
    present = filter_in(request.GET)
    links = [
        Link(each.name, _path_of(each), each.query == present, _edit_path(request, each)) for each in found
    ]
    save = QueryDict(mutable=True)
    save.update({"list": label, "query": present})
    is_saved = any(link.is_current for link in links)
    to_save = f"{reverse('admin:saved_filter_add')}?{save.urlencode()}"
    return OfList(links, to_save if present and not is_saved else "")


def filter_in(query: QueryDict) -> str:
    """What of the query of a list filters or sorts it, in the order of the names."""
    kept = QueryDict(mutable=True)
    for name in sorted(set(query) - OF_THE_PAGE):
        if values := [value for value in query.getlist(name) if value]:
            kept.setlist(name, values)
    return kept.urlencode()


def _path_of(saved: SavedFilter) -> str:
    return f"{list_path(saved.model)}?{saved.query}"


def _edit_path(request: HttpRequest, saved: SavedFilter) -> str:
    return reverse("admin:saved_filter", args=[saved.pk]) if may_change(request, saved) else ""


def may_change(request: HttpRequest, saved: SavedFilter) -> bool:
    """Whose it is; administrators also what others share."""
    is_own = saved.account_id == request.user.pk
    return is_own or (saved.is_shared and cast(User, request.user).is_superuser)


def list_path(label: str) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_changelist")


class SavedFilterForm(forms.ModelForm):
    class Meta:
        model = SavedFilter
        fields = ["name", "is_shared"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        own = SavedFilter.objects.filter(account=self.instance.account_id, model=self.instance.model)
        if self.instance.pk is None and own.count() >= MOST:
            sentence = _("You have %(n)d filters of this list. Delete one first.")
            raise forms.ValidationError(sentence % {"n": MOST})
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """Whose it is and of which list belongs to what is unique."""
        return super()._get_validation_exclusions() - {"account", "model"}  # type: ignore[misc]


@asks_first
def add_page(request: HttpRequest) -> HttpResponse:
    """`?list=articles.article&query=state_en%3Dlive`: name the filter of this list. Raises Http404, PermissionDenied."""
    label, query = _asked_list(request), filter_in(QueryDict(request.GET.get("query", "")[:3000]))
    if not query or len(query) > _longest_query():
        messages.warning(request, _("There is no filter to save, or it is too long."))
        return HttpResponseRedirect(list_path(label))
    saved = SavedFilter(account=cast(User, request.user), model=label, query=query)
    return _form_page(request, saved, gettext_lazy("Save this filter"))


def _longest_query() -> int:
    return cast(int, SavedFilter._meta.get_field("query").max_length)


def _asked_list(request: HttpRequest) -> str:
    label = request.GET.get("list", "")
    listed = {model._meta.label_lower: each for model, each in admin.site._registry.items()}
    if label not in listed:
        raise Http404
    if not listed[label].has_view_or_change_permission(request):
        raise PermissionDenied
    return label


@asks_first
def change_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename, share, delete. Raises Http404, PermissionDenied."""
    saved = get_object_or_404(SavedFilter, pk=pk)
    if not may_change(request, saved):
        raise PermissionDenied
    if request.method == "POST" and "_delete" in request.POST:
        saved.delete()
        messages.success(request, _("The filter “%(name)s” is deleted.") % {"name": saved})
        return HttpResponseRedirect(list_path(saved.model))
    return _form_page(request, saved, gettext_lazy("Saved filter"))


def _form_page(request: HttpRequest, saved: SavedFilter, title: Any) -> HttpResponse:
    form = SavedFilterForm(request.POST if request.method == "POST" else None, instance=saved)
    if form.is_valid() and _saved(form):
        messages.success(request, _("The filter “%(name)s” is saved.") % {"name": saved})
        return HttpResponseRedirect(_path_of(saved))
    context = admin.site.each_context(request) | {
        "title": title,
        "form": form,
        "list_path": list_path(saved.model),
        "list_name": apps.get_model(saved.model)._meta.verbose_name_plural,
        "back": _path_of(saved),
        "is_new": saved.pk is None,
    }
    return TemplateResponse(
        request, "admin/saved_filters/form.html", context, status=422 if form.errors else 200
    )


def _saved(form: SavedFilterForm) -> bool:
    """Whether it was saved: the same name may have been given twice in the same moment."""
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError:
        form.add_error("name", _("You have a filter of this name already."))
        return False
    return True


def saved_filter_urls(site: Any) -> list[Any]:
    return [
        path("saved-filters/add/", site.admin_view(add_page), name="saved_filter_add"),
        path("saved-filters/<int:pk>/", site.admin_view(change_page), name="saved_filter"),
    ]
