import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from thinktank.audit.guards import missing_guards
from thinktank.audit.heads import Head, read_heads
from thinktank.audit.verify import verify_audit


class Command(BaseCommand):
    help = (
        "Computes the digest of every entry of the audit log again and compares the log with the heads written down"
        " outside the database. Names the first bad entry and exits with 1 when there is one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--heads",
            type=Path,
            default=settings.AUDIT_HEAD_FILE,
            help="a file of heads, such as one kept elsewhere",
        )

        parser.add_argument(
            "--head",
            action="append",
            default=[],
            metavar='"NUMBER DIGEST"',
            help="one head, such as a mailed one; may be given several times",
        )

    def handle(self, *, heads: Path, head: list[str], **options: Any) -> None:
        noted = [_read(each) for each in head]
        try:
            noted += read_heads(heads)
        except (OSError, ValueError, TypeError) as error:
            raise CommandError(f"{heads} cannot be read as a file of heads: {error}") from error
        result = verify_audit(noted)
        if result.fault:
            raise CommandError(f"{result.fault}.", returncode=1)
        if missing := missing_guards():
            raise CommandError(
                f"Nothing differs, but entries can be changed: the trigger {missing[0]} is missing. manage.py migrate installs it.",
                returncode=1,
            )
        self.stdout.write(f"{result.checked} entries, {len(noted)} heads noted outside, nothing differs.")
        if not noted:
            self.stdout.write(
                "Without a head noted outside nobody would see that the newest entries were cut off."
            )


def _read(head: str) -> Head:
    written = re.fullmatch(r"\s*([0-9]{1,18})\s+([0-9a-fA-F]{64})\s*", head)
    if not written:
        raise CommandError(f"A head is a number and a digest of 64 characters, not {head!r}.")
    return Head("", int(written[1]), written[2].lower())
