"""The trash of the desk: whatever is deleted there can be restored for ninety days, with its rows and under its key.

A row is kept as {"model": label, "fields": {column: value as text or null}}, one for each table: of an article also that
of its publication. Files stay where they are.
"""

import datetime
import json
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.contrib.admin.utils import NestedObjects
from django.contrib.auth.models import User
from django.db import DEFAULT_DB_ALIAS, IntegrityError, models, transaction
from django.utils import timezone
from django.utils.text import capfirst

from thinktank.desk.models import Trashed

GONE_FOR_GOOD = {"auth", "corrections"}  # apps
KEPT_FOR = datetime.timedelta(days=90)


class CannotRestore(Exception):
    """Something that it belongs to no longer exists, or its place is taken; the message names it."""


def keep_deleted(thing: models.Model, further: Iterable[models.Model], by: User | None) -> None:
    """Keep an object that is about to be deleted, with all that will go with it. Call it in the same transaction.

    `further` are rows that its admin deletes itself, since the database would refuse to. Accounts and what readers wrote
    are not kept: whoever deletes them wants them gone.
    """
    if thing._meta.app_label in GONE_FOR_GOOD:
        return
    collector = NestedObjects(using=DEFAULT_DB_ALIAS)
    collector.collect([thing])
    found = [row for rows in collector.data.values() for row in rows]
    rows = [_stored(row) for row in dict.fromkeys([*found, *further])]
    Trashed.objects.create(
        model=thing._meta.label_lower,
        key=str(thing.pk),
        name=str(thing)[:300],
        packed=zlib.compress(json.dumps(rows, ensure_ascii=False).encode(), 9),
        deleted_at=timezone.now(),
        deleted_by=by,
    )


def restore(trashed: Trashed) -> models.Model:
    """Put everything back and return the object, which is not public even if it was. Raises CannotRestore.

    A row that belongs to something else, such as a relation to another text, is left out when that no longer exists.
    """
    model = apps.get_model(trashed.model)
    rows = [_loaded(row) for row in json.loads(zlib.decompress(trashed.packed))]
    present = {(type(row), str(row.pk)) for row in rows}
    try:
        with transaction.atomic():
            for row in rows:
                is_own = issubclass(model, type(row)) and str(row.pk) == trashed.key
                if lost := _lost_link(row, present):
                    if is_own:
                        raise CannotRestore(
                            f"{capfirst(str(lost.verbose_name))} {getattr(row, lost.attname)}"
                        )
                    continue
                if is_own and hasattr(row, "is_public"):
                    row.is_public = False
                row.save_base(raw=True, force_insert=True)
            thing = model._default_manager.get(pk=trashed.key)
            thing.save()  # addresses and whatever else follows from it
            trashed.delete()
    except IntegrityError as error:
        raise CannotRestore(str(error)) from error
    return thing


def purge_old(at: datetime.datetime) -> int:
    """Delete for good what has been in the trash for KEPT_FOR; return how many."""
    return Trashed.objects.filter(deleted_at__lt=at - KEPT_FOR).delete()[0]


def _columns(model: type[models.Model]) -> Iterator[models.Field[Any, Any]]:
    """The columns of the model's own table. A translated field without a language has none of its own to keep."""
    for field in model._meta.local_concrete_fields:
        if not _is_original(model, field):
            yield field


def _is_original(model: type[models.Model], field: models.Field[Any, Any]) -> bool:
    """Whether the field is the original of translated ones: it holds the language of whoever saved last."""
    return any(
        getattr(other, "translated_field", None) is field for other in model._meta.local_concrete_fields
    )


def _stored(row: models.Model) -> dict[str, Any]:
    fields = {}
    for field in _columns(type(row)):
        is_null = getattr(row, field.attname) is None
        fields[field.attname] = None if is_null else field.value_to_string(row)
    return {"model": row._meta.label_lower, "fields": fields}


def _loaded(stored: dict[str, Any]) -> models.Model:
    model = apps.get_model(stored["model"])
    row = model()
    by_column = {field.attname: field for field in model._meta.local_concrete_fields}
    for name, text in stored["fields"].items():
        if field := by_column.get(name):  # the code may have lost it since
            target = field.target_field if field.is_relation else field
            setattr(row, name, None if text is None else target.to_python(text))
    return row


def _lost_link(row: models.Model, present: set[tuple[type[models.Model], str]]) -> Any:
    """The first link of a row to something that no longer exists; one that may be empty is emptied instead."""
    for field in row._meta.local_concrete_fields:
        value = getattr(row, field.attname)
        if not field.is_relation or value is None:
            continue
        related: Any = field.related_model
        is_there = (related, str(value)) in present or related._base_manager.filter(pk=value).exists()
        if is_there:
            continue
        if not field.null:
            return field
        setattr(row, field.attname, None)
    return None
