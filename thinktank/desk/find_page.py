"""One search over everything that a person may see on the desk: by all words, in both scripts, a few of each kind."""

from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thinktank.desk.guard import LONGEST_SEARCH
from thinktank.desk.menu import menu

SHOWN = 5  # of a kind


@dataclass(frozen=True)
class Group:
    """What was found of one kind. `more` is the path of the whole list, empty when all of it is shown."""

    name: str
    found: list[tuple[str, str]]  # (what, path)
    more: str


@require_safe
def find_page(request: HttpRequest) -> HttpResponse:
    typed = " ".join(request.GET.get("q", "").split())[:LONGEST_SEARCH]
    groups = (
        [group for each in _searched(request) if (group := _group(request, each, typed))] if typed else []
    )
    context = admin.site.each_context(request) | {"title": _("Search"), "typed": typed, "groups": groups}
    return TemplateResponse(request, "admin/find.html", context)


def _searched(request: HttpRequest) -> list[ModelAdmin[Any]]:
    """The admins that can be searched, in the order of the menu.

    The list of all publications would repeat the others, and what is found has to have a page of its own.
    """
    order = [label for _heading, labels in menu() for label in labels]
    found = {
        model._meta.label_lower: each
        for model, each in admin.site._registry.items()
        if each.get_search_fields(request)
        and each.get_list_display_links(request, each.get_list_display(request))
        and each.has_view_or_change_permission(request)
    }
    found.pop("publishing.publication", None)
    return [
        found[label]
        for label in sorted(
            found, key=lambda label: (label not in order, order.index(label) if label in order else 0)
        )
    ]


def _group(request: HttpRequest, model_admin: ModelAdmin[Any], typed: str) -> Group | None:
    queryset, has_doubles = model_admin.get_search_results(request, model_admin.get_queryset(request), typed)
    queryset = queryset.distinct() if has_doubles else queryset
    rows = list(islice(queryset[: SHOWN + 1], SHOWN + 1))
    if not rows:
        return None
    opts = model_admin.opts
    more = f"{reverse(f'admin:{opts.app_label}_{opts.model_name}_changelist')}?{urlencode({'q': typed})}"
    found = [(str(row), _path(row)) for row in rows[:SHOWN]]
    return Group(str(opts.verbose_name_plural), found, more if len(rows) > SHOWN else "")


def _path(row: Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
