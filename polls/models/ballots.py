"""Who has voted, and what was voted: two tables that nothing joins.

They share the poll and no other column, neither has a foreign key to the other, and neither keeps an address, a
browser or a minute. The voter has the hour and the ballot has the language: both on both would join them.
"""

import uuid
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, IntegerField, Q
from django.db.models.lookups import LessThanOrEqual
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext_lazy as _

MOST_CHOICES = 100


class ArrayLength(Func):
    """How many elements a JSON array has."""

    function = "JSON_ARRAY_LENGTH"
    output_field = IntegerField()

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, list[Any] | tuple[Any, ...]]:
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

    def __str__(self) -> str:
        return str(self.id)


class BallotInboxQuerySet(models.QuerySet["BallotInbox"]):
    def pending(self) -> "BallotInboxQuerySet":
        """Ballots that are not in their poll's stored tally yet: few, and found by an index of their own."""
        return self.filter(is_tallied=False)


class BallotInbox(models.Model):
    """A ballot: what somebody chose. Its id is the reader's receipt."""

    id = models.UUIDField(primary_key=True, editable=False)
    poll = models.ForeignKey("polls.Poll", models.PROTECT, related_name="inbox")
    choices = models.JSONField(help_text="Numbers of options, ascending.")
    language = models.CharField(max_length=10)
    is_tallied = models.BooleanField(
        default=False, db_default=False, editable=False, help_text="It is counted in PollTally."
    )

    objects = BallotInboxQuerySet.as_manager()

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
        indexes = [models.Index(fields=["poll"], condition=Q(is_tallied=False), name="ballot_pending")]

    def __str__(self) -> str:
        return str(self.id)


class PollTally(models.Model):
    """The counts of a poll's tallied ballots. A poll with few ballots has none (polls/tally.py)."""

    poll = models.OneToOneField("polls.Poll", models.CASCADE, primary_key=True, related_name="tally")
    ballots = models.PositiveIntegerField(default=0)
    votes = models.JSONField(default=dict, help_text="Votes by the number of the option, as text.")

    class Meta:
        verbose_name = _("stored tally")
        verbose_name_plural = _("stored tallies")

    def __str__(self) -> str:
        return f"{self.ballots}"
