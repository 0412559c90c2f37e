"""Files made from editions: who makes which, making them once, keeping them, and doing away with them.

Layers above register what they make (in `AppConfig.ready`):

    register(FileMaker(EditionFile.Kind.PDF, make_pdf))

and whatever publishing issues, scheduled editions and re-issues too, is put in the queue in the same transaction.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.tasks import task
from django.utils import timezone

from thinktank.delivery.cache_tags import invalidate, publication_tag
from thinktank.publishing.models import Edition, EditionFile, UnmadeFile
from thinktank.publishing.publication_types import type_named
from thinktank.publishing.revisions.save import lock_publication
from thinktank.richtext.problems import Problem


@dataclass(frozen=True)
class GeneratedFile:
    """The bytes of a file that was made from an edition."""

    data: bytes
    media_type: str
    pages: int | None = None


def itself_alone(edition):
    return [(edition, None)]


def nothing(compiled):
    return ()


@dataclass(frozen=True)
class FileMaker:
    """How one kind of file is made.

    `make(edition, beside)` returns a GeneratedFile, or None when there is nothing to make after all. `places(edition)` names
    what is to be made when that edition was issued: pairs of the edition a file belongs to and the one beside it.
    `foresees(compiled)` yields Problems to be said before publishing.
    """

    kind: str
    make: Callable[[Edition, Edition | None], GeneratedFile | None]
    places: Callable[[Edition], list] = itself_alone
    foresees: Callable[[Any], Iterable[Problem]] = nothing


MAKERS = {}  # by kind


def register(maker: FileMaker) -> None:
    MAKERS[maker.kind] = maker


def foreseen_in_files(compiled) -> list[Problem]:
    """What those who make files have to say about a Compiled before it is published."""
    return [problem for maker in MAKERS.values() for problem in maker.foresees(compiled)]


def ask_for_files(editions) -> None:
    """Queue everything that is made from these editions; inside a transaction, it is queued if that succeeds."""
    for edition in editions:
        for kind in MAKERS:
            ask_for_file(edition, kind)


def ask_for_file(edition, kind) -> None:
    make_files.enqueue(str(edition.uid), kind)


@task
def make_files(edition_uid: str, kind: str) -> int:
    """Make what is missing of one kind after this edition was issued; the number of files made."""
    edition = Edition.objects.filter(uid=edition_uid, erased_at=None).first()
    if edition is None or kind not in MAKERS:
        return 0
    made = sum(_make_once(MAKERS[kind], owner, beside) for owner, beside in _places(MAKERS[kind], edition))
    UnmadeFile.objects.of_kind(edition_uid, kind).delete()
    return made


def missing_files(edition) -> list[str]:
    """The kinds that should have been made of this edition and are not there."""
    return [
        kind
        for kind, maker in MAKERS.items()
        if not all(_is_made(kind, owner, beside) for owner, beside in _places(maker, edition))
    ]


def _places(maker, edition):
    """As `FileMaker.places`; none when the type of publication has no such files."""
    return maker.places(edition) if maker.kind in type_named(edition.type).files else []


def _make_once(maker, edition, beside):
    if _is_made(maker.kind, edition, beside):
        return False
    made = maker.make(edition, beside)
    return made is not None and _keep(maker.kind, edition, beside, made)


def _is_made(kind, edition, beside):
    row = edition.files.filter(kind=kind, beside=beside).first()
    return row is not None and row.file.storage.exists(row.file.name)


def _keep(kind, edition, beside, made):
    """Store it, unless the edition was erased or cancelled while it was being made."""
    row = EditionFile(edition=edition, kind=kind, beside=beside, made_at=timezone.now())
    row.file.save(kind, ContentFile(made.data), save=False)
    row.sha256, row.size = hashlib.sha256(made.data).hexdigest(), len(made.data)
    row.media_type, row.pages = made.media_type, made.pages
    try:
        with transaction.atomic():
            lock_publication(edition.publication)
            wanted = {each.pk for each in (edition, beside) if each}
            if Edition.objects.filter(pk__in=wanted, erased_at=None).count() < len(wanted):
                raise Edition.DoesNotExist
            _remove_rows(EditionFile.objects.filter(edition=edition, kind=kind))
            row.save()
            invalidate(publication_tag(edition.publication_uid))
    except BaseException as error:
        row.file.storage.delete(row.file.name)
        if isinstance(error, Edition.DoesNotExist):
            return False
        raise
    return True


def _remove_rows(rows):
    """The rows now, their bytes when that is certain."""
    for row in rows:
        transaction.on_commit(lambda file=row.file: file.storage.delete(file.name))
        row.delete()


def forget_files(edition) -> None:
    """For an edition that never was live and goes: its files go with it."""
    _remove_rows(EditionFile.objects.holding(edition))


def discard_files(edition) -> None:
    """For erasure: first the bytes, then the rows that name them, so that nothing is left which nobody knows of."""
    for row in EditionFile.objects.holding(edition):
        row.file.storage.delete(row.file.name)
        row.delete()
