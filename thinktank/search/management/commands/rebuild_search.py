from typing import Any

from django.core.management.base import BaseCommand

from thinktank.search.indexing import rebuild


class Command(BaseCommand):
    help = "Make the search index of readers anew. Until it is done, searches find only what is made already."

    def handle(self, *args: Any, **options: Any) -> None:
        for done, total in rebuild():
            self.stdout.write(f"\r{done} of {total} editions", ending="")
            self.stdout.flush()
        self.stdout.write("\nThe search index is complete.")
