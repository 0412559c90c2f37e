"""What programs read of publications, as a document: docs/metadata.md is made by it."""

import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from thinktank.operations.demo.load import load_texts
from thinktank.operations.metadata_document import ROUND_TABLE, document


class Command(BaseCommand):
    help = (
        "Print, as Markdown, every tag, JSON-LD and citation of publications: of those whose public identifiers are given, or,"
        " with --round-table on an empty database, of the demo's round table. Leaves nothing in the database."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("uids", nargs="*", help="public identifiers of publications")
        parser.add_argument("--round-table", action="store_true", help="the round table of the demo")
        parser.add_argument(
            "--read-on",
            type=datetime.date.fromisoformat,
            help="day of reading in citations; by default today",
        )

    def handle(self, **options: Any) -> None:
        with transaction.atomic():
            uids = options["uids"]
            if options["round_table"]:
                by = get_user_model().objects.create_superuser("show_metadata")
                uids = [publication.uid for publication in load_texts(by, ROUND_TABLE).values()]
            self.stdout.write(document(uids, options["read_on"]), ending="")
            transaction.set_rollback(True)
