"""The last backups, as whoever makes them has written down in BACKUP_STATE:

{"backup": {"at": "2026-05-01T02:00:00+00:00", "is_good": true}, "restore_test": {...}}
"""

import datetime
import json
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

BACKUP, RESTORE_TEST = "backup", "restore_test"


@dataclass(frozen=True)
class Made:
    at: datetime.datetime
    is_good: bool

    @property
    def age(self) -> datetime.timedelta:
        return timezone.now() - self.at


def last(kind: str) -> Made | None:
    """The last backup or restore test; None when none is known of."""
    try:
        known = json.loads(settings.BACKUP_STATE.read_text())[kind]
        return Made(datetime.datetime.fromisoformat(known["at"]), bool(known["is_good"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
