import datetime
import zoneinfo

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.choices import EventFormat, EventStatus
from thinktank.delivery.pages import public_page
from thinktank.publishing import history, pages


def event_context(edition, content):
    """The event's time in its own zone, and where it stands now."""
    facts = content["facts"]
    zone = zoneinfo.ZoneInfo(facts["time_zone"])
    starts, ends = (
        datetime.datetime.fromisoformat(facts[name]).astimezone(zone) if facts[name] else None
        for name in ("starts_at", "ends_at")
    )
    return {
        "event": {
            "starts": starts,
            "ends": ends,
            "is_all_day": facts["is_all_day"],
            "time_zone": facts["time_zone"],
            "is_past": (ends or starts) < timezone.now(),
            "format": facts["format"],
            "format_label": EventFormat(facts["format"]).label,
            "status": facts["status"],
            "status_label": EventStatus(facts["status"]).label,
        }
    }


ROOM = pages.Room("event", "events", _("Events"), "events/event_detail.html", event_context)


@public_page(reads=("kind", "page"))
def event_list(request):
    """What comes, the next first; then what was, the newest first."""
    today = timezone.localdate()
    context = pages.list_context(request, ROOM, dated__lt=today)
    upcoming = pages.live_of(request, ROOM).filter(dated__gte=today).order_by("dated", "pk")
    context["upcoming"] = list(upcoming[: pages.PER_PAGE])
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
def event_changes(request, slug, old, new):
    return history.changes_page(request, ROOM, slug, old, new)
