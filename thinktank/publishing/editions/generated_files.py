"""Files made from editions: registering makers, making each file once, storing and deleting it.

Packages above register their makers in `AppConfig.ready`:

    register(FileMaker(EditionFile.Kind.PDF, make_pdf))

Publishing queues the files of every edition it makes, scheduled ones too, in the same transaction.
"""

import datetime
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.tasks import task
from django.utils import timezone

from thinktank.delivery.cache_tags import invalidate, publication_tag
from thinktank.markings.in_force import SITE, marked_uids
from thinktank.publishing.editions.compile import Compiled
from thinktank.publishing.models import Edition, EditionFile, Listing, UnmadeFile
from thinktank.publishing.models.edition_file import markings_in
from thinktank.publishing.publication_types import type_named
from thinktank.publishing.revisions.save import lock_publication
from thinktank.richtext.problems import Problem


@dataclass(frozen=True)
class GeneratedFile:
    """The content of a file made from an edition."""

    data: bytes
    media_type: str
    pages: int | None = None


type FileTarget = tuple[
    Edition, Edition | None
]  # the edition a file belongs to, and the other one whose text it has


def itself_alone(edition: Edition) -> list[FileTarget]:
    return [(edition, None)]


def nothing(compiled: Compiled) -> tuple[()]:
    return ()


@dataclass(frozen=True)
class FileMaker:
    """How one kind of file is made.

    `make(edition, beside)` returns a GeneratedFile, or None when there is nothing to make. `targets(edition)` lists the
    files to make after that edition was published. `foresees(compiled)` yields Problems to show before publishing.
    """

    kind: str
    make: Callable[[Edition, Edition | None], GeneratedFile | None]
    targets: Callable[[Edition], list[FileTarget]] = itself_alone
    foresees: Callable[[Compiled], Iterable[Problem]] = nothing


MAKERS: dict[str, FileMaker] = {}  # by kind


def register(maker: FileMaker) -> None:
    MAKERS[maker.kind] = maker


def foreseen_in_files(compiled: Compiled) -> list[Problem]:
    """Problems that file makers foresee for a text before it is published."""
    return [problem for maker in MAKERS.values() for problem in maker.foresees(compiled)]


def ask_for_files(editions: Iterable[Edition]) -> None:
    """Queue all files of these editions. Inside a transaction, the queue is part of it."""
    for edition in editions:
        for kind in MAKERS:
            ask_for_file(edition, kind)


def ask_for_file(edition: Edition, kind: str) -> None:
    make_files.enqueue(str(edition.uid), kind)


@task
def make_files(edition_uid: str, kind: str) -> int:
    """Make the missing files of one kind for an edition; returns their number."""
    edition = Edition.objects.filter(uid=edition_uid, erased_at=None).first()
    if edition is None or kind not in MAKERS:
        return 0
    made = sum(_make_once(MAKERS[kind], owner, beside) for owner, beside in _targets(MAKERS[kind], edition))
    UnmadeFile.objects.of_kind(edition_uid, kind).delete()
    return made


def ask_for_files_when_markings_change(moments: Iterable[datetime.datetime]) -> None:
    """Queue a look for files that show other markings than those in force: now, and at these moments."""
    ask_for_files_with_old_markings.enqueue()
    for moment in moments:
        ask_for_files_with_old_markings.using(run_after=moment).enqueue()


@task
def ask_for_files_with_old_markings() -> int:
    """Queue the files that do not show the markings in force today; returns their number."""
    marked = marked_uids()
    rows = EditionFile.objects.filter(edition__erased_at=None)
    if SITE not in marked:
        named = Listing.objects.filter(subject_uid__in=marked).values("edition")
        rows = rows.filter(~Q(markings="") | Q(edition__in=named) | Q(beside__in=named))
    old = [
        row
        for row in rows.select_related("edition", "beside").iterator()
        if not row.shows_markings_in_force()
    ]
    for row in old:
        ask_for_file(row.edition, row.kind)
    return len(old)


def missing_files(edition: Edition) -> list[str]:
    """The kinds of files that this edition should have and does not."""
    return [
        kind
        for kind, maker in MAKERS.items()
        if not all(_is_made(kind, owner, beside) for owner, beside in _targets(maker, edition))
    ]


def _targets(maker: FileMaker, edition: Edition) -> list[FileTarget]:
    """As `FileMaker.targets`; none when the type of publication has no such files."""
    return maker.targets(edition) if maker.kind in type_named(edition.type).files else []


def _make_once(maker: FileMaker, edition: Edition, beside: Edition | None) -> bool:
    if _is_made(maker.kind, edition, beside):
        return False
    markings = markings_in(maker.kind, edition, beside)  # first: those that change meanwhile make it old
    made = maker.make(edition, beside)
    return made is not None and _keep(maker.kind, edition, beside, made, markings)


def _is_made(kind: str, edition: Edition, beside: Edition | None) -> bool:
    rows = edition.files.filter(kind=kind, beside=beside).select_related("edition", "beside")
    row = rows.first()
    return row is not None and row.file.storage.exists(str(row.file.name)) and row.shows_markings_in_force()


def _keep(
    kind: str, edition: Edition, beside: Edition | None, made: GeneratedFile, markings: str = ""
) -> bool:
    """Store the file, unless the edition was erased or cancelled while the file was being made."""
    row = EditionFile(edition=edition, kind=kind, beside=beside, made_at=timezone.now())
    row.file.save(kind, ContentFile(made.data), save=False)
    row.sha256, row.size = hashlib.sha256(made.data).hexdigest(), len(made.data)
    row.media_type, row.pages, row.markings = made.media_type, made.pages, markings
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
        row.file.storage.delete(str(row.file.name))
        if isinstance(error, Edition.DoesNotExist):
            return False
        raise
    return True


def _remove_rows(rows: Iterable[EditionFile]) -> None:
    """Delete the rows now, and their files when the transaction commits."""
    for row in rows:
        transaction.on_commit(partial(row.file.storage.delete, str(row.file.name)))
        row.delete()


def forget_files(edition: Edition) -> None:
    """Delete the files of a cancelled edition with it, in its transaction."""
    _remove_rows(EditionFile.objects.holding(edition))


def discard_files(edition: Edition) -> None:
    """For erasure: delete each file before its row, so that an error leaves the row that names the file."""
    for row in EditionFile.objects.holding(edition):
        row.file.storage.delete(str(row.file.name))
        row.delete()
