from typing import Any

from django.core.management.base import BaseCommand, CommandError

from thinktank.publishing.editions.verify import verify_editions


class Command(BaseCommand):
    help = "Computes the digest of every edition again and names each difference. Exits with 1 when there is one."

    def handle(self, *args: Any, **options: Any) -> None:
        result = verify_editions()
        for name in result.tombstones:
            self.stdout.write(f"erased: {name}")
        for sentence in result.differing:
            self.stderr.write(sentence)
        if result.differing:
            raise CommandError(f"{len(result.differing)} differences in {result.checked} editions.")
        self.stdout.write(f"{result.checked} editions, {len(result.tombstones)} erased, nothing differs.")
