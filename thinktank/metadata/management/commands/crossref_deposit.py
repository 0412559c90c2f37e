"""The deposit for Crossref, on standard output. It sends nothing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from thinktank.metadata.crossref.deposit import CannotDeposit, deposit_xml, is_report, live_with_doi
from thinktank.publishing.identifiers import doi


class Command(BaseCommand):
    help = (
        "Print the XML that Crossref takes (schema 5.4.0) for live texts with these DOIs, or with --all for every report"
        " and paper that has one. Nothing is sent: look at the file, then upload it at Crossref."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dois", nargs="*", help="DOIs of texts, in any way of writing them")
        parser.add_argument("--all", action="store_true", help="all reports and papers with a DOI")
        parser.add_argument("--articles", action="store_true", help="with --all: articles instead of reports")

    def handle(self, *, dois: list[str], **options: Any) -> None:
        if bool(dois) == options["all"]:
            raise CommandError("Name DOIs, or give --all.")
        now = timezone.now()
        found = live_with_doi(now, {doi(each) or each for each in dois})
        if missing := [
            each for each in dois if doi(each) not in {edition.content["doi"] for edition in found}
        ]:
            raise CommandError(f"No live text has the DOI {', '.join(missing)}.")
        if options["all"]:
            found = [each for each in found if is_report(each) != options["articles"]]
        try:
            self.stdout.write(deposit_xml(found, now).decode(), ending="")
        except CannotDeposit as error:
            raise CommandError(str(error)) from error
