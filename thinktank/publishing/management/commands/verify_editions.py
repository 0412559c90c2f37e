from typing import Any

from django.core.management.base import BaseCommand, CommandError

from thinktank.publishing.editions.verify import verify_editions


class Command(BaseCommand):
    help = "Recompute every edition's digest and name what differs. Exit status 1 when something does."

    def handle(self, *args: Any, **options: Any) -> None:
        result = verify_editions()
        for name in result.tombstones:
            self.stdout.write(f"erased: {name}")
        for sentence in result.differing:
            self.stderr.write(sentence)
        if result.differing:
            raise CommandError(f"{len(result.differing)} differences in {result.checked} editions.")
        self.stdout.write(f"{result.checked} editions, {len(result.tombstones)} erased, nothing differs.")
