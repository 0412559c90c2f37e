from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    ROUND_TABLE = "round_table", _("Round table")
    LAUNCH = "launch", _("Launch")
    LECTURE = "lecture", _("Lecture")
    CONFERENCE = "conference", _("Conference")
    SEMINAR = "seminar", _("Seminar")


class EventFormat(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("In person and online")


class EventStatus(models.TextChoices):
    SCHEDULED = "scheduled", _("Going ahead")
    RESCHEDULED = "rescheduled", _("Moved to another date")
    POSTPONED = "postponed", _("Postponed")
    MOVED_ONLINE = "moved_online", _("Moved online")
    CANCELLED = "cancelled", _("Cancelled")
