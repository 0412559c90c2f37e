from django.db import models, transaction

from thinktank.delivery.cache_tags import SITE_WIDE, invalidate


class SingleRow(models.Model):
    """A model with one row: what the site has one of. Subclasses say so to the database too."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.pk = 1
        with transaction.atomic():
            super().save(*args, **kwargs)
            invalidate(SITE_WIDE)
