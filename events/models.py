"""Events, their agenda, and when each edition of an event counts as coming."""

import zoneinfo
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.choices import EventFormat, EventStatus, Kind
from events.happening import Happening, next_change
from thinktank.addresses.web import WebAddressField, validate_web_address
from thinktank.language import languages
from thinktank.language.fields import Line, Lines
from thinktank.publishing.models import Edition, Publication
from thinktank.publishing.models.part import Part


class Event(Publication):
    """A round table, a launch, a lecture, a conference or a seminar, with an agenda of sessions."""

    Kind = Kind

    part_sets = (*Publication.part_sets, "sessions")
    next_change = staticmethod(next_change)

    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    is_all_day = models.BooleanField(
        _("show the day only"),
        default=False,
        help_text=_("If it lasts all day or the hours are not known."),
    )
    time_zone = models.CharField(
        _("time zone"), max_length=60, help_text=_("The local time that is shown, such as Europe/Moscow.")
    )
    format = models.CharField(_("format"), max_length=20, choices=EventFormat, default=EventFormat.IN_PERSON)
    status = models.CharField(_("status"), max_length=20, choices=EventStatus, default=EventStatus.SCHEDULED)
    place = Line(_("place"), max_length=250, blank=True)
    attendance = Lines(
        _("how to attend"),
        blank=True,
        help_text=_("One or two sentences: who may come, what to bring, where to write."),
    )
    registration_url = WebAddressField(_("registration link"), blank=True, validators=[validate_web_address])
    stream_url = WebAddressField(
        _("broadcast link"),
        blank=True,
        validators=[validate_web_address],
        help_text=_("Where to watch it; shown until the event is over."),
    )
    recording_url = WebAddressField(
        _("recording"),
        blank=True,
        validators=[validate_web_address],
        help_text=_("Where to watch it; shown once the event is over."),
    )

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="event_ends_after_start",
                violation_error_message=_("The end is before the start."),
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """An event is dated, listed and cited by its first day, in its own time zone."""
        self.dated = self.starts_at.astimezone(zoneinfo.ZoneInfo(self.time_zone)).date()
        super().save(*args, **kwargs)

    @classmethod
    def keep_for_lists(cls, edition: Edition) -> None:
        facts = edition.card.get("facts")
        if not facts:  # it was erased
            Occasion.objects.filter(edition=edition).delete()
            return
        event = Happening(facts, timezone.now())
        moments = {"starts_at": event.starts, "leaves_at": event.leaves_at}
        Occasion.objects.update_or_create(edition=edition, defaults=moments)


class Occasion(models.Model):
    """When the event of an edition begins, and when lists stop showing it as coming: lists filter by these.

    Publishing computes the row from the edition's record; see Happening.
    """

    # Few editions are of events, so the query for those to come begins here.
    sqlite_statistics: ClassVar = {"events_occasion_leaves_at_b696acd8": "1000 1"}

    edition = models.OneToOneField("publishing.Edition", models.CASCADE, related_name="occasion")
    starts_at = models.DateTimeField()
    leaves_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.starts_at}"


class Session(Part):
    """One item on the agenda of an event."""

    needed_word = "title"

    event = models.ForeignKey(Event, models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    title = Line(_("title"), max_length=250, blank=True)
    description = Lines(_("description"), blank=True)
    speakers = Lines(
        _("speakers"),
        blank=True,
        help_text=_("One per line: name, comma, affiliation. A role goes first: “Moderator: Anna Orlova”."),
    )

    class Meta(Part.Meta):
        verbose_name = _("session")
        verbose_name_plural = _("agenda")

    def __str__(self) -> str:
        return languages.first_word(self, "title")[0] or f"{self.position}"
