from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from events.forms import EventForm
from events.models import Event
from thinktank.desk.translated import in_all_languages
from thinktank.publishing.admin import PublicationAdmin


@admin.register(Event)
class EventAdmin(PublicationAdmin):
    form = EventForm
    own_fieldsets = [
        (
            _("When and where"),
            {
                "fields": [
                    ("starts_at", "ends_at", "time_zone"),
                    "is_all_day",
                    ("format", "status"),
                    in_all_languages("place"),
                    "recording_url",
                ],
                "classes": ["event", "side-by-side"],
            },
        )
    ]
