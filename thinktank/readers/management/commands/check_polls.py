from typing import Any

from django.core.management.base import BaseCommand, CommandError

from thinktank.readers.invariants import broken_invariants, names


class Command(BaseCommand):
    help = "Checks what must always be true of votes and ratings and names each difference. Exits with 1 when there is one."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = broken_invariants()
        for name, sentence in broken:
            self.stderr.write(f"{name}: {sentence}")
        if broken:
            raise CommandError(f"{len(broken)} differences.")
        self.stdout.write(f"Nothing differs in votes and ratings ({', '.join(dict.fromkeys(names()))}).")
