from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand

from thinktank.search.indexing import rebuild, rebuild_for_the_desk


class Command(BaseCommand):
    help = "Make the search indexes of readers and of the desk anew. Until then, searches find what is made already."

    def handle(self, *args: Any, **options: Any) -> None:
        self._tell(rebuild(), "publications, for readers")
        self._tell(rebuild_for_the_desk(), "publications, for the desk")

    def _tell(self, steps: Iterable[tuple[int, int]], what: str) -> None:
        for done, total in steps:
            self.stdout.write(f"\r{done} of {total} {what}", ending="")
            self.stdout.flush()
        self.stdout.write("")
