"""Where backups may lie: in a folder that somebody has made, best on another machine, never among the site's own data."""

import os
from pathlib import Path

from django.conf import settings
from django.db import connection

from thinktank.backups.database import sqlite_file
from thinktank.backups.fault import BackupFault


def refuse_bad_target(target: Path) -> None:
    """Raises BackupFault when no backup may be made at this path."""
    if is_within_the_data(target):
        raise BackupFault(
            f"{target} is within VAR_DIR: backups would be lost with the site. Name a folder elsewhere."
        )
    if not is_folder(target):
        raise BackupFault(
            f"There is no folder {target}. If it is on a disk that should be mounted, mount it;"
            f" before the first backup, make it: mkdir {target}"
        )


def is_folder(target: Path) -> bool:
    """False also for a mount whose machine does not answer, where Path.is_dir() raises OSError."""
    return os.path.isdir(target)


def is_within_the_data(target: Path) -> bool:
    return target.resolve().is_relative_to(Path(settings.VAR_DIR).resolve())


def is_on_the_disk_of_the_data(target: Path) -> bool:
    """Whether one file system has both, so that they are lost or full together."""
    data = [Path(settings.VAR_DIR), *([sqlite_file()] if connection.vendor == "sqlite" else [])]
    return any(each.exists() and each.stat().st_dev == target.stat().st_dev for each in data)
