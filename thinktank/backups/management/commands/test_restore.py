from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from thinktank.backups.fault import BackupFault
from thinktank.backups.management.commands.restore import read_identity
from thinktank.backups.state import TEST, Result, note
from thinktank.backups.store import find_backup, store_of
from thinktank.backups.trial import try_restoring


class Command(BaseCommand):
    help = (
        "Restores a backup with all its files into a temporary place, compares it with its manifest, and removes the"
        " place. Needs a private key: run it where the key is. Exits with 1 when the backup cannot be restored."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "backup", type=Path, help="the folder of one backup, or the folder of all: then the newest"
        )
        parser.add_argument(
            "--identity", required=True, help="the file of a private key of age, or - for standard input"
        )

    def handle(self, *, backup: Path, identity: str, **options: Any) -> None:
        root = store_of(backup).root
        try:
            key = read_identity(identity)
        except BackupFault as fault:  # which says nothing of the backup
            raise CommandError(str(fault), returncode=1) from fault
        try:
            store, name = find_backup(backup)
            said = try_restoring(store.folder(name), key, with_files=True)
        except BackupFault as fault:
            note(TEST, Result(timezone.now(), False, str(fault)), root)
            raise CommandError(str(fault), returncode=1) from fault
        note(TEST, Result(timezone.now(), True, f"{name}: {said}"), root)
        self.stdout.write(said)
