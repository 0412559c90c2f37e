"""How the last backup and the last restore test went: a small file in VAR_DIR, for the worker and for whoever looks.

It is no table: after a restore the database would tell of the backups of another time.
"""

import datetime
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

BACKUP, TEST = "backup", "test"


@dataclass(frozen=True)
class Result:
    """`at`: when it ended. `said`: what was done, or why it could not be done."""

    at: datetime.datetime
    is_good: bool
    said: str


def _file() -> Path:
    return Path(settings.VAR_DIR) / "backups.json"


def read_results() -> dict[str, Result]:
    """The last result of BACKUP and of TEST, and the last good ones, of "good backup" and "good test"."""
    try:
        said = json.loads(_file().read_text(encoding="utf-8"))
        return {
            what: Result(**each | {"at": datetime.datetime.fromisoformat(each["at"])})
            for what, each in said.items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def note(what: str, result: Result, store: Path) -> None:
    """Keep the result of a BACKUP or of a TEST, when it is of the store at BACKUP_TARGET. Others say nothing of the site."""
    if not settings.BACKUP_TARGET or store.resolve() != settings.BACKUP_TARGET.resolve():
        return
    results = read_results() | {what: result} | ({f"good {what}": result} if result.is_good else {})
    said: dict[str, Any] = {
        name: asdict(each) | {"at": each.at.isoformat()} for name, each in results.items()
    }
    draft = _file().with_name(f".backups.json.{secrets.token_hex(4)}")
    draft.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    os.replace(draft, _file())
