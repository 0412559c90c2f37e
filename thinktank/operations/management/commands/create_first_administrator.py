"""The first account of a new site, which may do everything."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction

from thinktank.accounts.roles import ensure_roles


class Command(BaseCommand):
    help = (
        "Creates the first administrator. Asks for what is not given; the password comes from the terminal or, with "
        "--password-from-stdin, from the first line of the input, and from nowhere else. Refuses when there is one already."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--username")
        parser.add_argument("--email")
        parser.add_argument("--password-from-stdin", action="store_true")

    def handle(self, **options: Any) -> None:
        try:
            has_one = get_user_model().objects.filter(is_superuser=True).exists()
        except DatabaseError as error:
            raise CommandError(
                f"The database is not ready; run manage.py migrate first. It says: {error}"
            ) from error
        if has_one:
            raise CommandError(
                "There is an administrator already. Administrators create further accounts on the desk; "
                "manage.py changepassword gives one a new password."
            )
        username = options["username"] or self._asked("User name")
        email = options["email"] or self._asked("E-mail")
        user = get_user_model()(username=username, email=email, is_staff=True, is_superuser=True)
        password = self._password(from_stdin=options["password_from_stdin"])
        try:
            user.set_unusable_password()
            user.full_clean()
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        user.set_password(password)
        with transaction.atomic():
            ensure_roles()
            user.save()
        self.stdout.write(
            f"{username} may do everything now. Sign in at /admin/, which leads through the rest."
        )

    def _asked(self, what: str) -> str:
        if not sys.stdin.isatty():
            raise CommandError(f"{what} is missing, and nobody can be asked.")
        self.stdout.write(f"{what}: ", ending="")
        self.stdout.flush()
        return input()

    def _password(self, *, from_stdin: bool) -> str:
        if from_stdin:
            return sys.stdin.readline().rstrip("\n")
        if not sys.stdin.isatty():
            raise CommandError("Nobody can be asked for the password: give it with --password-from-stdin.")
        password = getpass.getpass("Password: ")
        if getpass.getpass("Password again: ") != password:
            raise CommandError("The two passwords differ. Nothing was created.")
        return password
