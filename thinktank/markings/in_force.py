"""The markings that are in force today, from memory: no page queries the database for them.

Saving or deleting one invalidates all pages, and no page is kept beyond midnight, when others begin and end.
"""

import datetime
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from thinktank.delivery.shared_values import SharedValue
from thinktank.language import languages
from thinktank.markings.models import Marking

MARKINGS = "markings"  # the cache tag; SITE_WIDE goes with it
SITE = "site"  # in place of a uid: the whole site


@dataclass(frozen=True)
class Shown:
    """A marking as readers see it. `lang`: the language of the words when the page's has none; else empty."""

    words: str
    lang: str
    is_prominent: bool


def _load() -> dict[str, list[Marking]]:
    """{uid of the person or organisation, or SITE: markings that have not ended, the older first}."""
    today = timezone.localdate()
    rows = Marking.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today))
    found: dict[str, list[Marking]] = {}
    for row in rows.select_related("expert", "organization").order_by("starts_on", "pk"):
        about = row.expert or row.organization
        found.setdefault(str(about.uid) if about else SITE, []).append(row)
    return found


_markings = SharedValue(_load, MARKINGS)
forget = _markings.forget  # for tests


def markings_of(uid: object, language: str, *, at_hand: bool = False) -> tuple[Shown, ...]:
    """What is in force today about the person or organisation with this uid; `uid` SITE: about the site.

    `at_hand`: use only what is in memory, for pages that must work without the database.
    """
    rows = (_markings.at_hand() or {}) if at_hand else _markings()
    today = timezone.localdate()
    return tuple(_shown(row, language) for row in rows.get(str(uid), ()) if row.is_in_force(today))


def _shown(row: Marking, language: str) -> Shown:
    code = next(code for code in [language, *languages.codes()] if languages.word(row, "words", code))
    return Shown(languages.word(row, "words", code), code if code != language else "", row.is_prominent)


def marked_uids() -> set[str]:
    """Whom something in force today is about; SITE among them if it is the site."""
    today = timezone.localdate()
    return {uid for uid, rows in _markings().items() if any(row.is_in_force(today) for row in rows)}


def digest_of(uids: Iterable[str], language: str) -> str:
    """Tells whether what is in force about these has changed; empty when nothing is."""
    shown: list[Any] = [(uid, found) for uid in sorted(set(uids)) if (found := markings_of(uid, language))]
    return hashlib.sha256(repr(shown).encode()).hexdigest() if shown else ""


def call_on_changes(changed: Callable[[list[datetime.datetime]], object]) -> None:
    """Call `changed(moments)` whenever a marking is saved or deleted: when it begins and ends to be in force, if later."""

    def tell(instance: Marking, **_signal: Any) -> None:
        days = [instance.starts_on, instance.ends_on and instance.ends_on + datetime.timedelta(days=1)]
        today = timezone.localdate()
        changed([_midnight(day) for day in days if day and day > today])

    for signal in (post_save, post_delete):
        signal.connect(tell, sender=Marking, weak=False)


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
