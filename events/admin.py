from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import TextField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from events.forms import EventForm, SessionForm, SessionFormSet
from events.models import Event, Session
from thinktank.desk.translated import Fieldsets, in_all_languages
from thinktank.publishing.admin import PublicationAdmin
from thinktank.publishing.admin.inlines import PartInline


class SessionInline(PartInline):
    model = Session
    form = SessionForm
    formset = SessionFormSet
    verbose_name, verbose_name_plural = _("session"), _("agenda")
    stands_after = "event"
    description = _("Sessions in the order readers see them; times are in the event’s time zone.")

    formfield_overrides: ClassVar[Any] = PartInline.formfield_overrides | {
        TextField: {"widget": AdminTextareaWidget(attrs={"rows": 2})}
    }

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Fieldsets:
        words = [in_all_languages(name) for name in ("title", "speakers", "description")]
        return [(None, {"fields": [("starts_at", "position"), *words]})]


@admin.register(Event)
class EventAdmin(PublicationAdmin):
    form = EventForm
    own_inlines = [SessionInline]
    own_fieldsets = [
        (
            _("When and where"),
            {
                "fields": [
                    ("starts_at", "ends_at", "time_zone"),
                    "is_all_day",
                    ("format", "status"),
                    in_all_languages("place"),
                    in_all_languages("attendance"),
                    "registration_url",
                    "stream_url",
                    "recording_url",
                ],
                "classes": ["event", "side-by-side"],
            },
        )
    ]
