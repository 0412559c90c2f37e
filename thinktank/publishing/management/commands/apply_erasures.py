from typing import Any

from django.core.management.base import BaseCommand

from thinktank.publishing.editions.erase import apply_erasures


class Command(BaseCommand):
    help = "Erases the editions in the list of erasures again. Run it after restoring a backup."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{apply_erasures()} editions erased again.")
