from django.db import models


class Generation(models.Model):
    """What the public sees under `key` is new since then: pages that show it and are older are not used again.

    Rows are only ever added, so that no two writers wait for one another; they are forgotten after an hour.
    """

    key = models.CharField(max_length=80)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "generation"

    def __str__(self):
        return f"{self.key} since {self.at}"


class Deadline(models.Model):
    """A moment at which public pages change by the clock alone: something goes live, ends, opens or closes."""

    at = models.DateTimeField(unique=True)

    class Meta:
        verbose_name = "deadline"

    def __str__(self):
        return str(self.at)
