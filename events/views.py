from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.agenda import agenda
from events.coming import coming
from events.happening import Happening
from thinktank.delivery.decorators import public_page
from thinktank.publishing.public import history, pages
from thinktank.publishing.public.file_pages import TEN_MINUTES, file_page, numbered_file_page


def event_context(edition, content, newer):
    """Where the event stands now, and its agenda in its own time zone."""
    now = timezone.now()
    event = Happening(content["facts"], now, newer and Happening(newer.card["facts"], now))
    people = pages.people_of(edition, content)
    return {"event": event, "agenda": agenda(content["parts"].get("sessions", []), event.zone, people)}


ROOM = pages.Room("event", "events", _("Events"), "events/event_detail.html", event_context)


@public_page(reads=("kind", "page"))
def event_list(request):
    """What is on, then what comes, the next first; then what was, the newest first."""
    upcoming = coming(pages.live_of(request, ROOM), timezone.now())
    context = pages.list_context(request, ROOM, ~Q(pk__in=[edition.pk for edition in upcoming]))
    of_kind = [edition for edition in upcoming if context["kind"] in ("", edition.kind)]
    context["upcoming"] = of_kind if context["page_obj"].number == 1 else []
    return render(request, "events/event_list.html", context)


@public_page(max_age=10)
def event_detail(request, slug):
    return pages.edition_page(request, ROOM, slug)


@public_page(max_age=10)
def event_print(request, slug):
    return pages.edition_page(request, ROOM, slug, is_print=True)


@public_page
def event_editions(request, slug):
    return history.history_page(request, ROOM, slug)


@public_page(max_age=10)
def event_edition(request, slug, number):
    return pages.numbered_edition_page(request, ROOM, slug, number)


@public_page
def event_file(request, slug, kind):
    return file_page(request, ROOM, slug, kind)


@public_page(max_age=TEN_MINUTES, immutable=True)
def event_edition_file(request, slug, number, kind):
    return numbered_file_page(request, ROOM, slug, number, kind)


@public_page
def event_changes(request, slug, old, new):
    return history.changes_page(request, ROOM, slug, old, new)
