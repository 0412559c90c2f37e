"""The status page of the desk: how the site is doing, and what to do about what is not well. For superusers."""

import logging

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thinktank.operations.status import audit, backups, contents, machine
from thinktank.operations.status.line import Line, Look

logger = logging.getLogger(__name__)

TITLE = gettext_lazy("Status of the site")

LOOKS: list[Look] = [  # rooms that keep something alive add their own
    machine.release,
    contents.database,
    contents.migrations,
    contents.triggers,
    contents.clock,
    contents.replica,
    machine.worker,
    machine.queue,
    contents.failed_tasks,
    contents.unmade_files,
    machine.cache,
    machine.disk,
    machine.folders,
    machine.object_store,
    machine.certificate,
    backups.place_of_backups,
    backups.backup,
    backups.restore_test,
    audit.audit_mail,
    machine.security_contact,
    contents.search,
    contents.broken_links,
]


@require_safe
def status_page(request: HttpRequest) -> HttpResponse:
    if not request.user.is_superuser:
        raise PermissionDenied
    lines = [line for look in LOOKS if (line := _seen(look))]
    lines.sort(key=lambda line: line.is_well)  # what needs attention first
    n = sum(line.needs_attention for line in lines)
    context = {"title": TITLE, "lines": lines, "n_for_attention": n}
    return TemplateResponse(request, "admin/status.html", admin.site.each_context(request) | context)


def _seen(look: Look) -> Line | None:
    """What cannot be looked at needs attention too, and keeps no other line from being shown."""
    try:
        with transaction.atomic():
            return look()
    except Exception:
        logger.exception("The status page cannot look at %s.", look.__name__)
        name = look.__name__.replace("_", " ").capitalize()
        return Line(name, _("Cannot be looked at."), False, _("The log says why."))
