"""How the pages of one publication are shown: title, way back, and what every admin page needs."""

from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse


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


def done(request, admin, publication, sentence, *, to=None):
    """Say what was done, note it in the history, and go back to the form."""
    admin.message_user(request, sentence)
    admin.log_change(request, publication, str(sentence))
    return HttpResponseRedirect(to or admin.change_url(publication))
