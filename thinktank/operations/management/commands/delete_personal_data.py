from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from thinktank.operations.privacy.requests import NOBODY, LastAdministrator, delete, export


class Command(BaseCommand):
    help = (
        "Deletes the personal data under an e-mail address: reports of errors, and the account. An account that texts refer to "
        "stays as a number without a name, and so do comments and reviews; --with-comments blanks their words too. Shows what it would do unless --yes is given. The audit log knows accounts by their "
        "number; entries of before it did keep the user name, since entries cannot be changed. Backups keep a copy until they "
        "are replaced."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--with-comments",
            action="store_true",
            help="blank what the person wrote in comments and reviews too",
        )
        parser.add_argument("--yes", action="store_true", help="do it")

    def handle(self, *, email: str, with_comments: bool, yes: bool, **options: Any) -> None:
        if not any(export(email).values()):
            raise CommandError(NOBODY % email)
        try:
            done = delete(email, with_words=with_comments, only_rehearse=not yes)
        except LastAdministrator as error:
            raise CommandError(
                "This is the last administrator. Make another account an administrator first."
            ) from error
        for name, n in done.items():
            self.stdout.write(f"{name}: {n}")
        if done.get("comments whose words stay"):
            self.stdout.write("Comments stay under no name, in their words: --with-comments blanks them.")
        if not yes:
            self.stdout.write("Nothing was changed: this is what --yes does.")
