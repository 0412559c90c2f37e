from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand

from thinktank.publishing.models import Publication
from thinktank.publishing.revisions.search_words import keep_all_search_texts
from thinktank.search.indexing import rebuild


class Command(BaseCommand):
    help = "Make the search indexes of readers and of the desk anew. Until then, searches find what is made already."

    def handle(self, *args: Any, **options: Any) -> None:
        self._tell(rebuild(), "editions, for readers")
        total = Publication.objects.count()
        self._tell(((done, total) for done in keep_all_search_texts()), "publications, for the desk")

    def _tell(self, steps: Iterable[tuple[int, int]], what: str) -> None:
        for done, total in steps:
            self.stdout.write(f"\r{done} of {total} {what}", ending="")
            self.stdout.flush()
        self.stdout.write("")
