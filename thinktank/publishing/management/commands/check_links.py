from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from thinktank.addresses.alternates import absolute
from thinktank.publishing.editions.broken_links import Batch, BrokenLink, LinkCheck


class Command(BaseCommand):
    help = (
        "Names every link of a live text that leads nowhere on this site: in texts, notes and facts, of relations and files."
        " Asks the site itself; nothing goes over the network. Exits with 1 when there is one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--external",
            action="store_true",
            help="only list the addresses of other sites, by host; they are not asked",
        )

    def handle(self, *, external: bool, **options: Any) -> None:
        batches = LinkCheck(timezone.now()).batches()
        if external:
            self._list_external(batches)
        else:
            self._list_broken(batches)

    def _list_broken(self, batches: Iterable[Batch]) -> None:
        checked = broken = 0
        for batch in batches:
            for each in batch.broken:
                self.stdout.write(_line(each))
            checked, broken = checked + batch.checked, broken + len(batch.broken)
        if broken:
            raise CommandError(f"{broken} broken links in {checked} texts.", returncode=1)
        self.stdout.write(f"No broken link in {checked} texts.")

    def _list_external(self, batches: Iterable[Batch]) -> None:
        hosts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for batch in batches:
            _count(batch, hosts)
        for host in sorted(hosts):
            self.stdout.write(host)
            for address, number in sorted(hosts[host].items()):
                self.stdout.write(f"  {address} ({number})")


def _line(found: BrokenLink) -> str:
    words = f" “{found.link.words}”" if found.link.words else ""
    return f"{absolute(found.edition.get_absolute_url())} {found.link.address}{words}: {found.fault.label}"


def _count(batch: Batch, hosts: dict[str, dict[str, int]]) -> None:
    """How many texts lead to each address."""
    for _edition, address in batch.external:
        hosts[urlsplit(address).netloc.lower()][address] += 1
