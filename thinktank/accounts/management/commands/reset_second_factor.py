from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management import BaseCommand, CommandError

from thinktank.accounts.second_factor import factors


class Command(BaseCommand):
    help = (
        "Removes the second factors of an account and ends its sessions: the next sign-in sets up a new one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account {username!r}.")
        factors.reset(user)
        self.stdout.write(f"{username} sets up a new second factor at the next sign-in.")
