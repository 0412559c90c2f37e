import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from pyrage import x25519

from thinktank.backups.due import is_test_due
from thinktank.backups.fault import BackupFault
from thinktank.backups.make import Made, make_backup
from thinktank.backups.state import BACKUP, TEST, Result, note
from thinktank.backups.trial import try_own_backup


class Command(BaseCommand):
    help = (
        "Makes a backup of the database and of the site’s files, encrypted for BACKUP_RECIPIENTS, and once a day tests"
        " whether it can be restored. Exits with 1 when there is no backup, with 2 when it cannot be restored."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "target",
            nargs="?",
            type=Path,
            help="the folder of backups, which must exist. Not given: BACKUP_TARGET. The status page tells of that one alone",
        )
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--test", action="store_true", help="test it now")
        which.add_argument("--no-test", action="store_true", help="do not test it")

    def handle(self, *, target: Path | None, test: bool, no_test: bool, **options: Any) -> None:
        target = target or settings.BACKUP_TARGET
        if not target:
            raise CommandError("Say where: manage.py backup TARGET, or set BACKUP_TARGET.")
        target = target.absolute()
        is_tested = test or (not no_test and is_test_due(timezone.now()))
        # It can read this one backup, and vanishes with this process.
        passing = x25519.Identity.generate() if is_tested else None
        began = time.monotonic()
        try:
            made = make_backup(target, timezone.now(), [passing.to_public()] if passing else [])
        except BackupFault as fault:
            note(BACKUP, Result(timezone.now(), False, str(fault)), target)
            raise CommandError(str(fault), returncode=1) from fault
        said = _in_words(made, time.monotonic() - began)
        note(BACKUP, Result(timezone.now(), True, said), target)
        self.stdout.write(said)
        if not settings.BACKUP_KEYS_DIR:
            self.stderr.write("Keys and peppers are not backed up: BACKUP_KEYS_DIR is not set.")
        if passing:
            self._test(target, made, passing)

    def _test(self, target: Path, made: Made, passing: x25519.Identity) -> None:
        try:
            said = try_own_backup(made.folder, str(passing))
        except BackupFault as fault:
            note(TEST, Result(timezone.now(), False, str(fault)), target)
            raise CommandError(str(fault), returncode=2) from fault
        note(TEST, Result(timezone.now(), True, f"{made.folder.name}: {said}"), target)
        self.stdout.write(f"Tested: {said}")


def _in_words(made: Made, seconds: float) -> str:
    return (
        f"Backup {made.folder.name}: {made.n_files} files, {made.n_new} of them new;"
        f" {filesizeformat(made.written)} in {seconds:.1f} s; {len(made.removed)} older backups removed."
    )
