"""What a poll accepts at a moment: one query, inside the vote's transaction."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from polls.models import Option
from thinktank.database.prepared import prepared


class InvalidChoices(Exception):
    """These choices do not fit this poll; the text tells the reader why."""


@dataclass(frozen=True)
class Rules:
    numbers: frozenset[int]
    fewest: int
    most: int
    opens_at: datetime.datetime
    closes_at: datetime.datetime | None
    skew: datetime.timedelta  # between our clock and the database's

    def is_open(self, at: datetime.datetime) -> bool:
        return self.opens_at <= at and (self.closes_at is None or at < self.closes_at)

    def clocks_agree(self) -> bool:
        return abs(self.skew) <= datetime.timedelta(seconds=settings.CLOCK_SKEW_LIMIT)

    def canonical(self, choices: object) -> list[int]:
        """The choices as a ballot stores them: ascending. Raises InvalidChoices, also for anything but whole numbers."""
        if not isinstance(choices, list) or any(type(choice) is not int for choice in choices):
            raise InvalidChoices(_("We could not read these answers. Reload the page and try again."))
        if not self.numbers.issuperset(choices):
            raise InvalidChoices(
                _("One of the answers does not belong to this poll. Reload the page and try again.")
            )
        if len(set(choices)) != len(choices):
            raise InvalidChoices(_("The same answer was chosen twice."))
        if not self.fewest <= len(choices) <= self.most:
            raise InvalidChoices(self.how_many())
        return sorted(choices)

    def how_many(self) -> str:
        """How many answers to choose, as a sentence."""
        return how_many_to_choose(self.fewest, self.most)


def how_many_to_choose(fewest: int, most: int) -> str:
    """How many answers to choose, as a sentence."""
    if most == 1:
        return _("Choose one answer.")
    if fewest == most:
        return ngettext("Choose %(most)d answer.", "Choose %(most)d answers.", most) % {"most": most}
    if fewest == 1:
        return ngettext("Choose up to %(most)d answer.", "Choose up to %(most)d answers.", most) % {
            "most": most
        }
    return _("Choose from %(fewest)d to %(most)d answers.") % {"fewest": fewest, "most": most}


def rules_of(poll_id: int, at: datetime.datetime) -> Rules | None:
    """None when there is no such poll, or it has no options. One query."""
    rows = _rows(poll_id=poll_id)
    if not rows:
        return None
    _number, fewest, most, opens_at, closes_at, database_now = rows[0]
    numbers = frozenset(row[0] for row in rows)
    return Rules(numbers, fewest, most, opens_at, closes_at, database_now - at)


@prepared
def _rows(poll_id: int) -> QuerySet[Any]:
    """A row for each option: the columns of Rules, and the moment by the database's clock."""
    rules = ("poll__min_choices", "poll__max_choices", "poll__opens_at", "poll__closes_at")
    return QuerySet(Option).filter(poll=poll_id).order_by().values_list("number", *rules, Now())
