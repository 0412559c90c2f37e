"""The page that lists the keys of the desk. The keys themselves are in static/js/desk/shortcuts.js."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe


@require_safe
def shortcuts_page(request: HttpRequest) -> HttpResponse:
    keys = [
        ("Ctrl + S, ⌘ + S", _("Save and stay on the form, also while you type")),
        ("Ctrl + Shift + F", _("Find and replace in the texts of a form, also while you type")),
        ("/", _("Search the list, elsewhere the whole desk")),
        ("h", _("The first page of the desk")),
        ("n", _("Add another one, on a list")),
        ("r", _("Revisions, on the form of a text")),
        ("p", _("Save and preview, on the form of a text")),
        ("?", _("This page")),
        ("Tab, Shift + Tab", _("To the next field, to the one before; Enter presses what is chosen")),
        ("Ctrl + B, Ctrl + I, Ctrl + Z", _("Bold, italic, undo, in a text")),
    ]
    context = admin.site.each_context(request) | {"title": _("Keyboard shortcuts"), "keys": keys}
    return TemplateResponse(request, "admin/shortcuts.html", context)
