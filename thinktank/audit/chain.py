"""Adding entries to the audit log: `record("withdrawn", article, language="ru")`, in the transaction of the act itself.

From its entry to the end of its transaction an act keeps others from adding theirs: the chain has one end.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from thinktank.audit.acting import who_acts
from thinktank.audit.models import AuditEntry

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LOCK = 7_208_413  # any number that nothing else locks
SEALED = ("number", "uid", "at", "who_id", "who", "act", "model", "key", "details", "previous")


def record(act: str, thing: Model | None = None, *, by: User | None = None, **details: Any) -> AuditEntry:
    """Add an act to the log, as the last write of its transaction. `by`: else whoever sent the request, else the site.

    Details are short facts as JSON knows them, and moments; never texts of publications, names of people or data of readers.
    """
    by = by or who_acts()
    model, key = subject_of(thing) if thing else ("", "")
    with transaction.atomic(savepoint=False):
        _wait_for_the_end_of_the_chain()
        number, previous = last_link()
        entry = AuditEntry(
            number=number + 1,
            at=timezone.now(),
            who_id=by.pk if by else None,
            act=act,
            model=model,
            key=key,
            details={name: _plain(value) for name, value in details.items()},
            previous=previous,
        )
        entry.digest = digest_of(entry)
        entry.save(force_insert=True)
    return entry


def last_link() -> tuple[int, str]:
    """Number and digest of the last entry; (0, "") when there is none."""
    return AuditEntry.objects.order_by("-number").values_list("number", "digest").first() or (0, "")


def subject_of(thing: Model) -> tuple[str, str]:
    """(model, key) under which the log names an object. A publication of any type is a "publishing.publication"."""
    parents = thing._meta.all_parents
    root = parents[-1] if parents else thing._meta.concrete_model or type(thing)
    return root._meta.label_lower, str(thing.pk)


def digest_of(entry: AuditEntry) -> str:
    """SHA-256 of the entry, the digest of the one before included."""
    said = {name: _plain(getattr(entry, name)) for name in SEALED}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _wait_for_the_end_of_the_chain() -> None:
    """On SQLite the transaction holds the only write lock already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _plain(value: Any) -> Any:
    """As JSON stores it and reads it back."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    if isinstance(value, (dict, list, int, str)) or value is None:
        return value
    return str(value)
