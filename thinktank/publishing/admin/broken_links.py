"""The list of links that lead nowhere on this site, made when it is opened: editors see at once that a link was mended."""

import time
from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thinktank.publishing.editions.broken_links import Batch, BrokenLink, LinkCheck
from thinktank.publishing.models import Publication
from thinktank.publishing.working_copies import publication_models

MOST_BATCHES = 5  # of a page
MOST_SECONDS = 3  # after which a page ends with its batch
ENOUGH = 50  # broken links, after which it does too


@require_safe
def broken_links_page(request: HttpRequest, admin: ModelAdmin[Publication]) -> HttpResponse:
    """The broken links of the newest live texts, or of those before `?before=`."""
    asked = request.GET.get("before", "")
    batch = _found(int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else None)
    context = {
        "title": _("Broken links"),
        "opts": admin.opts,
        "rows": [_row(each) for each in batch.broken],
        "checked": batch.checked,
        "before": batch.last,
        "is_first": not asked,
    }
    return TemplateResponse(
        request, "admin/broken_links.html", admin.admin_site.each_context(request) | context
    )


def _found(before: int | None) -> Batch:
    """Batches until there is enough to show, or the reader has waited long enough."""
    check, found, began = LinkCheck(timezone.now()), Batch(last=before), time.monotonic()
    for _n in range(MOST_BATCHES):
        batch = check.batch(found.last)
        found = Batch(found.broken + batch.broken, [], found.checked + batch.checked, batch.last)
        is_late = time.monotonic() - began > MOST_SECONDS
        if found.last is None or is_late or len(found.broken) >= ENOUGH:
            break
    return found


def _row(found: BrokenLink) -> dict[str, Any]:
    opts = publication_models()[found.edition.type]._meta
    change = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[found.edition.publication_id])
    return {"edition": found.edition, "link": found.link, "fault": found.fault.label, "change": change}
