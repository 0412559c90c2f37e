"""Links of live editions that lead nowhere on this site, for editors (the desk) and for those who run it (check_links).

A batch takes the same number of queries whatever it holds; each further address of this site is asked once.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from thinktank.addresses.directory import directory
from thinktank.addresses.models import address_path
from thinktank.delivery.asking import Answer, ask
from thinktank.language import languages
from thinktank.library.models import Document, Image, Recording
from thinktank.publishing.editions.links import Link, links_of
from thinktank.publishing.models import Edition, Relation

BATCH = 100  # editions
FILES: dict[str, tuple[type[Any], str]] = {
    "image": (Image, "original"),
    "document": (Document, "file"),
    "recording": (Recording, "file"),
}


class Fault(TextChoices):
    """What is wrong with a link."""

    NOT_LIVE = "not-live", _("this publication is not live")
    NO_SUBJECT = "no-subject", _("it has no public page any more")
    NOT_FOUND = "not-found", _("there is no page at this address")
    GONE = "gone", _("what was there was withdrawn")
    DESK = "desk", _("readers cannot open this page")
    FAILS = "fails", _("the page cannot be shown")
    NO_PLACE = "no-place", _("the page has no such place")
    NO_FILE = "no-file", _("the file is missing")


@dataclass(frozen=True)
class BrokenLink:
    edition: Edition
    link: Link
    fault: Fault


@dataclass
class Batch:
    """What was found. `last`: the id behind which the next batch begins; None when there is none."""

    broken: list[BrokenLink] = field(default_factory=list)
    external: list[tuple[Edition, str]] = field(default_factory=list)
    checked: int = 0
    last: int | None = None


@dataclass
class _Known:
    """What is public, of what the links of a batch lead to."""

    live: dict[str, dict[str, str]]  # publication uid -> {language: path}
    files: set[tuple[str, str]]  # (kind, uid)


class LinkCheck:
    """Checks live editions, the newest first. It remembers what was answered at each address."""

    def __init__(self, at: datetime.datetime) -> None:
        self.at = at
        self._answers: dict[str, Answer] = {}

    def batches(self) -> Iterator[Batch]:
        """All of them."""
        batch = self.batch(None)
        yield batch
        while batch.last is not None:
            batch = self.batch(batch.last)
            yield batch

    def batch(self, before: int | None) -> Batch:
        """The editions before this id."""
        live = Edition.objects.live(self.at).order_by("-pk")
        rows = list((live.filter(pk__lt=before) if before else live)[:BATCH])
        found = [(row, link) for row in rows for link in links_of(row)]
        ended = list(_ended_relations(rows, self.at))
        known = self._known([link for _row, link in found])
        faults = ((row, link, self._fault(row, link, known)) for row, link in found)
        broken = [BrokenLink(row, link, fault) for row, link, fault in faults if fault]
        broken += [BrokenLink(row, link, Fault.NOT_LIVE) for row, link in ended]
        external = [(row, link.address) for row, link in found if link.kind == "external"]
        last = rows[-1].pk if len(rows) == BATCH else None
        return Batch(sorted(broken, key=lambda each: -each.edition.pk), external, len(rows), last)

    def _known(self, links: list[Link]) -> _Known:
        uids = {link.target for link in links if link.kind == "publication"}
        columns = "publication_uid", "language", "prefix", "slug"
        live: dict[str, dict[str, str]] = {}
        rows = Edition.objects.live(self.at).filter(publication_uid__in=uids).order_by("pk")
        for uid, language, prefix, slug in rows.values_list(*columns):
            live.setdefault(str(uid), {})[language] = address_path(language, prefix, slug)
        return _Known(live, {pair for kind in FILES for pair in _present(kind, links)})

    def _fault(self, edition: Edition, link: Link, known: _Known) -> Fault | None:
        if link.kind == "publication":
            return self._fault_of_publication(edition, link, known.live.get(link.target))
        if link.kind == "subject":
            has_page = any(directory().find(link.target, code) for code in languages.codes())
            return None if has_page else Fault.NO_SUBJECT
        if link.kind == "path":
            return self._fault_at(link.target, link.fragment)
        if link.kind in FILES:
            return None if (link.kind, link.target) in known.files else Fault.NO_FILE
        return None

    def _fault_of_publication(
        self, edition: Edition, link: Link, paths: dict[str, str] | None
    ) -> Fault | None:
        if not paths:
            return Fault.NOT_LIVE
        path = paths.get(edition.language) or next(iter(paths.values()))
        return self._fault_at(path, link.fragment) if link.fragment else None

    def _fault_at(self, path: str, fragment: str) -> Fault | None:
        if path not in self._answers:
            self._answers[path] = ask(path)
        answer = self._answers[path]
        faults = {403: Fault.DESK, 404: Fault.NOT_FOUND, 410: Fault.GONE}
        if answer.status >= 400:
            return faults.get(answer.status, Fault.FAILS)
        return Fault.NO_PLACE if fragment and answer.ids and fragment not in answer.ids else None


def _present(kind: str, links: Iterable[Link]) -> Iterator[tuple[str, str]]:
    """(kind, uid) of the files that are in the library and in the storage. One query."""
    model, name = FILES[kind]
    column: Any = model._meta.get_field(name)
    uids = {link.target for link in links if link.kind == kind}
    for uid, stored in model.objects.filter(uid__in=uids).values_list("uid", name):
        if column.storage.exists(stored):
            yield kind, str(uid)


def _ended_relations(rows: Iterable[Edition], at: datetime.datetime) -> Iterator[tuple[Edition, Link]]:
    """Relations to what was live once and is no more: pages leave it out. What is not public yet is no fault. Three queries."""
    related = Relation.objects.filter(source__in={row.publication_id for row in rows}).order_by("pk")
    pairs: list[tuple[int, UUID]] = list(related.values_list("source_id", "target__uid"))
    of_targets = Edition.objects.filter(publication_uid__in={uid for _source, uid in pairs})
    begun = set(of_targets.filter(live_from__lte=at).values_list("publication_uid", flat=True))
    live = set(of_targets.live(at).values_list("publication_uid", flat=True))
    for row in rows:
        for source, uid in pairs:
            if source == row.publication_id and uid in begun - live:
                yield row, Link("publication", str(uid), words=str(_("relation")))
