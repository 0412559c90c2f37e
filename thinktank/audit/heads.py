"""The end of the audit log, written down once a day outside the database.

Whoever rewrites the whole chain cannot rewrite what left the machine: keep AUDIT_HEAD_FILE, or the log line that names
the same, somewhere else.
"""

import datetime
import json
import logging
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from thinktank.audit.chain import last_link
from thinktank.audit.models import AuditEntry

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Head:
    """The last entry of the log at some moment."""

    at: str
    number: int
    digest: str


def read_heads(path: Path) -> list[Head]:
    """The heads in a file, the oldest first; none when there is no file. Raises ValueError when it is damaged."""
    if not path.exists():
        return []
    return [
        Head(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
    ]


def write_head_when_due(at: datetime.datetime) -> None:
    """Write the head of the log down, unless that was done on this day (UTC). Says so if an earlier one is gone."""
    heads = read_heads(settings.AUDIT_HEAD_FILE)
    if heads and heads[-1].at[:10] == at.astimezone(datetime.UTC).isoformat()[:10]:
        return
    if heads and not AuditEntry.objects.filter(number=heads[-1].number, digest=heads[-1].digest).exists():
        logger.error("The audit log is not the one of %s: run manage.py verify_audit.", heads[-1].at)
    number, digest = last_link()
    if number:
        _append(Head(at.astimezone(datetime.UTC).isoformat(timespec="seconds"), number, digest))
        logger.info("The audit log ends with entry %d, digest %s", number, digest)


def replace_heads(heads: Iterable[Head]) -> None:
    """After a restore: the heads that the restored log contains. Those of a longer log are kept in a file beside them."""
    path = settings.AUDIT_HEAD_FILE
    if path.exists():
        os.replace(path, path.with_name(f"{path.name}.before-restore"))
    for head in heads:
        _append(head)


def _append(head: Head) -> None:
    settings.AUDIT_HEAD_FILE.parent.mkdir(parents=True, exist_ok=True)
    with settings.AUDIT_HEAD_FILE.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(head)) + "\n")
        file.flush()
        os.fsync(file.fileno())
