from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from thinktank.audit.heads import read_heads
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

    def handle(self, *, heads: Path, **options: Any) -> None:
        try:
            noted = read_heads(heads)
        except (OSError, ValueError, TypeError) as error:
            raise CommandError(f"{heads} cannot be read as a file of heads: {error}") from error
        result = verify_audit(noted)
        if result.fault:
            raise CommandError(f"{result.fault}.", returncode=1)
        self.stdout.write(f"{result.checked} entries, {len(noted)} heads noted outside, nothing differs.")
