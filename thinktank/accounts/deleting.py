"""What goes with an account that is deleted on the desk, in numbers: an editor leaves thousands of rows behind."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.contrib.admin.utils import NestedObjects
from django.contrib.auth.models import User
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from django.utils.text import capfirst


def what_goes_with(accounts: Iterable[User]) -> tuple[dict[str, int], list[str]]:
    """How many rows of each kind go with the accounts, and a line for each kind of what forbids their deletion."""
    collector = NestedObjects(using=DEFAULT_DB_ALIAS)
    rows: list[Model | None] = list(accounts)
    collector.collect(rows)
    goes = {}
    for model, found in collector.model_objs.items():
        opts: Any = getattr(model, "_meta", None)  # the stubs take the models for names
        if not opts.auto_created:
            goes[str(opts.verbose_name_plural)] = len(found)
    kept = Counter(str(row._meta.verbose_name_plural) for row in collector.protected)
    return goes, [f"{capfirst(kind)}: {n}" for kind, n in sorted(kept.items())]
