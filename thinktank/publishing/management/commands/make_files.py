from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from thinktank.publishing.editions.generated_files import ask_for_file, make_files, missing_files
from thinktank.publishing.models import Edition


class Command(BaseCommand):
    help = "Makes the missing files of editions that are live, scheduled or on record."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--queue", action="store_true", help="Only put them in the queue: manage.py work makes them."
        )

    def handle(self, *, queue: bool, verbosity: int, **options: Any) -> None:
        now = timezone.now()
        editions = list(Edition.objects.on_record(now)) + list(Edition.objects.scheduled(now))
        missing = [(edition, kind) for edition in editions for kind in missing_files(edition)]
        for edition, kind in missing:
            ask_for_file(edition, kind) if queue else make_files.call(str(edition.uid), kind)
        if verbosity:
            self.stdout.write(f"{len(missing)} files {'are in the queue' if queue else 'were missing'}.")
