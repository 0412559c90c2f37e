"""Length and format of a recording, for people and for feeds."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thinktank.library.models import Recording

EXTENSIONS = {Recording.MediaType.MP3: "mp3", Recording.MediaType.M4A: "m4a"}


def extension_of(record: dict) -> str:
    """The file name extension of a recording, without a dot, from its record."""
    return EXTENSIONS[record["media_type"]]


def clock(seconds: int) -> str:
    """The length as 1:02:05 or 0:38, as players and itunes:duration write it."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def in_words(seconds: int) -> str:
    """The length as "38 minutes": in seconds below two minutes, with hours from one hour on."""
    if seconds < 120:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    hours, minutes = divmod(round(seconds / 60), 60)
    in_minutes = ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    if not hours:
        return in_minutes
    in_hours = ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return _("%(hours)s %(minutes)s") % {"hours": in_hours, "minutes": in_minutes} if minutes else in_hours
