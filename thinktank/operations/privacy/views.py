"""The page that says which personal data the site keeps, made from the table in kept.py."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from thinktank.addresses.alternates import canonical_links_in_every_language
from thinktank.delivery.decorators import public_page, tag_response
from thinktank.operations.privacy.kept import About, kept


@public_page
def personal_data(request: HttpRequest) -> HttpResponse:
    tag_response(request)
    headings = {
        About.READERS: _("About readers"),
        About.STAFF: _("About those who work on the site"),
        About.WRITTEN_ABOUT: _("About those who wrote and spoke"),
    }
    groups = [(headings[about], [row for row in kept() if row.about is about]) for about in About]
    context = {"groups": groups} | canonical_links_in_every_language(request)
    return render(request, "operations/personal_data.html", context)
