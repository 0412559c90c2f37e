"""Rows below what has a page, such as the positions of a person and the options of a poll."""

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction


class RowQuerySet[Row: models.Model](models.QuerySet[Row]):
    """Announces the owners of many rows that are added or changed at once, for which Django sends no signal.

    The model names in `owned_by` the foreign key to their owner, which is an Addressed.
    """

    @transaction.atomic
    def update(self, **values: Any) -> int:
        keys = list(self.values_list("pk", flat=True))
        before = self._owners(keys)
        n = super().update(**values)
        self._announce(before | self._owners(keys))
        return n

    update.alters_data = True  # type: ignore[attr-defined] # Django's mark on functions

    @transaction.atomic
    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        made = super().bulk_create(objs, *args, **kwargs)
        self._announce(self._owners([row.pk for row in made]))
        return made

    bulk_create.alters_data = True  # type: ignore[attr-defined]

    def _owners(self, keys: list[Any]) -> set[Any]:
        model: Any = self.model
        rows = model._base_manager.filter(pk__in=keys).select_related(model.owned_by)
        return {getattr(row, model.owned_by) for row in rows}

    @staticmethod
    def _announce(owners: set[Any]) -> None:
        for owner in sorted(owners, key=lambda owner: owner.pk):
            owner.announce_change()
