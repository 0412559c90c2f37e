"""The front page: the newest piece large, a few beside it, then the newest of each type and what comes next."""

from django.utils import timezone

from events.coming import coming
from thinktank.publishing.models import Edition

SECONDARY = 3
PER_SECTION = 3
UPCOMING = 3


def home_context(language, rooms):
    """What the front page shows in a language; one query for the newest, one for the events to come."""
    now = timezone.now()
    live = Edition.objects.live(now).in_language(language).for_lists()
    newest = {
        room.type: list(live.of_type(room.type).newest_first()[: PER_SECTION + SECONDARY + 1])
        for room in rooms
    }
    leads = sorted(
        (edition for type_name in ("article", "report") for edition in newest.get(type_name, [])),
        key=lambda edition: (edition.dated, edition.pk),
        reverse=True,
    )
    top = leads[: SECONDARY + 1]
    shown = {edition.pk for edition in top}
    return {
        "lead": top[0] if top else None,
        "secondary": top[1:],
        "sections": [
            {
                "heading": room.plural,
                "path": f"/{language}/{room.prefix}/",
                "editions": [edition for edition in newest[room.type] if edition.pk not in shown][
                    :PER_SECTION
                ],
            }
            for room in rooms
        ],
        "upcoming": coming(live, now)[:UPCOMING],
    }
