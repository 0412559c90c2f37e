"""Where findings are shown: above the form, at their place in the preview, and for all texts as a report."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thinktank.language import languages
from thinktank.publishing.editions.checks import Finding, findings_of
from thinktank.publishing.models import Publication, Revision
from thinktank.publishing.revisions.snapshot import completed
from thinktank.publishing.working_copies import publication_models

if TYPE_CHECKING:
    from collections.abc import Iterable

type OfLanguage = tuple[str, str, list[Finding], int]  # (code, name, findings, how many are blocking)

BATCH = 40  # publications
MOST_SECONDS = 3
PLACES = {"title": "<h1", "standfirst": '<p class="standfirst"'}


def checks_of(model: type[Publication], revision: Revision) -> list[OfLanguage]:
    """The findings in each language that has a title."""
    snapshot = completed(model, revision.snapshot)
    found = []
    for code in languages.codes():
        if snapshot["words"].get(code, {}).get("title"):
            findings = findings_of(model, snapshot, code)
            found.append(
                (code, str(languages.name_of(code)), findings, sum(each.is_blocking for each in findings))
            )
    return found


def with_findings(page: str, findings: Iterable[Finding]) -> str:
    """The HTML of a preview with each finding inside the element that it is about."""
    for finding in findings:
        start = PLACES.get(finding.place) or f'id="{finding.place}"'
        if not finding.place or (at := _end_of_tag(page, start)) is None:
            continue
        kind = "is-blocking" if finding.is_blocking else "is-advice"
        note = format_html(
            '<span class="finding {}" role="note" lang="{}">{}</span>',
            kind,
            languages.current(),
            finding.sentence,
        )
        page = page[:at] + note + page[at:]
    return page


def _end_of_tag(page: str, start: str) -> int | None:
    """Where the content of the first element begins whose tag contains these characters."""
    found = re.search(re.escape(start) + r"[^>]*>", page)
    return found.end() if found else None


@require_safe
def checks_page(request: HttpRequest, admin: ModelAdmin[Publication]) -> HttpResponse:
    """What is to fix in the newest texts, or in those before `?before=`; with `?all=1` also what is only worth a look."""
    asked, wants_all = request.GET.get("before", ""), request.GET.get("all") == "1"
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else None
    rows, n, last = _found(before, wants_all=wants_all)
    context = {"title": _("Checks"), "opts": admin.opts, "rows": rows, "checked": n, "before": last, "is_first": not asked, "wants_all": wants_all}  # fmt: skip
    return TemplateResponse(request, "admin/checks.html", admin.admin_site.each_context(request) | context)


def _found(before: int | None, *, wants_all: bool) -> tuple[list[dict[str, Any]], int, int | None]:
    """(rows, how many publications were looked at, the key to go on from or None) of one batch."""
    publications = Publication.objects.order_by("-pk")
    if before is not None:
        publications = publications.filter(pk__lt=before)
    rows: list[dict[str, Any]] = []
    n, last, began = 0, None, time.monotonic()
    for publication in publications.only("pk", "type")[:BATCH]:
        n, last = n + 1, publication.pk
        rows += _rows_of(publication, wants_all=wants_all)
        if time.monotonic() - began > MOST_SECONDS:
            break
    is_more = last is not None and Publication.objects.filter(pk__lt=last).exists()
    return rows, n, last if is_more else None


def _rows_of(publication: Publication, *, wants_all: bool) -> list[dict[str, Any]]:
    revision = Revision.objects.filter(publication_id=publication.pk).order_by("-number").first()
    if revision is None:
        return []
    model = publication_models()[publication.type]
    opts = model._meta
    form = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[publication.pk])
    rows = []
    for code, name, findings, n_blocking in checks_of(model, revision):
        shown = findings if wants_all else findings[:n_blocking]
        if shown:
            title = revision.snapshot["words"][code]["title"]
            preview = reverse(
                f"admin:{opts.app_label}_{opts.model_name}_preview", args=[publication.pk, code]
            )
            rows.append({"title": title, "language": code, "language_name": name, "findings": shown, "form": form, "preview": preview})  # fmt: skip
    return rows
