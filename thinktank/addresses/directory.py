"""Who can be linked to: every public person, organisation, topic, page, with path and name, in memory.

Publications of many items (articles, events, reports) are not in it: their links come with their editions.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from thinktank.addresses.models import Address, Addressed, address_path
from thinktank.delivery.shared_values import SharedValue
from thinktank.language import languages
from thinktank.language.sorting import sort_key

LISTED_PREFIXES = ["experts", "organizations", "topics", "regions", "projects", "series", "for"]
_listed_too = []


@dataclass(frozen=True)
class Entry:
    uid: str
    language: str
    prefix: str
    path: str
    label: str

    @property
    def slug(self):
        return self.path.rstrip("/").rpartition("/")[2]


class Directory:
    """Entries by owner's uid (a text) and language."""

    def __init__(self, entries):
        self._entries = {(entry.uid, entry.language): entry for entry in entries}

    def find(self, uid, language):
        """The owner's entry in this language, or None when it has no page in it."""
        return self._entries.get((str(uid), language))

    def at(self, language, prefix, slug):
        """The entry at this address, or None."""
        path = address_path(language, prefix, slug)
        return next((entry for entry in self._entries.values() if entry.path == path), None) if slug else None

    def all(self, language, prefix):
        """The entries of one prefix in one language, by name."""
        found = [e for e in self._entries.values() if e.language == language and e.prefix == prefix]
        return sorted(found, key=lambda entry: sort_key(entry.label, language))


def list_too(rows_at):
    """Add what comes and goes by the clock: a function of the moment that gives rows for the same one query.

    The rows are a `values_list` of uid, language, prefix, slug and label.
    """
    _listed_too.append(rows_at)


def _has_a_page():
    """Asked of the owners themselves: one that is gone, however that was done, is listed nowhere."""
    listed = Q()
    for model in apps.get_models():
        if issubclass(model, Addressed) and model.address_prefix in LISTED_PREFIXES:
            for language in languages.codes():
                owners = model.objects.public_in(language).values("uid")
                listed |= Q(prefix=model.address_prefix, language=language, owner_uid__in=owners)
    return listed


def _load():
    now = timezone.now()
    rows = (
        Address.objects.public(now)
        .filter(_has_a_page(), is_current=True)
        .values_list("owner_uid", "language", "prefix", "slug", "label")
        .union(*(rows_at(now) for rows_at in _listed_too), all=True)
    )
    return Directory(
        Entry(str(uid), language, prefix, address_path(language, prefix, slug), label)
        for uid, language, prefix, slug, label in rows
    )


directory = SharedValue(_load)
