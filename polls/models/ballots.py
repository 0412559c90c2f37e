"""Who has voted, and what was voted: two tables that nothing joins.

They share the poll and no other column, neither has a foreign key to the other, and neither keeps an address, a
browser or a minute. The hour stands with the voter and the language with the ballot: both on both would join them.
"""

import uuid

from django.db import models
from django.db.models import Func, IntegerField, Q
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

MOST_CHOICES = 100


class ArrayLength(Func):
    """How many elements a JSON array has."""

    function = "JSON_ARRAY_LENGTH"
    output_field = IntegerField()

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="JSONB_ARRAY_LENGTH", **context)


class PollVoter(models.Model):
    """That a reader has voted in a poll."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey("polls.Poll", models.PROTECT, related_name="voters")
    voter_key = models.BinaryField(max_length=32)
    hour = models.PositiveIntegerField(help_text="Hours since 1970; nothing finer is kept.")

    class Meta:
        verbose_name = _("voter")
        verbose_name_plural = _("voters")
        constraints = [
            models.UniqueConstraint(fields=["poll", "voter_key"], name="one_vote_per_reader"),
        ]

    def __str__(self):
        return str(self.id)


class BallotInbox(models.Model):
    """A ballot: what somebody chose. Its id is the reader's receipt."""

    id = models.UUIDField(primary_key=True, editable=False)
    poll = models.ForeignKey("polls.Poll", models.PROTECT, related_name="inbox")
    choices = models.JSONField(help_text="Numbers of options, ascending.")
    language = models.CharField(max_length=10)

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        constraints = [
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(1, ArrayLength("choices")))
                & Q(LessThanOrEqual(ArrayLength("choices"), MOST_CHOICES)),
                name="ballot_has_choices",
            ),
        ]

    def __str__(self):
        return str(self.id)
