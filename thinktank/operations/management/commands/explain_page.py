from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from thinktank.operations.explain_page import UnknownPage, explain_page


class Command(BaseCommand):
    help = (
        "Says why a public page shows what it shows: its edition and revision, its cache tags and when each was last "
        "invalidated, when it expires next, and whether it is cached. Exits with 1 when there is no such page."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", help="A path or URL of the site, such as /en/articles/bees/.")

    def handle(self, *, path: str, **options: Any) -> None:
        try:
            for name, value in explain_page(path):
                self.stdout.write(f"{name + ':':<16}{value}")
        except UnknownPage as error:
            raise CommandError(str(error), returncode=1) from error
