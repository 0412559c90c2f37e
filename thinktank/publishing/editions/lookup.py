"""Finding what a snapshot links to: people, pictures, other publications, pages of this site."""

from collections.abc import Iterable
from typing import Protocol, cast
from uuid import UUID

from django.db.models import Model

from thinktank.addresses.directory import LISTED_PREFIXES
from thinktank.addresses.models import Address
from thinktank.language import languages
from thinktank.language.records import HasRecord, Record
from thinktank.library.models import Chart, Image
from thinktank.publishing.editions.site_paths import leads_somewhere
from thinktank.publishing.models import Publication

FEWEST_TOGETHER = 2  # of one kind


class HasUid(Protocol):
    uid: UUID


class Lookup:
    """Finds the objects that a snapshot links to. Reads each of them once."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._found: dict[tuple[type[Model], str], Model | None] = {}

    def find[M: Model](self, model: type[M], uid: UUID | str) -> M | None:
        key = (model, str(uid))
        if key not in self._found:
            self._found[key] = model._default_manager.filter(uid=uid).first()
        return cast(M | None, self._found[key])

    def read_together(self, model: type[Model], uids: Iterable[str | None], *with_them: str) -> None:
        """Read these objects in one query, and what `with_them` names of each in one more; `find` has them then."""
        wanted = {str(uid) for uid in uids if uid}
        if len(wanted) < FEWEST_TOGETHER:
            return
        found = model._default_manager.filter(uid__in=wanted).prefetch_related(*with_them)
        by_uid = {str(cast(HasUid, each).uid): each for each in found}
        self._found |= {(model, uid): by_uid.get(uid) for uid in wanted}

    def record(self, model: type[Model], uid: UUID | str | None) -> Record | None:
        """The record of an object in this language, or None when there is no such object."""
        found = cast(HasRecord | None, self.find(model, uid) if uid else None)
        return found.record(self.language) if found else None

    def image_record(self, uid: str | None) -> Record | None:
        return self.record(Image, uid)

    def chart_record(self, uid: str | None) -> Record | None:
        return self.record(Chart, uid)

    def publication_path(self, uid: str) -> str | None:
        """A placeholder path when the publication exists; the page fills in the real one when it is read."""
        return "/" if self.find(Publication, uid) else None

    def publication_at(self, path: str) -> str | None:
        """The uid of the publication at a path of this site, such as /en/articles/x/, or None."""
        owner_uid = _owner_at(path)
        return str(owner_uid) if owner_uid and self.find(Publication, owner_uid) else None

    def subject_at(self, path: str) -> str | None:
        """The uid of the person, institution, topic ... whose page is at the path, or None."""
        owner_uid = _owner_at(path)
        return str(owner_uid) if owner_uid and self.is_subject(owner_uid) else None

    def is_subject(self, uid: UUID | str) -> bool:
        """Whether a person, institution, topic ... with this uid has a page."""
        listed = Address.objects.filter(prefix__in=LISTED_PREFIXES, is_current=True)
        return listed.filter(owner_uid=uid).exists()

    leads_somewhere = staticmethod(leads_somewhere)


def _owner_at(path: str) -> UUID | None:
    """The uid of the object that has or had this address, or None."""
    parts = [part for part in path.split("?")[0].split("#")[0].split("/") if part]
    if len(parts) not in {2, 3} or parts[0] not in languages.codes():
        return None
    prefix, slug = ("", parts[1]) if len(parts) == 2 else parts[1:]
    return Address.objects.at(parts[0], prefix, slug).values_list("owner_uid", flat=True).first()
