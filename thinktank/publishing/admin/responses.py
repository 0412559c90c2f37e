"""How the pages of one publication are shown: title, way back, and what every admin page needs."""

from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse

from thinktank.desk.history import in_every_language


def show(request, admin, publication, template, *, title, status=200, **context):
    return TemplateResponse(
        request,
        f"admin/publication/{template}.html",
        admin.admin_site.each_context(request)
        | {
            "title": title,
            "subtitle": str(publication),
            "opts": admin.opts,
            "original": publication,
            "publication": publication,
            "change_url": admin.change_url(publication),
            "media": admin.media,
        }
        | context,
        status=status,
    )


def done(request, admin, publication, say, *, to=None):
    """Say what was done, note it in the history, and go back to the form. `say()`: the sentence in the active language."""
    admin.message_user(request, say())
    admin.log_change(request, publication, in_every_language(say))
    return HttpResponseRedirect(to or admin.change_url(publication))
