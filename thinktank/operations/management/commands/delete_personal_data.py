from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from thinktank.operations.privacy.requests import NOBODY, LastAdministrator, delete, export


class Command(BaseCommand):
    help = (
        "Deletes the personal data under an e-mail address: reports of errors, and the account. An account that texts refer to "
        "stays as a number without a name. Shows what it would do unless --yes is given. The audit log knows accounts by their "
        "number; entries of before it did keep the user name, since entries cannot be changed. Backups keep a copy until they "
        "are replaced."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--yes", action="store_true", help="do it")

    def handle(self, *, email: str, yes: bool, **options: Any) -> None:
        found = export(email)
        if not any(found.values()):
            raise CommandError(NOBODY % email)
        if not yes:
            for name, rows in found.items():
                self.stdout.write(f"{name.replace('_', ' ')}: {len(rows)}")
            self.stdout.write("Nothing was changed: --yes deletes.")
            return
        try:
            for name, n in delete(email).items():
                self.stdout.write(f"{name}: {n}")
        except LastAdministrator as error:
            raise CommandError(
                "This is the last administrator. Make another account an administrator first."
            ) from error
