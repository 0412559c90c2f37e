import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from thinktank.backups.fault import BackupFault
from thinktank.backups.restore import IN_WORDS, Restoring, restore
from thinktank.backups.sealing import identities


class Command(BaseCommand):
    help = (
        "Restores a backup into an empty database and an empty VAR_DIR, applies later erasures again and checks the"
        " site. Exits with 1 when nothing could be restored, with 2 when the restored site has faults."
    )
    requires_system_checks: Any = []  # there is no database yet

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "backup", type=Path, help="the folder of one backup, or the folder of all: then the newest"
        )
        parser.add_argument(
            "--identity", required=True, help="the file of a private key of age, or - for standard input"
        )
        parser.add_argument("--keys", type=Path, help="keys.age, with keys and peppers")
        parser.add_argument(
            "--force", default="", metavar="WORDS", help=f"“{IN_WORDS}”, where there is one already"
        )
        parser.add_argument(
            "--without-files",
            action="store_true",
            help="the database alone; the files in the store are not looked at",
        )
        parser.add_argument(
            "--despite-lost-files",
            action="store_true",
            help="files in the store are missing or damaged: restore all the rest, name them, and exit with 2",
        )

    def handle(
        self,
        *,
        backup: Path,
        identity: str,
        keys: Path | None,
        force: str,
        without_files: bool,
        despite_lost_files: bool,
        **options: Any,
    ) -> None:
        try:
            order = Restoring(
                backup,
                identities(read_identity(identity)),
                self.stdout.write,
                force,
                keys,
                with_files=not without_files,
                despite_lost_files=despite_lost_files,
            )
            faults = restore(order)
        except BackupFault as fault:
            raise CommandError(str(fault), returncode=1) from fault
        if faults:
            raise CommandError("The site is restored, with faults:\n" + "\n".join(faults), returncode=2)
        self.stdout.write("Votes, editions and the audit log are as they were backed up.")


def read_identity(given: str) -> str:
    """The text of the file with the private key. Raises BackupFault."""
    try:
        return sys.stdin.read() if given == "-" else Path(given).read_text()
    except (OSError, ValueError) as error:
        raise BackupFault(f"The identity cannot be read: {error}.") from error
