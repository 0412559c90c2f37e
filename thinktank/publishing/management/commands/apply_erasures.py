from typing import Any

from django.core.management.base import BaseCommand

from thinktank.publishing.editions.erase import apply_erasures


class Command(BaseCommand):
    help = "Erase again what the list of erasures names. Run after restoring a backup."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{apply_erasures()} editions erased again.")
