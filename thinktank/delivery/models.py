"""What tells cached pages that they are old; cache_tags.py writes and reads these rows."""

from django.db import models


class Invalidation(models.Model):
    """Pages with this cache tag that were made before this moment must not be used again.

    Rows are only added, so that writers never wait for one another, and deleted after an hour.
    """

    tag = models.CharField(max_length=80)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "invalidation"

    def __str__(self) -> str:
        return f"{self.tag} at {self.at}"


class Expiry(models.Model):
    """A moment at which public pages change by the clock alone: something goes live, ends, opens or closes."""

    at = models.DateTimeField(unique=True)

    class Meta:
        verbose_name = "expiry"

    def __str__(self) -> str:
        return str(self.at)
