"""When a form of the desk holds the database for itself: from its first write to its last, not while it is checked."""

from contextlib import ExitStack

from django.contrib.admin import ModelAdmin
from django.db import router, transaction


class WritesLate(ModelAdmin):
    """Django's form holds its transaction, on SQLite the one lock for writing, from the start: others wait meanwhile.

    What is found out before the first write may have changed by then; constraints, and what a subclass asks once
    more in `save_model`, hold all the same.
    """

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        with ExitStack() as request.writing:
            return self._changeform_view(request, object_id, form_url, extra_context)


def begin_writing(request, model):
    """The transaction of a form of WritesLate; it ends with the form's answer."""
    if writing := getattr(request, "writing", None):
        writing.enter_context(transaction.atomic(using=router.db_for_write(model)))
