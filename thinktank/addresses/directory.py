"""An in-memory directory of everything that pages link to by uid: public people, organisations, terms and lasting pages.

It leaves out articles, events and reports, whose links come with their editions.
"""

import datetime
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone

from thinktank.addresses.models import Address, Addressed, address_path
from thinktank.delivery.shared_values import SharedValue
from thinktank.language import languages
from thinktank.language.sorting import sort_key

LISTED_PREFIXES = ["experts", "organizations", "topics", "regions", "projects", "series", "for"]
_further_rows: list["RowsAt"] = []

type RowsAt = Callable[[datetime.datetime], QuerySet]


@dataclass(frozen=True)
class Entry:
    uid: str
    language: str
    prefix: str
    path: str
    label: str

    @property
    def slug(self) -> str:
        return self.path.rstrip("/").rpartition("/")[2]


class Directory:
    """Entries by their owner's uid and language, by their path, and in lists sorted by name."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = {(entry.uid, entry.language): entry for entry in entries}
        self._by_path = {entry.path: entry for entry in reversed(self._entries.values())}
        self._lists: dict[tuple[str, str], list[Entry]] = {}
        for entry in self._entries.values():
            self._lists.setdefault((entry.language, entry.prefix), []).append(entry)
        for (language, _prefix), listed in self._lists.items():
            listed.sort(key=lambda entry: (sort_key(entry.label, language), entry.path))

    def find(self, uid: uuid.UUID | str, language: str) -> Entry | None:
        """The owner's entry in this language; None when it has no page there."""
        return self._entries.get((str(uid), language))

    def at(self, language: str, prefix: str, slug: str) -> Entry | None:
        """The entry at this address, or None."""
        return self._by_path.get(address_path(language, prefix, slug)) if slug else None

    def all(self, language: str, prefix: str) -> list[Entry]:
        """The entries of one prefix in one language, sorted by name."""
        return list(self._lists.get((language, prefix), ()))


def list_too(rows_at: RowsAt) -> None:
    """Add entries that depend on the time, by a function that returns a QuerySet for a moment.

    The QuerySet is a `values_list` of uid, language, prefix, slug and label. It becomes a part of the one query.
    """
    _further_rows.append(rows_at)


def _has_a_page() -> Q:
    """A filter of addresses by their owners, so that an owner deleted in any way is not listed."""
    listed = Q()
    models: Iterable[Any] = apps.get_models()
    for model in models:
        if issubclass(model, Addressed) and model.address_prefix in LISTED_PREFIXES:
            for language in languages.codes():
                owners = model.objects.public_in(language).values("uid")
                listed |= Q(prefix=model.address_prefix, language=language, owner_uid__in=owners)
    return listed


def _load() -> Directory:
    now = timezone.now()
    rows = (
        Address.objects.public(now)
        .filter(_has_a_page(), is_current=True)
        .values_list("owner_uid", "language", "prefix", "slug", "label")
        .union(*(rows_at(now) for rows_at in _further_rows), all=True)
    )
    return Directory(
        Entry(str(uid), language, prefix, address_path(language, prefix, slug), label)
        for uid, language, prefix, slug, label in rows
    )


directory = SharedValue(_load)
