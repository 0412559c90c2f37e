"""How long and in which format a recording is, for people and for programs."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thinktank.library.models import Recording

EXTENSIONS = {Recording.MediaType.MP3: "mp3", Recording.MediaType.M4A: "m4a"}


def extension_of(record: dict) -> str:
    return EXTENSIONS[record["media_type"]]


def clock(seconds: int) -> str:
    """Hours, minutes and seconds, such as 1:02:05 or 0:38: what players and itunes:duration write."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def in_words(seconds: int) -> str:
    """Such as "38 minutes"; below two minutes to the second, from an hour on with hours."""
    if seconds < 120:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    hours, minutes = divmod(round(seconds / 60), 60)
    in_minutes = ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    if not hours:
        return in_minutes
    in_hours = ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return _("%(hours)s %(minutes)s") % {"hours": in_hours, "minutes": in_minutes} if minutes else in_hours
