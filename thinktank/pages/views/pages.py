from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles.views import ROOM as ARTICLES
from events.views import ROOM as EVENTS
from reports.views import ROOM as REPORTS
from thinktank.addresses.alternates import place_in_every_language
from thinktank.delivery.cache_tags import list_tag, subject_tag
from thinktank.delivery.decorators import public_page, tag_response
from thinktank.pages.home import home_context
from thinktank.publishing.public import history, pages
from thinktank.publishing.public.file_pages import TEN_MINUTES, file_page, numbered_file_page

HOME_ROOMS = [ARTICLES, REPORTS, EVENTS]
ROOM = pages.Room("page", "", _("Pages"), "pages/page_detail.html")


@require_safe
def choose_language(request):
    """The bare address leads to the reader's language."""
    response = HttpResponseRedirect(f"/{get_language_from_request(request)}/")
    response["Vary"] = "Accept-Language"
    return response


@public_page(max_age=10)  # a poll's counts may stand on it
def home(request):
    context = home_context(request.LANGUAGE_CODE, *HOME_ROOMS)
    tag_response(request, *(list_tag(room.type) for room in [*HOME_ROOMS, ROOM]))
    tag_response(request, *(subject_tag(poll.uid) for poll in context["polls"]))
    return render(request, "pages/home.html", context | place_in_every_language(request))


@public_page
def page_detail(request, slug):
    return pages.edition_page(request, ROOM, slug)


@public_page
def page_print(request, slug):
    return pages.edition_page(request, ROOM, slug, is_print=True)


@public_page
def page_editions(request, slug):
    return history.history_page(request, ROOM, slug)


@public_page
def page_edition(request, slug, number):
    return pages.numbered_edition_page(request, ROOM, slug, number)


@public_page
def page_file(request, slug, kind):
    return file_page(request, ROOM, slug, kind)


@public_page(max_age=TEN_MINUTES, immutable=True)
def page_edition_file(request, slug, number, kind):
    return numbered_file_page(request, ROOM, slug, number, kind)


@public_page
def page_changes(request, slug, old, new):
    return history.changes_page(request, ROOM, slug, old, new)
