from typing import Any

from django.core.management.base import BaseCommand, CommandError

from thinktank.readers.invariants import broken_invariants, names


class Command(BaseCommand):
    help = "Checks what must never be false about votes and ratings; exits 1 and names what differs."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = broken_invariants()
        for name, sentence in broken:
            self.stderr.write(f"{name}: {sentence}")
        if broken:
            raise CommandError(f"{len(broken)} differences.")
        self.stdout.write(f"Votes and ratings are sound ({', '.join(dict.fromkeys(names()))}).")
