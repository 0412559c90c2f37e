"""How many ballots came from one network; throttle.py counts them."""

from django.db import models


class AbuseWindow(models.Model):
    """How many ballots one network began for one subject within a minute.

    No query joins it to voters or ballots, and the tag means nothing once the day's salt is destroyed.
    """

    pk = models.CompositePrimaryKey("subject", "prefix_tag", "window")
    subject = models.CharField(max_length=40)
    prefix_tag = models.CharField(max_length=16)
    window = models.BigIntegerField(help_text="Start of the minute, in seconds since 1970.")
    n = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["window"], name="abuse_window_age")]

    def __str__(self) -> str:
        return f"{self.subject} {self.window}: {self.n}"
