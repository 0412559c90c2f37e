"""The restore test: restores a backup into a place of its own with `manage.py restore`, as somebody would after a fire."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from thinktank.backups.database import empty_database
from thinktank.backups.fault import BackupFault
from thinktank.backups.make import working_folder
from thinktank.backups.manifest import read_manifest
from thinktank.backups.store import find_backup, first_few


def try_own_backup(backup: Path, identity: str) -> str:
    """The daily test: restore the database, and compare the digests of all files; what was said. Raises BackupFault.

    A damaged file gets another name, so that the next backup encrypts it again.
    """
    store, _name = find_backup(backup)
    lost = store.set_damaged_aside(read_manifest(backup))
    said = try_restoring(backup, identity, with_files=False)
    if lost:
        raise BackupFault(
            f"The restore test failed: {first_few(lost)}. The next backup encrypts them again, if the site still has them."
        )
    return f"{said} The files are as they were encrypted."


def try_restoring(backup: Path, identity: str, *, with_files: bool) -> str:
    """Restore the backup into an empty place, which vanishes afterwards; what was said. Raises BackupFault.

    Peppers stay where they are: open polls are checked with them.
    """
    with working_folder() as work, empty_database(work) as url:
        place = {
            "VAR_DIR": str(work),
            "DATABASE_URL": url,
            "DATABASE_REPLICA_URL": "",
            "FILES_URL": "",  # not into the store of the site
            "PEPPER_DIR": str(settings.PEPPER_DIR),
            "ERASURES_LIST": str(work / "erasures.jsonl"),
            "AUDIT_HEAD_FILE": str(work / "audit-heads.jsonl"),
            "DATABASE_PATIENCE": "",
        }
        command = [
            sys.executable,
            str(settings.BASE_DIR / "manage.py"),
            "restore",
            str(backup),
            "--identity",
            "-",
        ]
        done = subprocess.run(
            command if with_files else [*command, "--without-files"],
            input=identity,
            env=os.environ | place,
            capture_output=True,
            text=True,
        )
    if done.returncode:
        raise BackupFault(f"The restore test failed: {(done.stderr or done.stdout).strip()[-1000:]}")
    return " ".join(done.stdout.split())
