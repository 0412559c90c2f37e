"""Failed tasks, as the desk lists them with a reason and a button to try again."""

from collections.abc import Iterable
from typing import ClassVar, Self, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.tasks import TaskResultStatus
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks_db.models import DBTaskResult

from thinktank.publishing.models.edition import Edition


class UnmadeFileQuerySet(models.QuerySet["UnmadeFile"]):
    def of(self, editions: Iterable[Edition]) -> Self:
        """The files of these editions that could not be made."""
        return self.filter(args_kwargs__args__0__in=[str(edition.uid) for edition in editions])

    def of_kind(self, edition_uid: UUID | str, kind: str) -> Self:
        return self.filter(args_kwargs__args=[str(edition_uid), kind])

    def try_again(self) -> int:
        """Queue these files again; returns their number."""
        return self.update(
            status=TaskResultStatus.READY, worker_ids=[], run_after=timezone.now(), finished_at=None
        )


_UnmadeFiles = models.Manager.from_queryset(UnmadeFileQuerySet)


class UnmadeFileManager(_UnmadeFiles["UnmadeFile"]):
    def get_queryset(self) -> UnmadeFileQuerySet:
        made_by = "thinktank.publishing.editions.generated_files.make_files"
        failed = super().get_queryset().filter(status=TaskResultStatus.FAILED, task_path=made_by)
        return cast(
            UnmadeFileQuerySet, failed
        )  # django-stubs forgets which queryset the manager was made from


class UnmadeFile(DBTaskResult):
    """A failed task: a file of an edition that could not be made."""

    objects: ClassVar[UnmadeFileManager] = UnmadeFileManager()  # type: ignore[assignment] # of failed tasks alone

    class Meta:
        proxy = True
        verbose_name = gettext_lazy("file that could not be made")
        verbose_name_plural = gettext_lazy("files that could not be made")
        ordering = ["-finished_at", "-pk"]

    def __str__(self) -> str:
        return self.kind_in_words

    @property
    def edition(self) -> Edition | None:
        """The edition it belongs to, without the long columns; None when there is no such edition."""
        try:
            return Edition.objects.for_lists().filter(uid=self.args_kwargs["args"][0]).first()
        except ValidationError:
            return None

    @property
    def kind_in_words(self) -> str:
        kind = self.args_kwargs["args"][1]
        names = {"pdf": _("PDF"), "pdf-parallel": _("PDF in two languages"), "epub": "EPUB"}
        return (names | {"share-image": _("Picture for social networks")}).get(kind, kind)

    @property
    def reason(self) -> str:
        """Why the file could not be made, in a sentence for editors."""
        reasons = {
            "Interrupted": _("It took too long."),
            "WorkerDied": _("The program that was making it stopped before it had finished."),
            "Unprintable": _("A picture or another file of the text cannot be read."),
            "FileNotFoundError": _("A picture or another file of the text cannot be read."),
            "OSError": _("The disk is full, or cannot be written to."),
            "PermissionError": _("The disk is full, or cannot be written to."),
            "OperationalError": _("The database could not be reached."),
        }
        name = self.exception_class_path.rpartition(".")[2]
        return reasons.get(name) or _("An error of the site: please tell its administrator. (%(error)s)") % {
            "error": name
        }
