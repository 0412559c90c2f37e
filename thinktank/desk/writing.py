"""Forms of the desk lock the database from their first write to their last, not during validation."""

from contextlib import ExitStack
from typing import Any, cast

from django.contrib.admin import ModelAdmin
from django.db import router, transaction
from django.db.models import Model
from django.http import HttpRequest


class WritesLate(ModelAdmin):
    """Begins the transaction late. Django begins it before validation, and on SQLite other writers wait for it.

    What validation has found may have changed before the first write. Constraints, and checks that a subclass repeats
    in `save_model`, still hold.
    """

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        with ExitStack() as writing:
            request.writing = writing  # type: ignore[attr-defined]  # for begin_writing
            return cast(Any, self)._changeform_view(request, object_id, form_url, extra_context)


def begin_writing(request: HttpRequest, model: type[Model]) -> None:
    """Begin the transaction of a form of WritesLate, which ends with the view."""
    writing: ExitStack | None = getattr(request, "writing", None)
    if writing:
        writing.enter_context(transaction.atomic(using=router.db_for_write(model)))
