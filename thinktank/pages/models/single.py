"""The base of models that have one row."""

from typing import Any

from django.db import models, transaction

from thinktank.delivery.cache_tags import SITE_WIDE, invalidate


class SingleRow(models.Model):
    """A model with one row, for what the site has once. Subclasses add a database constraint on the key."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        with transaction.atomic():
            super().save(*args, **kwargs)
            invalidate(SITE_WIDE)
