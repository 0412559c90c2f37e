"""Time zones by the names readers know them by."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

NAMES = {
    "Africa/Cairo": gettext_noop("Cairo time"),
    "America/Los_Angeles": gettext_noop("Pacific time"),
    "America/New_York": gettext_noop("New York time"),
    "Asia/Almaty": gettext_noop("Almaty time"),
    "Asia/Baku": gettext_noop("Baku time"),
    "Asia/Bishkek": gettext_noop("Bishkek time"),
    "Asia/Dubai": gettext_noop("Dubai time"),
    "Asia/Dushanbe": gettext_noop("Dushanbe time"),
    "Asia/Jerusalem": gettext_noop("Jerusalem time"),
    "Asia/Kolkata": gettext_noop("Indian time"),
    "Asia/Novosibirsk": gettext_noop("Novosibirsk time"),
    "Asia/Samarkand": gettext_noop("Samarkand time"),
    "Asia/Seoul": gettext_noop("Seoul time"),
    "Asia/Shanghai": gettext_noop("Beijing time"),
    "Asia/Singapore": gettext_noop("Singapore time"),
    "Asia/Tashkent": gettext_noop("Tashkent time"),
    "Asia/Tbilisi": gettext_noop("Tbilisi time"),
    "Asia/Tehran": gettext_noop("Tehran time"),
    "Asia/Tokyo": gettext_noop("Tokyo time"),
    "Asia/Vladivostok": gettext_noop("Vladivostok time"),
    "Asia/Yekaterinburg": gettext_noop("Yekaterinburg time"),
    "Asia/Yerevan": gettext_noop("Yerevan time"),
    "Europe/Berlin": gettext_noop("Berlin time"),
    "Europe/Brussels": gettext_noop("Brussels time"),
    "Europe/Helsinki": gettext_noop("Helsinki time"),
    "Europe/Istanbul": gettext_noop("Istanbul time"),
    "Europe/Kaliningrad": gettext_noop("Kaliningrad time"),
    "Europe/London": gettext_noop("London time"),
    "Europe/Minsk": gettext_noop("Minsk time"),
    "Europe/Moscow": gettext_noop("Moscow time"),
    "Europe/Paris": gettext_noop("Paris time"),
    "Europe/Rome": gettext_noop("Rome time"),
    "Europe/Samara": gettext_noop("Samara time"),
    "Europe/Vienna": gettext_noop("Vienna time"),
    "Europe/Warsaw": gettext_noop("Warsaw time"),
    "Europe/Zurich": gettext_noop("Swiss time"),
}


def zone_in_words(name: str) -> str:
    """What to write behind an hour: "Moscow time"; of a zone that is not in the table, the name of its city."""
    if name in NAMES:
        return _(NAMES[name])
    if "/" not in name:
        return ""
    return _("local time in %(place)s") % {"place": name.rpartition("/")[2].replace("_", " ")}
